//! Who has influence on whom among contacts (C116).
//!
//! Contacts of different accounts may be linked: an adviser or the mother company has a say, too. So
//! a link outlives a move to another account, unlike whom somebody reports to.

use event_schema::command::{LinkContacts, UnlinkContacts};
use event_schema::event::{ContactsLinked, ContactsUnlinked};
use event_schema::id::ContactId;
use event_schema::value::Code;
use rules::settings::CONTACT_RELATION;

use crate::aggregate::Contact;
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// The contacts, and those on whom they have influence: one of them may have been merged.
pub(super) fn needs(contacts: [ContactId; 2], seen: &Seen, needs: &mut Needs) {
    for id in contacts {
        needs.stream(id);
        if let Ok(Some(contact)) = seen.contact(id) {
            needs.streams.extend(contact.links.iter().map(|link| link.other_id.into()));
        }
    }
}

/// The contact that is meant by an id in a record.
pub(super) fn meant(id: ContactId, seen: &Seen) -> ContactId {
    ContactId(seen.survivor(id).id)
}

/// The links of a contact that say this of the other one, as they were written: under the other's
/// own id, or that of one that was merged into it.
fn written<'a>(
    contact: &'a Contact,
    (other, relation): (ContactId, Code),
    seen: &'a Seen,
) -> impl Iterator<Item = &'a ContactsLinked> {
    let links = contact.links.iter();
    links.filter(move |link| link.relation == relation && meant(link.other_id, seen) == other)
}

/// Links a contact to another one, once.
pub(super) fn link(
    c: &LinkContacts,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.contact_id.into());
    let contact = seen.contact(c.contact_id)?.ok_or_else(unknown)?;
    let mut words = Words::new(ctx);
    words.code("relation", CONTACT_RELATION, Some(c.relation))?;
    if c.contact_id == c.other_id {
        words.faults.invalid("other_id", "self", "must be another contact");
    }
    words.finish()?;
    if seen.contact(c.other_id)?.is_none() {
        let message = format!("names no contact: {}", c.other_id);
        return Err(Rejection::unknown("other_id", message));
    }
    if written(contact, (c.other_id, c.relation), seen).next().is_some() {
        return Ok(Decision::default());
    }
    let linked = ContactsLinked { other_id: c.other_id, relation: c.relation };
    Ok(Decision { drafts: vec![Draft::new(c.contact_id, linked)], settings: words.used })
}

/// Takes a link back.
pub(super) fn unlink(c: &UnlinkContacts, seen: &Seen) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.contact_id.into());
    let contact = seen.contact(c.contact_id)?.ok_or_else(unknown)?;
    let gone = written(contact, (c.other_id, c.relation), seen).map(|link| {
        let ContactsLinked { other_id, relation } = *link;
        Draft::new(c.contact_id, ContactsUnlinked { other_id, relation })
    });
    Ok(Decision { drafts: gone.collect(), ..Decision::default() })
}
