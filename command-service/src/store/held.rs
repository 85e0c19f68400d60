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
    /// Takes in a layer and where it leads to.
    pub fn take(&mut self, layer: Layer, checkpoint: Checkpoint) {
        let Layer { records, holders, spent, settings } = layer;
        merge(&mut self.records, records);
        merge(&mut self.holders, holders);
        self.spent.reserve(spent.len());
        for (id, spent) in spent {
            // The commit is in the log by now.
            self.spent.insert(id, Spent { commit: None, ..spent });
        }
        self.settings.extend(settings);
        self.checkpoint = Some(checkpoint);
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.records.len() + self.holders.len() + self.spent.len() + self.settings.len()
    }
}

fn merge<K: Eq + std::hash::Hash, V>(into: &mut HashMap<K, V>, from: HashMap<K, V>) {
    if into.is_empty() {
        *into = from;
    } else {
        into.extend(from);
    }
}
