//! Changing a contact's fields, and moving it to another account.

use event_schema::command::UpdateContact;
use event_schema::event::custom::{changes, names};
use event_schema::event::{Changed, ContactUpdated, ExternalId, PersonalField};
use event_schema::field::Change;
use event_schema::id::{AccountId, ContactId};
use event_schema::problem::Slug;
use event_schema::value::LookupKey;
use event_schema::{Personal, StreamId, StreamType};
use rules::keys::PersonIdentity;
use rules::settings::DECISION_ROLE;

use super::{KIND, check_reporting, home, is_same, needs_reporting, others_no_longer_main, same};
use crate::aggregate::{Contact, Key};
use crate::decide::account::external_change;
use crate::decide::custom::{self, Customs};
use crate::decide::taken::{holders, refuse_held};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(c: &UpdateContact, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    let own: StreamId = c.contact_id.into();
    needs.personal.push(own);
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    if let Change::Set(account) = c.account_id {
        needs.stream(account);
    }
    if let Change::Set(reports_to) = c.reports_to {
        needs_reporting(reports_to, seen, needs);
    }
    let Ok(Some(contact)) = seen.contact(own) else { return };
    needs.stream(contact.account_id);
    if c.main == Change::Set(true) {
        needs.holders_at(Key::MainContact, account_of(c, contact, seen), seen);
    }
    if moves(c, contact, seen) {
        needs.holders_at(Key::Contacts, home(contact, seen), seen);
    }
    needs.streams.extend(contact.reports_to.map(StreamId::from));
    let Some(known) = seen.personal.get(&own) else { return };
    let updated = updated(c, contact, known, seen, ctx).0;
    let moves = moves(c, contact, seen);
    holders(StreamType::Contact, &asked_keys(moves, &updated, contact), seen, needs);
}

/// Changes what really changes, and refuses what another contact of the account holds.
pub(super) fn update(
    c: &UpdateContact,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let own: StreamId = c.contact_id.into();
    let contact = seen.contact(own)?.ok_or(Rejection::UnknownTarget(own))?;
    let nothing = Personal::default();
    let known = seen.personal.get(&own).unwrap_or(&nothing);
    let mut words = Words::new(ctx);
    let customs = check(c, (contact, known), seen, &mut words)?;
    let account = account_of(c, contact, seen);
    let moves = moves(c, contact, seen);
    if seen.account(account)?.is_none() && moves {
        return Err(Rejection::unknown("account_id", format!("names no account: {account}")));
    }
    let (updated, mut personal) = updated(c, contact, known, seen, ctx);
    let updated = ContactUpdated {
        custom: changes(&contact.custom, &customs.plain),
        personal_custom: names(&known.custom, &customs.personal),
        ..updated
    };
    personal.custom = customs.personal;
    let changed = updated.reports_to.as_ref().and_then(|changed| changed.after);
    if let Some(reports_to) = changed.or(kept(&c.reports_to, moves)) {
        check_reporting("reports_to", c.contact_id, reports_to, account, seen)?;
    }
    if updated == (ContactUpdated { keys: updated.keys.clone(), ..same(contact) }) {
        return Ok(Decision::default());
    }
    let keys = asked_keys(moves, &updated, contact);
    refuse_held(Slug::DuplicateContact, own, &keys, seen, |kind, holder| {
        is_same(kind, holder, account, seen)
    })?;
    let becomes_main = updated.main.as_ref().is_some_and(|changed| changed.after == Some(true));
    let takes_main = becomes_main || (moves && c.main == Change::Set(true));
    let mut draft = Draft::new(own, updated.clone());
    if updated.changes_person() {
        draft = draft.with(contact.person_id, contact.key_slot, personal);
    }
    let mut drafts = vec![draft];
    if takes_main {
        drafts.extend(others_no_longer_main(own, account, seen)?);
    }
    if moves {
        drafts.extend(left_behind(own, home(contact, seen), seen)?);
    }
    Ok(Decision { drafts, settings: words.used })
}

/// Whom somebody is to report to as before who moves: at the new account, too.
fn kept(reports_to: &Change<ContactId>, moves: bool) -> Option<ContactId> {
    match reports_to {
        Change::Set(superior) if moves => Some(*superior),
        Change::Set(_) | Change::Keep | Change::Clear => None,
    }
}

/// Refuses what is wrong with the fields, all at once; the custom ones as they are from now on.
fn check(
    c: &UpdateContact,
    (contact, known): (&Contact, &Personal),
    seen: &Seen,
    words: &mut Words<'_>,
) -> Result<Customs, Rejection> {
    if c.person_name == Change::Clear {
        words.faults.invalid("person_name", "missing", "can't be emptied");
    }
    if c.account_id == Change::Clear {
        words.faults.invalid("account_id", "missing", "can't be emptied");
    }
    if let Change::Set(role) = c.decision_role {
        words.code("decision_role", DECISION_ROLE, Some(role))?;
    }
    let had = Customs { plain: contact.custom.clone(), personal: known.custom.clone() };
    let customs = custom::changed(KIND, c.custom.as_ref(), had, seen, words)?;
    words.finish()?;
    Ok(customs)
}

