//! Rows of one tenant in memory: all of them in a store without files, the latest in one with.

use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{StreamId, Timestamp};
use hashbrown::HashMap;

use super::Checkpoint;
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::{Layer, Spent};

/// Rows of one tenant.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    pub records: HashMap<StreamId, Record>,
    /// Nobody holds a key whose list is empty.
    pub holders: HashMap<Key, Holders>,
    pub spent: HashMap<LookupHash, Spent>,
    pub settings: Vec<(SettingDefined, Timestamp)>,
    pub checkpoint: Option<Checkpoint>,
}

impl Held {
    /// Takes over what is in a layer and where it leads to.
    pub fn take(&mut self, layer: &mut Layer, checkpoint: Checkpoint) {
        let Layer { records, holders, spent, settings } = layer;
        self.records.extend(records.drain());
        self.holders.extend(holders.drain());
        // The commit is in the log by now.
        self.spent.extend(spent.drain().map(|(id, at)| (id, Spent { commit: None, ..at })));
        self.settings.append(settings);
        self.checkpoint = Some(checkpoint);
    }

    /// Empties it, and keeps the room.
    pub fn clear(&mut self) {
        self.records.clear();
        self.holders.clear();
        self.spent.clear();
        self.settings.clear();
        self.checkpoint = None;
    }

    /// True if nothing was taken since it was emptied.
    pub fn is_empty(&self) -> bool {
        self.checkpoint.is_none()
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.records.len() + self.holders.len() + self.spent.len() + self.settings.len()
    }
}
