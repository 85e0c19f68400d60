//! Making one contact of two that are the same person (C24).

use event_schema::command::MergeContacts;
use event_schema::event::custom;
use event_schema::event::{
    Changed, ContactMergedInto, ContactUpdated, ContactsLinked, ContactsMerged, PersonalField,
};
use event_schema::id::ContactId;
use event_schema::{Personal, StreamId};
use rules::keys::PersonIdentity;

use super::links::{meant, needs as needs_links};
use super::update::left_behind;
use super::{home, needs_reporting, same, superior};
use crate::aggregate::{Contact, Key};
use crate::decide::duplicate::{inherited, needs_apart};
use crate::decide::merged::{additional, filled, refuse_between, refuse_same};
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(c: &MergeContacts, seen: &Seen, needs: &mut Needs) {
    for id in [c.survivor_id, c.duplicate_id] {
        needs.stream(id);
        needs.personal.push(id.into());
        let id = ContactId(seen.survivor(id).id);
        needs_reporting(id, seen, needs);
        if let Ok(Some(contact)) = seen.contact(id) {
            needs.stream(contact.account_id);
        }
    }
    let (id, other) = (seen.survivor(c.survivor_id), seen.survivor(c.duplicate_id));
    let (Ok(Some(own)), Ok(Some(theirs))) = (seen.contact(id), seen.contact(other)) else { return };
    needs_apart(other, &theirs.apart, needs);
    needs_links([ContactId(id.id), ContactId(other.id)], seen, needs);
    if home(own, seen) != home(theirs, seen) {
        needs.holders_at(Key::Contacts, home(theirs, seen), seen);
    }
}

/// Merges the duplicate into the survivor; both are followed first, so no ring can come about.
pub(super) fn merge(
    c: &MergeContacts,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    refuse_same(c.survivor_id, c.duplicate_id, "contact")?;
    let (id, other) = (seen.survivor(c.survivor_id), seen.survivor(c.duplicate_id));
    let own = seen.contact(id)?.ok_or(Rejection::UnknownTarget(c.survivor_id.into()))?;
    let Some(theirs) = seen.contact(other)? else {
        let message = format!("names no contact: {}", c.duplicate_id);
        return Err(Rejection::unknown("duplicate_id", message));
    };
    if id == other {
        return Ok(Decision::default());
    }
    refuse_between(ContactId(id.id), ContactId(other.id), |id| superior(id, seen))?;
    let nobody = Personal::default();
    let person = |of: &StreamId| seen.personal.get(of).unwrap_or(&nobody);
    let (mut whole, changed) = united(person(&id), person(&other));
    let sealed = custom::filled(&person(&id).custom, &person(&other).custom);
    custom::take_over(&mut whole.custom, &sealed);
    let mut blanks = blanks((id, own), (other, theirs), seen);
    let external = blanks.external_id.as_ref();
    blanks.keys = ctx.hasher.contact_keys(PersonIdentity {
        email: whole.email.as_ref(),
        phone: whole.phone.as_ref(),
        external: Changed::or(external, own.external_id.as_ref()),
    });
    blanks.personal = changed;
    blanks.personal_custom = sealed.into_keys().collect();
    // What was filled may change again, and the duplicate's keys find the survivor all the same.
    let found_by = theirs.keys.iter().chain(&theirs.identities);
    let sealed = blanks.changes_person();
    let merged = ContactsMerged {
        duplicate_id: ContactId(other.id),
        merged_ids: theirs.merged.clone(),
        reason: c.reason.clone(),
        links: links((id, own), (other, theirs), seen),
        identities: additional(own.identities.iter(), found_by),
        filled: Box::new(blanks),
    };
    let mut draft = Draft::new(id, merged);
    if sealed {
        draft = draft.with(own.person_id, own.key_slot, whole);
    }
    let mut drafts = vec![draft];
    if home(own, seen) != home(theirs, seen) {
        drafts.extend(left_behind(other, home(theirs, seen), seen)?);
    }
    drafts.extend(inherited((id, &own.apart), (other, &theirs.apart), seen));
    drafts.push(Draft::new(other, ContactMergedInto { survivor_id: ContactId(id.id) }));
    Ok(Decision { drafts, ..Decision::default() })
}

/// What the duplicate knows and the survivor doesn't. What stands for an account says something only
/// at that account.
fn blanks(
    (id, own): (StreamId, &Contact),
    (other, theirs): (StreamId, &Contact),
    seen: &Seen,
) -> ContactUpdated {
    let together = home(own, seen) == home(theirs, seen);
    let becomes_main = together && theirs.main && !own.main;
    let main = Changed { before: Some(false), after: Some(true) };
    ContactUpdated {
        decision_role: filled(&own.decision_role, &theirs.decision_role),
        influence: filled(&own.influence, &theirs.influence),
        main: becomes_main.then_some(main),
        reports_to: reports_to((id, own), (other, theirs), together, seen),
        external_id: filled(&own.external_id, &theirs.external_id),
        custom: custom::filled(&own.custom, &theirs.custom),
        ..same(own)
    }
}

/// Whom the survivor reports to stays, unless that is the duplicate; a blank is filled.
fn reports_to(
    (id, own): (StreamId, &Contact),
    (other, theirs): (StreamId, &Contact),
    together: bool,
    seen: &Seen,
) -> Option<Changed<ContactId>> {
    let before = own.reports_to;
    if before.is_some_and(|superior| seen.survivor(superior) != other) {
        return None;
    }
    let after = theirs.reports_to.filter(|_| together).map(|superior| seen.survivor(superior));
    let after = after.filter(|superior| *superior != id).map(|superior| ContactId(superior.id));
    (before != after).then_some(Changed { before, after })
}

/// On whom the duplicate has influence and the survivor has none yet.
fn links(
    (id, own): (StreamId, &Contact),
    (other, theirs): (StreamId, &Contact),
    seen: &Seen,
) -> Vec<ContactsLinked> {
    let to_third = |contact: &Contact| -> Vec<ContactsLinked> {
        let links = contact.links.iter().map(|link| ContactsLinked {
            other_id: meant(link.other_id, seen),
            relation: link.relation,
        });
        links.filter(|link| ![id.id, other.id].contains(&link.other_id.0)).collect()
    };
    additional(to_third(own).iter(), to_third(theirs).iter())
}

/// The person with the blanks filled, and the names of what was.
fn united(own: &Personal, theirs: &Personal) -> (Personal, Vec<PersonalField>) {
    let mut person = own.clone();
    let mut changed = Vec::new();
    let mut note = |field, is: bool| changed.extend(is.then_some(field));
    note(PersonalField::PersonName, fill(&mut person.person_name, &theirs.person_name));
    note(PersonalField::Email, fill(&mut person.email, &theirs.email));
    note(PersonalField::Phone, fill(&mut person.phone, &theirs.phone));
    note(PersonalField::Title, fill(&mut person.title, &theirs.title));
    note(PersonalField::Style, fill(&mut person.style, &theirs.style));
    note(PersonalField::Preferences, fill(&mut person.preferences, &theirs.preferences));
    note(
        PersonalField::DecisionFactors,
        fill(&mut person.decision_factors, &theirs.decision_factors),
    );
    (person, changed)
}

/// Fills a blank; true if there was one to fill.
fn fill<T: Clone>(field: &mut Option<T>, theirs: &Option<T>) -> bool {
    let blank = field.is_none() && theirs.is_some();
    if blank {
        field.clone_from(theirs);
    }
    blank
}
