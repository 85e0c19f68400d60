//! Making an account's record.

use event_schema::StreamType;
use event_schema::command::CreateAccount;
use event_schema::event::AccountCreated;
use event_schema::id::AccountId;
use event_schema::problem::Slug;
use rules::keys::AccountIdentity;
use rules::normalise::NORMALISER;
use rules::settings::{GRADE, LIFE_CYCLE};

use super::{KIND, check_parent, distinct, domain_of, needs_parents};
use crate::decide::custom::{self, CUSTOM, Customs};
use crate::decide::taken::{holders, refuse_held, refuse_id};
use crate::decide::words::Words;
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
            domain: domain.as_ref().map(event_schema::value::Text::as_str),
            name: Some(c.name.as_str()),
            region: region.as_ref(),
            external: external.as_ref(),
        })
    })
}

pub(super) fn needs(c: &CreateAccount, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    holders(StreamType::Account, keys_of(c, ctx), seen, needs);
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
    let id = id_of(c, ctx);
    let mut words = Words::new(ctx);
    words.code("grade", GRADE, c.grade)?;
    words.code("life_cycle", LIFE_CYCLE, c.life_cycle)?;
    let customs = Customs::default();
    let given = c.custom.as_ref();
    let custom = custom::created((KIND, CUSTOM), given, customs, seen, &mut words)?.plain;
    words.finish()?;
    let rules = ctx.book.duplicates(ctx.occurred_at)?;
    words.used.push(rules.used);
    let domain = domain_of("domain", c.domain.as_ref(), c.website.as_ref(), rules.body)?;
    if let Some(parent) = c.parent_id {
        check_parent("parent_id", (id, parent), seen)?;
    }
    refuse_id(Slug::DuplicateAccount, id.into(), seen)?;
    let keys = keys_of(c, ctx);
    refuse_held(Slug::DuplicateAccount, id.into(), keys, seen, |_, _| true)?;
    let created = AccountCreated {
        name: c.name.clone(),
        industry: words.optional("industry", c.industry.as_ref()),
        size: c.size,
        region: words.optional("region", c.region.as_ref()),
        owner_id: c.owner_id,
        grade: c.grade,
        tags: distinct(c.tags.clone().unwrap_or_default()),
        domain,
        website: c.website.clone(),
        phone: c.phone.clone(),
        address: c.address.clone(),
        need: c.need.clone(),
        parent_id: c.parent_id,
        life_cycle: c.life_cycle,
        as_written: std::mem::take(&mut words.as_written),
        from_lead_id: None,
        external_id: c.external_id.clone().map(Into::into),
        custom,
        keys: keys.clone(),
        normaliser: NORMALISER,
    };
    Ok(Decision { drafts: vec![Draft::new(id, created)], settings: words.used })
}
