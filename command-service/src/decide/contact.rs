//! Deciding about contacts.

mod create;
mod links;
mod merge;
mod update;

use event_schema::StreamId;
use event_schema::command::ContactCommand;
use event_schema::event::{Changed, ContactUpdated};
use event_schema::id::{AccountId, ContactId};
use event_schema::value::LookupKind;
use rules::normalise::NORMALISER;

use super::{Context, Decision, Draft, Needs, Seen, above};
use crate::aggregate::{Contact, Key};
use crate::rejection::Rejection;

pub(super) use create::{NewContact, make};

/// What custom fields are defined for.
pub(super) const KIND: &str = "contact";

/// The stream that the command is about.
pub fn own_stream(command: &ContactCommand, seen: &Seen, ctx: &Context<'_>) -> StreamId {
    match command {
        ContactCommand::CreateContact(c) => create::id_of(c, ctx).into(),
        ContactCommand::UpdateContact(c) => c.contact_id.into(),
        ContactCommand::MergeContacts(c) => seen.survivor(c.survivor_id),
        ContactCommand::LinkContacts(c) => c.contact_id.into(),
        ContactCommand::UnlinkContacts(c) => c.contact_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &ContactCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        ContactCommand::CreateContact(c) => create::needs(c, seen, ctx, needs),
        ContactCommand::UpdateContact(c) => update::needs(c, seen, ctx, needs),
        ContactCommand::MergeContacts(c) => merge::needs(c, seen, needs),
        ContactCommand::LinkContacts(c) => links::needs([c.contact_id, c.other_id], seen, needs),
        ContactCommand::UnlinkContacts(c) => links::needs([c.contact_id, c.other_id], seen, needs),
    }
}

/// Judges a command about a contact.
pub fn decide(
    command: &ContactCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        ContactCommand::CreateContact(c) => create::create(c, seen, ctx),
        ContactCommand::UpdateContact(c) => update::update(c, seen, ctx),
        ContactCommand::MergeContacts(c) => merge::merge(c, seen, ctx),
        ContactCommand::LinkContacts(c) => links::link(c, seen, ctx),
        ContactCommand::UnlinkContacts(c) => links::unlink(c, seen),
    }
}

/// A contact, and those whom it reports to as far as they are known.
pub(super) fn needs_reporting(first: ContactId, seen: &Seen, needs: &mut Needs) {
    for id in above::chain(first, |id| superior(id, seen)) {
        needs.stream(id);
    }
}

fn superior(id: ContactId, seen: &Seen) -> Option<ContactId> {
    let superior = seen.contact(id).ok().flatten()?.reports_to?;
    Some(ContactId(seen.survivor(superior).id))
}

/// The account that a contact is at.
fn home(contact: &Contact, seen: &Seen) -> AccountId {
    seen.account_meant(contact.account_id)
}

/// Refuses a superior who isn't of the same account or stands below the contact.
fn check_reporting(
    field: &str,
    id: ContactId,
    reports_to: ContactId,
    account: AccountId,
    seen: &Seen,
) -> Result<(), Rejection> {
    if reports_to != id {
        let superior = seen.contact(reports_to)?;
        if superior.is_none_or(|superior| !seen.is_at(superior, account)) {
            let message = format!("names no contact of the account: {reports_to}");
            return Err(Rejection::unknown(field, message));
        }
    }
    above::refuse_ring(field, id, reports_to, |id| superior(id, seen))
}

/// Whether a holder of a key is the same contact: by its reference everywhere, by an address only at
/// the same account, since a person may be known at two.
fn is_same(kind: LookupKind, holder: StreamId, account: AccountId, seen: &Seen) -> bool {
    match kind {
        LookupKind::External => true,
        LookupKind::Email | LookupKind::Phone | LookupKind::Domain | LookupKind::Name => {
            seen.contact(holder).ok().flatten().is_some_and(|held| seen.is_at(held, account))
        }
    }
}

/// The contacts of an account that are its main contact no longer, since `id` is.
fn others_no_longer_main(
    id: StreamId,
    account: AccountId,
    seen: &Seen,
) -> Result<Vec<Draft>, Rejection> {
    let mut drafts = Vec::new();
    for holder in seen.holders_at(Key::MainContact, account).filter(|holder| *holder != id) {
        drafts.extend(no_longer_main(holder, seen)?);
    }
    Ok(drafts)
}

/// A contact that is its account's main contact no longer.
pub(super) fn no_longer_main(id: StreamId, seen: &Seen) -> Result<Option<Draft>, Rejection> {
    let Some(contact) = seen.contact(id)? else { return Ok(None) };
    let ended = Changed { before: Some(true), after: Some(false) };
    Ok(Some(Draft::new(id, ContactUpdated { main: Some(ended), ..same(contact) })))
}

/// A change of nothing.
fn same(contact: &Contact) -> ContactUpdated {
    ContactUpdated {
        account_id: None,
        decision_role: None,
        influence: None,
        main: None,
        reports_to: None,
        external_id: None,
        personal: Vec::new(),
        emptied: Vec::new(),
        custom: Default::default(),
        personal_custom: Vec::new(),
        keys: contact.keys.clone(),
        normaliser: NORMALISER,
    }
}
