//! The account of a conversion: used, matched or created.

use std::collections::BTreeMap;

use event_schema::command::{AccountFields, AccountMode, ConvertLead, MappedField, OnMatch};
use event_schema::event::{ACCOUNT_NAME_LEN_MAX, AccountCreated, ExternalId, LinkMode};
use event_schema::id::{AccountId, UserId};
use event_schema::problem::Slug;
use event_schema::value::{LookupKey, Text};
use event_schema::{AccountEvent, Event, StreamType};
use rules::keys::AccountIdentity;
use rules::normalise::NORMALISER;
use smallvec::SmallVec;

use super::mapped::Mapped;
use super::{Linked, first_holder, held, refuse_external};
use crate::decide::{Context, Draft, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &ConvertLead, ctx: &Context<'_>) -> AccountId {
    c.account.id.unwrap_or(AccountId(ctx.ids.account()))
}

pub(super) fn link(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Linked<AccountId>, Rejection> {
    let link = &c.account;
    match (link.mode, link.id) {
        (AccountMode::Use, None) => Err(Rejection::invalid(
            "account.id",
            "missing",
            "is required with mode use: it says which account",
        )),
        (AccountMode::Use, Some(id)) if seen.exists(id) => {
            Ok(Linked { id, mode: LinkMode::Use, draft: None })
        }
        (AccountMode::Use, Some(id)) => {
            Err(Rejection::unknown("account.id", format!("names no account: {id}")))
        }
        (AccountMode::Create, _) => create(c, lead, seen, ctx),
        (AccountMode::Match, _) => match matched(c, lead, seen, ctx) {
            None => create(c, lead, seen, ctx),
            Some((id, key)) if link.on_match == Some(OnMatch::Refuse) => {
                Err(held(Slug::DuplicateAccount, id, key))
            }
            Some((id, _)) => Ok(Linked { id, mode: LinkMode::Match, draft: None }),
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

pub(super) fn create(
    c: &ConvertLead,
    lead: &Mapped<'_>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Linked<AccountId>, Rejection> {
    let id = id_of(c, ctx);
    if seen.exists(id) {
        return Err(held(Slug::DuplicateAccount, id, "id"));
    }
    let missing = "is required, since the lead has nothing to fill it with";
    let name = name_of(c, lead)
        .ok_or_else(|| Rejection::invalid("account.fields.name", "missing", missing))?;
    let keys = keys_of(c, lead, ctx);
    refuse_external(Slug::DuplicateAccount, StreamType::Account, &keys, seen)?;
    let fields = c.account.fields.clone().unwrap_or(NO_FIELDS);
    let created = AccountCreated {
        name,
        industry: fields.industry.or_else(|| lead.text(MappedField::AccountIndustry).cloned()),
        size: fields.size.or(lead.account_size()),
        region: region_of(c, lead),
        owner_id: None,
        grade: fields.grade,
        tags: fields.tags.unwrap_or_default(),
        domain: lead.facts.domain.clone(),
        website: fields.website,
        phone: fields.phone,
        address: fields.address,
        need: fields.need,
        parent_id: None,
        life_cycle: fields.life_cycle,
        as_written: BTreeMap::new(),
        from_lead_id: Some(c.lead_id),
        external_id: external_of(c),
        keys,
        normaliser: NORMALISER,
    };
    Ok(Linked { id, mode: LinkMode::Create, draft: Some(Draft::new(id, created)) })
}

/// Nothing given.
const NO_FIELDS: AccountFields = AccountFields {
    name: None,
    industry: None,
    size: None,
    region: None,
    grade: None,
    tags: None,
    website: None,
    phone: None,
    address: None,
    need: None,
    life_cycle: None,
    external_id: None,
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

fn region_of(c: &ConvertLead, lead: &Mapped<'_>) -> Option<Text<100>> {
    given_region(c).or_else(|| lead.text(MappedField::AccountRegion)).cloned()
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
    let Some(name) = name_of(c, lead) else { return SmallVec::new() };
    ctx.hasher.account_keys(AccountIdentity {
        domain: lead.facts.domain.as_ref().map(Text::as_str),
        name: name.as_str(),
        region: region_of(c, lead).as_ref(),
        external: external_of(c).as_ref(),
    })
}
