//! Making an account's record, by its own command or in a conversion.

use event_schema::StreamType;
use event_schema::command::{AccountFields, CreateAccount};
use event_schema::event::AccountCreated;
use event_schema::id::{AccountId, LeadId, UserId};
use event_schema::problem::Slug;
use event_schema::value::Text;
use rules::keys::AccountIdentity;
use rules::normalise::NORMALISER;
use rules::settings::{GRADE, InForce, LIFE_CYCLE, Template};

use super::{
    KIND, Source, check_parent, check_revenue, distinct, domain_of, needs_parents, tagged, template,
};
use crate::decide::custom::{self, CUSTOM, Customs};
use crate::decide::taken::{holders, refuse_held, refuse_id};
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &CreateAccount, ctx: &Context<'_>) -> AccountId {
    c.account_id.unwrap_or(AccountId(ctx.ids.own()))
}

/// Its keys; a domain that is refused makes none.
fn keys_of<'a>(c: &CreateAccount, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let rules = ctx.book.duplicates(ctx.occurred_at).ok();
        let domain = rules.and_then(|rules| {
            domain_of("domain", c.domain.as_ref(), c.website.as_ref(), rules.body).ok().flatten()
        });
        let region = Words::new(ctx).optional("region", c.region.as_ref());
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.account_keys(AccountIdentity {
            domain: domain.as_ref().map(Text::as_str),
            name: Some(c.name.as_str()),
            region: region.as_ref(),
            external: external.as_ref(),
        })
    })
}

pub(super) fn needs(c: &CreateAccount, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    // One that names no template is refused before keys matter.
    let Ok((filled, _)) = template::filled(c, ctx) else { return };
    holders(StreamType::Account, keys_of(&filled, ctx), seen, needs);
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    if let Some(parent) = c.parent_id {
        needs_parents(parent, seen, needs);
    }
}

/// Makes the record, and refuses what is held already.
pub(super) fn create(
    c: &CreateAccount,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let (filled, template) = template::filled(c, ctx)?;
    let c = filled.as_ref();
    let mut wrong = Wrongs::default();
    let new = NewAccount {
        id: id_of(c, ctx),
        at: "",
        fields: fields_of(c),
        lead_domain: None,
        carried: Customs::default(),
        owner_id: c.owner_id,
        from_lead_id: None,
        source: Source(None),
        template: template.as_ref(),
        keys: keys_of(c, ctx),
    };
    let made = make(new, &mut wrong, seen, ctx)?;
    wrong.finish("")?;
    Ok(made.expect("an account with nothing wrong is made"))
}

fn fields_of(c: &CreateAccount) -> AccountFields {
    let c = c.clone();
    AccountFields {
        name: Some(c.name),
        industry: c.industry,
        size: c.size,
        revenue: c.revenue,
        region: c.region,
        grade: c.grade,
        tags: c.tags,
        website: c.website,
        phone: c.phone,
        address: c.address,
        need: c.need,
        parent_id: c.parent_id,
        domain: c.domain,
        life_cycle: c.life_cycle,
        external_id: c.external_id,
        custom: c.custom,
    }
}

/// An account that is to be made, by whichever command.
pub(in crate::decide) struct NewAccount<'a> {
    /// Its id.
    pub id: AccountId,
    /// Where its fields stand in the command, such as `account.fields.`.
    pub at: &'static str,
    /// What is known of it.
    pub fields: AccountFields,
    /// The domain of the lead that it is made from: it comes before that of a web site.
    pub lead_domain: Option<Text<253>>,
    /// Custom fields of the lead that it is made from, as far as it has them; the given ones hold before.
    pub carried: Customs,
    /// Whose it is.
    pub owner_id: Option<UserId>,
    /// The lead that it is made from.
    pub from_lead_id: Option<LeadId>,
    /// The source of that lead, which rules may ask for.
    pub source: Source<'a>,
    /// The template that filled its fields.
    pub template: Option<&'a InForce<'a, Template>>,
    /// What it is found by.
    pub keys: &'a LookupKeys,
}

/// Notes codes of an account that their lists don't have.
pub(in crate::decide) fn codes(
    at: &str,
    fields: &AccountFields,
    words: &mut Words<'_>,
) -> Result<(), Rejection> {
    words.code(&format!("{at}grade"), GRADE, fields.grade)?;
    words.code(&format!("{at}life_cycle"), LIFE_CYCLE, fields.life_cycle)
}

/// Makes the record, unless something is wrong with it: everything of that is noted.
pub(in crate::decide) fn make(
    new: NewAccount<'_>,
    wrong: &mut Wrongs,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<Decision>, Rejection> {
    let NewAccount { source, template, keys, id, at, carried, .. } = new;
    let NewAccount { fields, lead_domain, owner_id, from_lead_id, .. } = new;
    let mut words = Words::new(ctx);
    words.used.extend(template.iter().map(|template| template.used));
    codes(at, &fields, &mut words)?;
    check_revenue(&format!("{at}revenue"), fields.revenue, &mut words);
    let of = (KIND, &*format!("{at}{CUSTOM}"));
    let custom = custom::created(of, fields.custom.as_ref(), carried, seen, &mut words)?.plain;
    wrong.note(words.finish())?;
    let rules = ctx.book.duplicates(ctx.occurred_at)?;
    words.used.push(rules.used);
    let domain = match lead_domain {
        Some(domain) => Some(domain),
        None => {
            let field = format!("{at}domain");
            let (given, website) = (fields.domain.as_ref(), fields.website.as_ref());
            wrong.note(domain_of(&field, given, website, rules.body))?.flatten()
        }
    };
    if let Some(parent) = fields.parent_id {
        wrong.note(check_parent(&format!("{at}parent_id"), (id, parent), seen))?;
    }
    wrong.note(refuse_id(Slug::DuplicateAccount, id.into(), seen))?;
    wrong.note(refuse_held(Slug::DuplicateAccount, id.into(), keys, seen, |_, _| true))?;
    let Some(name) = fields.name else {
        wrong.missing(
            format!("{at}name"),
            "is required, since the lead has nothing to fill it with",
        );
        return Ok(None);
    };
    let created = AccountCreated {
        name,
        industry: words.optional("industry", fields.industry.as_ref()),
        size: fields.size,
        revenue: fields.revenue.map(Box::new),
        region: words.optional("region", fields.region.as_ref()),
        owner_id,
        grade: fields.grade,
        tags: distinct(fields.tags.unwrap_or_default()),
        domain,
        website: fields.website,
        phone: fields.phone,
        address: fields.address,
        need: fields.need,
        parent_id: fields.parent_id,
        life_cycle: fields.life_cycle,
        as_written: std::mem::take(&mut words.as_written),
        by_rule: Vec::new(),
        template: template.map(template::used),
        from_lead_id,
        external_id: fields.external_id.map(Into::into),
        custom,
        keys: keys.clone(),
        normaliser: NORMALISER,
    };
    let created = tagged(created, &source, &mut words.used, ctx);
    Ok(Some(Decision { drafts: vec![Draft::new(id, created)], settings: words.used }))
}
