//! A contact: a person at an account. One that was merged into another is no contact any more, see
//! [`super::State::Merged`].

use event_schema::commit::Fact;
use event_schema::event::custom::take_over;
use event_schema::event::{
    ContactCreated, ContactUpdated, ContactsLinked, ContactsMerged, ExternalId, Influence,
};
use event_schema::id::{AccountId, ContactId, PersonId};
use event_schema::personal::KeySlot;
use event_schema::value::{Code, CustomFields, LookupKey};
use event_schema::{ContactEvent, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use uuid::Uuid;

use super::{BoxAt, Key};

/// A contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub person_id: PersonId,
    /// Where the person's key lies, if anything of theirs was sealed.
    pub key_slot: Option<KeySlot>,
    pub account_id: AccountId,
    pub boxes: SmallVec<[BoxAt; 1]>,
    pub decision_role: Option<Code>,
    pub influence: Option<Influence>,
    /// Whether it is its account's main contact.
    pub main: bool,
    pub reports_to: Option<ContactId>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined, but for those in the person's box.
    pub custom: CustomFields,
    /// On whom it has influence.
    pub links: Vec<ContactsLinked>,
    /// Its own keys.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// By what else it is found: those that were merged into it.
    pub identities: Vec<LookupKey>,
    /// Contacts that turned out to be this one; records may still name them.
    pub merged: Vec<ContactId>,
    /// Contacts of which somebody said that they are other ones.
    pub apart: Vec<Uuid>,
}

/// The state after a fact; a fact about a contact that was never created is passed over.
pub fn evolve(contact: Option<Contact>, event: &ContactEvent, fact: &Fact) -> Option<Contact> {
    match (event, contact) {
        (ContactEvent::ContactCreated(created), None) => Some(born(created, fact)),
        (ContactEvent::ContactCreated(_), contact) => contact,
        (ContactEvent::ContactUpdated(_), None) => None,
        (ContactEvent::ContactUpdated(updated), Some(contact)) => {
            Some(contact.updated(updated, fact))
        }
        (ContactEvent::ContactsMerged(_), None) => None,
        (ContactEvent::ContactsMerged(merged), Some(contact)) => {
            let mut contact = contact.updated(&merged.filled, fact);
            contact.take_in(merged);
            Some(contact)
        }
        // The fold of all records ends a stream with it.
        (ContactEvent::ContactMergedInto(_), contact) => contact,
        (ContactEvent::ContactsLinked(_) | ContactEvent::ContactsUnlinked(_), None) => None,
        (ContactEvent::ContactsLinked(linked), Some(mut contact)) => {
            contact.link(linked);
            Some(contact)
        }
        (ContactEvent::ContactsUnlinked(gone), Some(mut contact)) => {
            let is_gone = |link: &ContactsLinked| {
                (link.other_id, link.relation) == (gone.other_id, gone.relation)
            };
            contact.links.retain(|link| !is_gone(link));
            Some(contact)
        }
    }
}

fn born(created: &ContactCreated, fact: &Fact) -> Contact {
    Contact {
        person_id: created.person_id,
        key_slot: fact.personal.as_ref().map(|sealed| sealed.key),
        account_id: created.account_id,
        boxes: BoxAt::of(fact).into_iter().collect(),
        decision_role: created.decision_role,
        influence: created.influence,
        main: created.main,
        reports_to: created.reports_to,
        external_id: created.external_id.clone(),
        custom: created.custom.clone(),
        links: Vec::new(),
        keys: created.keys.clone(),
        identities: Vec::new(),
        merged: Vec::new(),
        apart: Vec::new(),
    }
}

impl Contact {
    fn updated(mut self, updated: &ContactUpdated, fact: &Fact) -> Self {
        if let Some(account) = updated.account_id.as_ref().and_then(|changed| changed.after) {
            self.account_id = account;
        }
        if let Some(changed) = &updated.decision_role {
            self.decision_role = changed.after;
        }
        if let Some(changed) = &updated.influence {
            self.influence = changed.after;
        }
        if let Some(changed) = &updated.main {
            self.main = changed.after == Some(true);
        }
        if let Some(changed) = &updated.reports_to {
            self.reports_to = changed.after;
        }
        if let Some(changed) = &updated.external_id {
            self.external_id.clone_from(&changed.after);
        }
        take_over(&mut self.custom, &updated.custom);
        // The box has the person whole, so it takes the place of all before it.
        if updated.changes_person() {
            self.boxes = BoxAt::of(fact).into_iter().collect();
            self.key_slot = fact.personal.as_ref().map(|sealed| sealed.key).or(self.key_slot);
        }
        self.keys.clone_from(&updated.keys);
        self
    }

    /// Takes over what a contact had that turned out to be this one.
    fn take_in(&mut self, merged: &ContactsMerged) {
        self.merged.push(merged.duplicate_id);
        self.merged.extend(&merged.merged_ids);
        self.identities.extend(&merged.identities);
        self.links.retain(|link| !self.merged.contains(&link.other_id));
        merged.links.iter().for_each(|link| self.link(link));
    }

    fn link(&mut self, link: &ContactsLinked) {
        if !self.links.contains(link) {
            self.links.push(link.clone());
        }
    }

    /// Keys under which conversions match it, and its place at its account.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        let others = self.identities.iter().filter(|key| !self.keys.contains(key));
        let keys = self.keys.iter().chain(others);
        let lookups = keys.map(|key| Key::lookup(StreamType::Contact, *key));
        let main = self.main.then_some(Key::MainContact(self.account_id));
        lookups.chain([Key::Contacts(self.account_id)]).chain(main).collect()
    }
}
