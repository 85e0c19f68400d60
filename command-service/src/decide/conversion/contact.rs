//! The contact of a conversion: used, matched, created or none.

use event_schema::command::{ContactFields, ContactMode, ConvertLead};
use event_schema::event::{ContactCreated, ExternalId, LinkMode};
use event_schema::id::{AccountId, ContactId};
use event_schema::problem::Slug;
use event_schema::value::{CustomFields, LookupKey};
use event_schema::{Personal, StreamType};
use rules::keys::PersonIdentity;
use rules::normalise::NORMALISER;
use smallvec::SmallVec;

use super::mapped::Mapped;
use super::{Linked, account, first_holder, held, refuse_external};
use crate::aggregate::Key;
use crate::aggregate::lead::Facts;
use crate::decide::contact::{KIND, check_reporting, needs_reporting, others_no_longer_main};
use crate::decide::custom;
use crate::decide::words::Words;
use crate::decide::{Context, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &ConvertLead, ctx: &Context<'_>) -> ContactId {
    let given = c.contact.as_ref().and_then(|contact| contact.id);
    given.unwrap_or(ContactId(ctx.ids.contact()))
}

pub(super) fn link(
    c: &ConvertLead,
    (lead, lead_personal): (&Mapped<'_>, &Personal),
    account: AccountId,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<Linked<ContactId>>, Rejection> {
    let given = c.contact.as_ref().and_then(|link| link.id);
    let existing = match given {
        Some(id) => seen.contact(id)?.map(|contact| (id, contact)),
        None => None,
    };
    if let Some((id, _)) = existing.filter(|(_, contact)| !seen.is_at(contact, account)) {
        let message = format!("names a contact of another account: {id}");
        return Err(Rejection::unknown("contact.id", message));
    }
    let mode = c.contact.as_ref().map_or(ContactMode::Match, |link| link.mode);
    let keys = keys_of(c, lead_personal, ctx);
    let at_account = |holder| {
        seen.contact(holder).ok().flatten().is_some_and(|contact| seen.is_at(contact, account))
    };
    let linked = |id, mode| Ok(Some(Linked::to(id, mode)));
    match (mode, existing) {
        (ContactMode::None, _) => return Ok(None),
        (ContactMode::Use, Some((id, _))) => return linked(id, LinkMode::Use),
        (ContactMode::Use, None) => {
            let message = "must name a contact of the account with mode use";
            return Err(Rejection::unknown("contact.id", message));
        }
        (ContactMode::Match, Some((id, _))) => return linked(id, LinkMode::Match),
        (ContactMode::Create, Some((id, _))) => {
            return Err(held(Slug::DuplicateContact, id, "id"));
        }
        (ContactMode::Create, None) => {}
        (ContactMode::Match, None) => {
            let order = &lead.rules.contact_match;
            let found = first_holder(StreamType::Contact, order, &keys, seen, at_account);
            if let Some((holder, _)) = found {
                return linked(ContactId(holder.id), LinkMode::Match);
            }
        }
    }
    refuse_external(Slug::DuplicateContact, StreamType::Contact, &keys, seen)?;
    create(c, (lead, lead_personal), account, seen, ctx).map(Some)
}

/// Where the custom fields of a new contact stand.
const CUSTOM: &str = "contact.fields.custom";

/// Makes the record, as `CreateContact` would.
fn create(
    c: &ConvertLead,
    (lead, lead_personal): (&Mapped<'_>, &Personal),
    account: AccountId,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Linked<ContactId>, Rejection> {
    let id = id_of(c, ctx);
    let keys = keys_of(c, lead_personal, ctx);
    let fields = fields(c);
    let reports_to = fields.and_then(|fields| fields.reports_to);
    if let Some(reports_to) = reports_to {
        check_reporting("contact.fields.reports_to", id, reports_to, account, seen)?;
    }
    let main = fields.and_then(|fields| fields.main) == Some(true);
    let decision_role = match fields.and_then(|fields| fields.decision_role) {
        Some(given) => Some(given),
        None => lead.decision_role(ctx)?,
    };
    let mut words = Words::new(ctx);
    let given = fields.and_then(|fields| fields.custom.as_ref());
    let carried = lead.customs(KIND, ctx)?;
    let customs = custom::created((KIND, CUSTOM), given, carried, seen, &mut words)?;
    words.finish()?;
    let created = ContactCreated {
        person_id: lead.facts.person_id,
        account_id: account,
        decision_role,
        influence: fields.and_then(|fields| fields.influence),
        main,
        reports_to,
        from_lead_id: Some(c.lead_id),
        external_id: external_of(c),
        custom: customs.plain,
        personal_custom: customs.personal.keys().copied().collect(),
        keys,
        normaliser: NORMALISER,
    };
    let personal = Personal { custom: customs.personal, ..personal_of(c, lead_personal) };
    let Facts { person_id, key_slot, .. } = lead.facts;
    let mut drafts = vec![Draft::new(id, created).with(*person_id, *key_slot, personal)];
    if main {
        drafts.extend(others_no_longer_main(id.into(), account, seen)?);
    }
    Ok(Linked { drafts, used: words.used, ..Linked::to(id, LinkMode::Create) })
}

fn fields(c: &ConvertLead) -> Option<&ContactFields> {
    c.contact.as_ref()?.fields.as_ref()
}

/// What must be seen of the contact: those that its keys lead to, the superior, and the main contact
/// that it takes the place of.
pub(super) fn needs(
    c: &ConvertLead,
    (lead, personal): (&Mapped<'_>, &Personal),
    seen: &Seen,
    ctx: &Context<'_>,
    needs: &mut Needs,
) {
    for key in keys_of(c, personal, ctx) {
        needs.holders(Key::lookup(StreamType::Contact, key), seen);
    }
    let Some(fields) = fields(c) else { return };
    custom::needs(KIND, fields.custom.as_ref(), ctx, needs);
    if let Some(reports_to) = fields.reports_to {
        needs_reporting(reports_to, seen, needs);
    }
    if fields.main == Some(true)
        && let Ok(account) = account::link(c, lead, seen, ctx)
    {
        needs.holders_at(Key::MainContact, account.id, seen);
    }
}

/// What the contact would say of its person: the given over the lead's.
pub(super) fn personal_of(c: &ConvertLead, lead: &Personal) -> Personal {
    // Custom fields are carried over where the contact has them.
    let custom = CustomFields::new();
    let mut personal =
        Personal { note: None, next_action: None, objections: None, custom, ..lead.clone() };
    if let Some(fields) = fields(c).cloned() {
        personal.update(Personal {
            person_name: fields.person_name,
            email: fields.email,
            phone: fields.phone,
            title: fields.title,
            style: fields.style,
            preferences: fields.preferences,
            decision_factors: fields.decision_factors,
            ..Personal::default()
        });
    }
    personal
}

pub(super) fn external_of(c: &ConvertLead) -> Option<ExternalId> {
    fields(c)?.external_id.clone().map(Into::into)
}

pub(super) fn keys_of(
    c: &ConvertLead,
    lead: &Personal,
    ctx: &Context<'_>,
) -> SmallVec<[LookupKey; 4]> {
    let personal = personal_of(c, lead);
    ctx.hasher.contact_keys(PersonIdentity {
        email: personal.email.as_ref(),
        phone: personal.phone.as_ref(),
        external: external_of(c).as_ref(),
    })
}
