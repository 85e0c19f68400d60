//! A record of an object that the tenant defined. It is there, and then perhaps removed: nothing about
//! it changes any more.

use event_schema::event::custom::take_over;
use event_schema::event::{ExternalId, RecordCreated, RecordUpdated};
use event_schema::value::{CustomFields, Key as ObjectKey, LookupKey, Text};
use event_schema::{RecordEvent, StreamId, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Key;

/// A record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomRecord {
    pub object: ObjectKey,
    pub name: Text<100>,
    /// What it belongs to.
    pub of: Option<StreamId>,
    pub custom: CustomFields,
    pub external_id: Option<ExternalId>,
    pub keys: SmallVec<[LookupKey; 1]>,
    pub removed: bool,
}

/// The record after a fact; a fact about one that was never created is passed over.
pub fn evolve(record: Option<CustomRecord>, event: &RecordEvent) -> Option<CustomRecord> {
    match (event, record) {
        (RecordEvent::RecordCreated(created), None) => Some(born(created)),
        (RecordEvent::RecordCreated(_), record) => record,
        (RecordEvent::RecordUpdated(updated), record) => {
            record.map(|record| record.updated(updated))
        }
        (RecordEvent::RecordRemoved(_), record) => {
            record.map(|record| CustomRecord { removed: true, ..record })
        }
    }
}

fn born(created: &RecordCreated) -> CustomRecord {
    CustomRecord {
        object: created.object,
        name: created.name.clone(),
        of: created.of,
        custom: created.custom.clone(),
        external_id: created.external_id.clone(),
        keys: created.keys.iter().copied().collect(),
        removed: false,
    }
}

impl CustomRecord {
    fn updated(mut self, updated: &RecordUpdated) -> Self {
        if let Some(name) = updated.name.as_ref().and_then(|changed| changed.after.clone()) {
            self.name = name;
        }
        if let Some(changed) = &updated.of {
            self.of = changed.after;
        }
        if let Some(changed) = &updated.external_id {
            self.external_id.clone_from(&changed.after);
        }
        take_over(&mut self.custom, &updated.custom);
        self.keys = updated.keys.iter().copied().collect();
        self
    }

    /// Its reference in another system, which it keeps when it is removed.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        self.keys.iter().map(|key| Key::lookup(StreamType::Record, *key)).collect()
    }
}
