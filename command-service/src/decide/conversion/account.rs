//! The account of a conversion: used, matched or created.

use event_schema::command::{AccountFields, AccountMode, ConvertLead, MappedField, OnMatch};
use event_schema::event::{ACCOUNT_NAME_LEN_MAX, ExternalId, LinkMode};
use event_schema::id::{AccountId, UserId};
use event_schema::problem::Slug;
use event_schema::value::{LookupKey, Text};
use event_schema::{AccountEvent, Event, StreamType};
use rules::keys::AccountIdentity;
use smallvec::SmallVec;

use super::mapped::Mapped;
use super::{first_holder, held};
use crate::aggregate::Key;
use crate::decide::account::{
    KIND, NewAccount, Source, domain_of as registered_domain, make, needs_parents,
};
use crate::decide::custom;
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &ConvertLead, ctx: &Context<'_>) -> AccountId {
    c.account.id.unwrap_or(AccountId(ctx.ids.account()))
}

/// What must be seen of the account: those that its names and keys lead to, and those above it.
pub(super) fn needs(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    seen: &Seen,
    ctx: &Context<'_>,
    needs: &mut Needs,
) {
    for key in keys_of(c, lead, ctx) {
        needs.holders(Key::lookup(StreamType::Account, key), seen);
    }
    let Some(fields) = &c.account.fields else { return };
    if let Some(parent) = fields.parent_id {
        needs_parents(parent, seen, needs);
    }
    custom::needs(KIND, fields.custom.as_ref(), ctx, needs);
}

/// Which account the conversion comes to, and how; for one that is new, the id that it will have.
pub(super) fn found(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<(AccountId, LinkMode), Rejection> {
    let link = &c.account;
    match (link.mode, link.id) {
        (AccountMode::Use, None) => Err(Rejection::invalid(
            "account.id",
            "missing",
            "is required with mode use: it says which account",
        )),
        (AccountMode::Use, Some(id)) if seen.exists(id) => Ok((id, LinkMode::Use)),
        (AccountMode::Use, Some(id)) => {
            Err(Rejection::unknown("account.id", format!("names no account: {id}")))
        }
        (AccountMode::Create, _) => Ok((id_of(c, ctx), LinkMode::Create)),
        (AccountMode::Match, _) => match matched(c, lead, seen, ctx) {
            None => Ok((id_of(c, ctx), LinkMode::Create)),
            Some((id, key)) if link.on_match == Some(OnMatch::Refuse) => {
                Err(held(Slug::DuplicateAccount, id, key))
            }
            Some((id, _)) => Ok((id, LinkMode::Match)),
        },
    }
}

/// The given id, else by the keys of the rules in their order; of several the oldest.
pub(super) fn matched(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Option<(AccountId, &'static str)> {
    if let Some(id) = c.account.id.filter(|id| seen.exists(*id)) {
        return Some((id, "id"));
    }
    let keys = keys_of(c, lead, ctx);
    let found =
        first_holder(StreamType::Account, &lead.rules.account_match, &keys, seen, |_| true)?;
    Some((AccountId(found.0.id), found.1))
}

/// Makes the record, as `CreateAccount` would; what is absent comes from the lead.
pub(super) fn create(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    wrong: &mut Wrongs,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<Decision>, Rejection> {
    let given = c.account.fields.clone().unwrap_or(NO_FIELDS);
    let lead_domain = lead.facts.domain.clone().filter(|_| given.domain.is_none());
    let new = NewAccount {
        id: id_of(c, ctx),
        at: AT,
        fields: AccountFields {
            name: name_of(c, lead),
            industry: given.industry.or_else(|| lead.text(MappedField::AccountIndustry).cloned()),
            size: given.size.or(lead.account_size()),
            region: written_region(c, lead).cloned(),
            need: given.need.or_else(|| lead.longer(MappedField::AccountNeed)),
            ..given
        },
        lead_domain,
        carried: lead.customs(KIND, ctx)?,
        owner_id: None,
        from_lead_id: Some(c.lead_id),
        source: Source(Some(&lead.facts.source)),
        template: None,
        keys: &keys_of(c, lead, ctx),
    };
    make(new, wrong, seen, ctx)
}

/// Where the fields of a new account stand.
pub(super) const AT: &str = "account.fields.";

/// Nothing given.
const NO_FIELDS: AccountFields = AccountFields {
    name: None,
    industry: None,
    size: None,
    revenue: None,
    region: None,
    grade: None,
    tags: None,
    website: None,
    phone: None,
    address: None,
    need: None,
    parent_id: None,
    domain: None,
    life_cycle: None,
    external_id: None,
    custom: None,
};

/// A new account with the owner that the conversion came to.
pub(super) fn owned(mut draft: Draft, owner_id: Option<UserId>) -> Draft {
    if let Event::Account(AccountEvent::AccountCreated(created)) = &mut draft.event {
        created.owner_id = owner_id;
    }
    draft
}

/// The name that a new account would have: the given, else the mapped.
fn name_of(c: &ConvertLead, lead: &Mapped<'_>) -> Option<Text<ACCOUNT_NAME_LEN_MAX>> {
    let given = c.account.fields.as_ref().and_then(|fields| fields.name.clone());
    let mapped = || Text::new(lead.text(MappedField::AccountName)?.as_str()).ok();
    given.or_else(mapped)
}

/// The region of a new account as somebody wrote it; the dictionary has yet to be asked.
fn written_region<'a>(c: &'a ConvertLead, lead: &Mapped<'a>) -> Option<&'a Text<100>> {
    given_region(c).or_else(|| lead.text(MappedField::AccountRegion))
}

/// The given domain, else that of the lead's address, else that of the given web site.
fn domain_of(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    ctx: &Context<'_>,
) -> Result<Option<Text<253>>, Rejection> {
    let fields = c.account.fields.as_ref();
    let given = fields.and_then(|fields| fields.domain.as_ref());
    let known = lead.facts.domain.as_ref().filter(|_| given.is_none());
    if let Some(known) = known {
        return Ok(Some(known.clone()));
    }
    let website = fields.and_then(|fields| fields.website.as_ref());
    let rules = ctx.book.duplicates(ctx.occurred_at)?;
    registered_domain("account.fields.domain", given, website, rules.body)
}

/// The region that the command gives, for the account and what is sold to it.
pub(super) fn given_region(c: &ConvertLead) -> Option<&Text<100>> {
    c.account.fields.as_ref()?.region.as_ref()
}

pub(super) fn external_of(c: &ConvertLead) -> Option<ExternalId> {
    c.account.fields.as_ref()?.external_id.clone().map(Into::into)
}

pub(super) fn keys_of(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    ctx: &Context<'_>,
) -> SmallVec<[LookupKey; 4]> {
    let domain = domain_of(c, lead, ctx).ok().flatten();
    ctx.hasher.account_keys(AccountIdentity {
        domain: domain.as_ref().map(Text::as_str),
        name: name_of(c, lead).as_ref().map(Text::as_str),
        region: Words::new(ctx).optional("region", written_region(c, lead)).as_ref(),
        external: external_of(c).as_ref(),
    })
}
