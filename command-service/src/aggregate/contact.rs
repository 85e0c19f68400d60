//! A contact: a person at an account.

use event_schema::commit::Fact;
use event_schema::id::{AccountId, PersonId};
use event_schema::value::LookupKey;
use event_schema::{ContactEvent, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{BoxAt, Key};

/// A contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub person_id: PersonId,
    pub account_id: AccountId,
    pub boxes: SmallVec<[BoxAt; 1]>,
    pub keys: SmallVec<[LookupKey; 4]>,
}

/// The state that a fact begins; other facts about contacts there are none yet.
pub fn evolve(event: &ContactEvent, fact: &Fact) -> Contact {
    match event {
        ContactEvent::ContactCreated(created) => Contact {
            person_id: created.person_id,
            account_id: created.account_id,
            boxes: BoxAt::of(fact).into_iter().collect(),
            keys: created.keys.clone(),
        },
    }
}

impl Contact {
    /// Keys under which conversions match it, and its place at its account.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        let lookups = self.keys.iter().map(|key| Key::lookup(StreamType::Contact, *key));
        lookups.chain([Key::Contacts(self.account_id)]).collect()
    }
}