/// Where the contact is from now on.
fn account_of(c: &UpdateContact, contact: &Contact, seen: &Seen) -> AccountId {
    match c.account_id {
        Change::Set(account) => account,
        Change::Keep | Change::Clear => home(contact, seen),
    }
}

fn moves(c: &UpdateContact, contact: &Contact, seen: &Seen) -> bool {
    account_of(c, contact, seen) != home(contact, seen)
}

/// What changes, and the person as it is from now on.
fn updated(
    c: &UpdateContact,
    contact: &Contact,
    known: &Personal,
    seen: &Seen,
    ctx: &Context<'_>,
) -> (ContactUpdated, Personal) {
    let moves = moves(c, contact, seen);
    let main = match &c.main {
        Change::Clear => Change::Set(false),
        Change::Keep if moves => Change::Set(false),
        given @ (Change::Keep | Change::Set(_)) => given.clone(),
    };
    let reports_to = match &c.reports_to {
        Change::Keep if moves => Change::Clear,
        given @ (Change::Keep | Change::Clear | Change::Set(_)) => given.clone(),
    };
    // The same record under the id of one that was merged into it is the same record.
    let superior = contact.reports_to.map(|superior| ContactId(seen.survivor(superior).id));
    let same_superior = superior.is_some_and(|superior| reports_to == Change::Set(superior));
    let reports_to = if same_superior { Change::Keep } else { reports_to };
    let account_id = Changed::by(&c.account_id, Some(&contact.account_id)).filter(|_| moves);
    let external = external_change(&c.external_id);
    let (personal, changed) = person(c, known);
    let mut updated = ContactUpdated {
        account_id,
        decision_role: Changed::by(&c.decision_role, contact.decision_role.as_ref()),
        influence: Changed::by(&c.influence, contact.influence.as_ref()),
        main: Changed::by(&main, Some(&contact.main)),
        reports_to: Changed::by(&reports_to, contact.reports_to.as_ref()),
        external_id: Changed::by(&external, contact.external_id.as_ref()),
        emptied: personal.emptied(&changed),
        personal: changed,
        ..same(contact)
    };
    let external: Option<&ExternalId> =
        Changed::or(updated.external_id.as_ref(), contact.external_id.as_ref());
    updated.keys = ctx.hasher.contact_keys(PersonIdentity {
        email: personal.email.as_ref(),
        phone: personal.phone.as_ref(),
        external,
    });
    (updated, personal)
}

/// The person as it is from now on, whole, and the names of what changed.
fn person(c: &UpdateContact, known: &Personal) -> (Personal, Vec<PersonalField>) {
    let mut person = known.clone();
    let mut changed = Vec::new();
    let mut note = |field, differs: bool| {
        if differs {
            changed.push(field);
        }
    };
    note(PersonalField::PersonName, put(&c.person_name, &mut person.person_name));
    note(PersonalField::Email, put(&c.email, &mut person.email));
    note(PersonalField::Phone, put(&c.phone, &mut person.phone));
    note(PersonalField::Title, put(&c.title, &mut person.title));
    note(PersonalField::Style, put(&c.style, &mut person.style));
    note(PersonalField::Preferences, put(&c.preferences, &mut person.preferences));
    note(PersonalField::DecisionFactors, put(&c.decision_factors, &mut person.decision_factors));
    (person, changed)
}

/// Puts a change into a field; true if it is another value now.
fn put<T: Clone + PartialEq>(change: &Change<T>, field: &mut Option<T>) -> bool {
    let after = match change {
        Change::Keep => return false,
        Change::Clear => None,
        Change::Set(value) => Some(value.clone()),
    };
    let differs = *field != after;
    *field = after;
    differs
}

/// The keys to be judged: those that are new to the contact, and all of them at a new account.
fn asked_keys(moves: bool, updated: &ContactUpdated, contact: &Contact) -> Vec<LookupKey> {
    let asked = |key: &&LookupKey| moves || !contact.keys.contains(key);
    updated.keys.iter().filter(asked).copied().collect()
}

/// Whoever reported to a contact that leaves the account reports to nobody.
pub(super) fn left_behind(
    own: StreamId,
    account: AccountId,
    seen: &Seen,
) -> Result<Vec<Draft>, Rejection> {
    let mut drafts = Vec::new();
    let merged = seen.contact(own)?.map_or(&[][..], |contact| &contact.merged);
    let is_own = |id: &ContactId| StreamId::from(*id) == own || merged.contains(id);
    for holder in seen.holders_at(Key::Contacts, account).filter(|holder| *holder != own) {
        let Some(contact) = seen.contact(holder)? else { continue };
        let before = contact.reports_to.filter(is_own);
        if before.is_some() {
            let ended = Changed { before, after: None };
            drafts.push(Draft::new(
                holder,
                ContactUpdated { reports_to: Some(ended), ..same(contact) },
            ));
        }
    }
    Ok(drafts)
}
