//! The contact of a conversion: used, matched, created or none.

use std::collections::BTreeMap;

use event_schema::command::{ContactFields, ContactMode, ConvertLead};
use event_schema::event::{BuyingRole, ExternalId, LinkMode};
use event_schema::id::{AccountId, ContactId};
use event_schema::value::LookupKey;
use event_schema::{ContactEvent, Event, Personal, StreamType};
use rules::keys::PersonIdentity;
use smallvec::SmallVec;

use super::mapped::Mapped;
use super::{account, first_holder};
use crate::aggregate::{Contact, Key};
use crate::decide::contact::{KIND, NewContact, make, needs_reporting};
use crate::decide::custom;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &ConvertLead, ctx: &Context<'_>) -> ContactId {
    let given = c.contact.as_ref().and_then(|contact| contact.id);
    given.unwrap_or(ContactId(ctx.ids.contact()))
}

/// Which contact the conversion comes to, and how; none if it is to have none. `account` is absent
/// where something is wrong with that.
pub(super) fn found(
    c: &ConvertLead,
    (lead, personal): (&Mapped<'_>, &Personal),
    account: Option<AccountId>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<(ContactId, LinkMode)>, Rejection> {
    let at_account = |contact: &Contact| account.is_some_and(|at| seen.is_at(contact, at));
    let mode = mode(c);
    let given = c.contact.as_ref().and_then(|link| link.id);
    let existing = match given {
        Some(id) => seen.contact(id)?.map(|contact| (id, contact)),
        None => None,
    };
    let elsewhere = |contact: &Contact| account.is_some() && !at_account(contact);
    if let Some((id, _)) = existing.filter(|(_, contact)| elsewhere(contact))
        && mode != ContactMode::Create
    {
        let message = format!("names a contact of another account: {id}");
        return Err(Rejection::unknown("contact.id", message));
    }
    match (mode, existing) {
        (ContactMode::None, _) => Ok(None),
        (ContactMode::Use, Some((id, _))) => Ok(Some((id, LinkMode::Use))),
        (ContactMode::Use, None) => {
            let message = "must name a contact of the account with mode use";
            Err(Rejection::unknown("contact.id", message))
        }
        (ContactMode::Match, Some((id, _))) => Ok(Some((id, LinkMode::Match))),
        (ContactMode::Create, _) => Ok(Some((id_of(c, ctx), LinkMode::Create))),
        (ContactMode::Match, None) => {
            let keys = keys_of(c, personal, ctx);
            let fits = |holder| seen.contact(holder).ok().flatten().is_some_and(at_account);
            let order = &lead.rules.contact_match;
            let holder = first_holder(StreamType::Contact, order, &keys, seen, fits);
            Ok(Some(match holder {
                Some((holder, _)) => (ContactId(holder.id), LinkMode::Match),
                None => (id_of(c, ctx), LinkMode::Create),
            }))
        }
    }
}

fn mode(c: &ConvertLead) -> ContactMode {
    c.contact.as_ref().map_or(ContactMode::Match, |link| link.mode)
}

/// Makes the record, as `CreateContact` would; what is absent comes from the lead. Whoever asks for
/// a new contact must say who it is. One that a match has to make is made of what the lead has, so
/// that nothing of it is lost.
pub(super) fn create(
    c: &ConvertLead,
    (lead, lead_personal): (&Mapped<'_>, &Personal),
    account: Option<AccountId>,
    wrong: &mut Wrongs,
    (seen, ctx): (&Seen, &Context<'_>),
) -> Result<Option<Decision>, Rejection> {
    let fields = fields(c);
    let personal = personal_of(c, lead_personal);
    if mode(c) == ContactMode::Create && personal.person_name.is_none() {
        let message = "is required, since the lead has nothing to fill it with";
        wrong.missing(format!("{AT}person_name"), message);
    }
    let decision_role = match fields.and_then(|fields| fields.decision_role) {
        Some(given) => Some(given),
        None => lead.decision_role(ctx)?,
    };
    let new = NewContact {
        id: id_of(c, ctx),
        at: AT,
        account,
        decision_role,
        influence: fields.and_then(|fields| fields.influence),
        main: fields.and_then(|fields| fields.main) == Some(true),
        reports_to: fields.and_then(|fields| fields.reports_to),
        external_id: external_of(c),
        custom: fields.and_then(|fields| fields.custom.as_ref()),
        carried: lead.customs(KIND, ctx)?,
        person: (lead.facts.person_id, lead.facts.key_slot),
        personal,
        from_lead_id: Some(c.lead_id),
        keys: &keys_of(c, lead_personal, ctx),
    };
    make(new, wrong, seen, ctx)
}

/// The contact with its part in decisions, if it has one: the deal begins with it (C86).
pub(super) fn part(
    contact: Option<(ContactId, LinkMode)>,
    new: Option<&Decision>,
    seen: &Seen,
) -> Result<Option<BuyingRole>, Rejection> {
    let Some((contact_id, _)) = contact else { return Ok(None) };
    let role_of = |draft: &Draft| {
        if let Event::Contact(ContactEvent::ContactCreated(created)) = &draft.event {
            return created.decision_role;
        }
        None
    };
    let made = new.and_then(|new| new.drafts.iter().find_map(role_of));
    let role = match made {
        Some(role) => Some(role),
        None => seen.contact(contact_id)?.and_then(|contact| contact.decision_role),
    };
    Ok(role.map(|role| BuyingRole { contact_id, role }))
}

/// Where the fields of a new contact stand.
pub(super) const AT: &str = "contact.fields.";

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
        && let Ok((account, _)) = account::found(c, lead, seen, ctx)
    {
        needs.holders_at(Key::MainContact, account, seen);
    }
}

/// What the contact would say of its person: the given over the lead's.
pub(super) fn personal_of(c: &ConvertLead, lead: &Personal) -> Personal {
    // What was said and answered stays with the lead.
    let mut personal = Personal {
        note: None,
        next_action: None,
        objections: None,
        answers: BTreeMap::new(),
        // Custom fields are carried over where the contact has them.
        custom: BTreeMap::new(),
        ..lead.clone()
    };
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
