//! A layer: what a group changes on top of the store, and how a fact changes it.

use std::sync::Arc;

use event_schema::codec::WrittenCommit;
use event_schema::commit::{Commit, Fact};
use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{Event, Position, SettingEvent, StreamId, Timestamp};
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use crate::aggregate::{self, Key};
use crate::decide::{Holders, Record};
use crate::store::StoreError;

/// An idempotency id that a command spent.
#[derive(Debug, Clone)]
pub struct Spent {
    /// Hash of the command's JSON value.
    pub fingerprint: LookupHash,
    /// Position of its commit's last event.
    pub position: Position,
    /// When it was recorded; it is forgotten 30 days later.
    pub recorded_at: Timestamp,
    /// The commit, while it is not yet in the log.
    pub commit: Option<Arc<WrittenCommit>>,
}

/// Changes on top of the store.
#[derive(Debug, Default)]
pub struct Layer {
    /// Records as they are after the changes.
    pub records: HashMap<StreamId, Record>,
    /// Holders of each key that changed.
    pub holders: HashMap<Key, Holders>,
    /// Ids that were spent.
    pub spent: HashMap<LookupHash, Spent>,
    /// Settings that were defined, with the time of their recording.
    pub settings: Vec<(SettingDefined, Timestamp)>,
}

/// Where a layer finds what it doesn't have itself.
pub trait Below {
    /// A record.
    fn record(&self, stream: StreamId) -> Result<Record, StoreError>;
    /// Who holds a key.
    fn holders(&self, key: Key) -> Result<Holders, StoreError>;
}

impl Layer {
    /// Folds a commit whose last event has position `last`. One that is in the log is not kept.
    pub fn apply(
        &mut self,
        commit: &Commit,
        last: Position,
        below: &impl Below,
    ) -> Result<(), StoreError> {
        for fact in &commit.facts {
            self.apply_fact(fact, commit.head.recorded_at, below)?;
        }
        if let Some(idempotency) = commit.head.idempotency {
            let spent = Spent {
                fingerprint: idempotency.fingerprint,
                position: last,
                recorded_at: commit.head.recorded_at,
                commit: None,
            };
            self.spent.insert(idempotency.id, spent);
        }
        Ok(())
    }

    /// Keeps a commit that isn't in the log yet, for those who send its command again meanwhile.
    pub fn keep(&mut self, written: &Arc<WrittenCommit>) {
        let id = written.commit().head.idempotency.map(|idempotency| idempotency.id);
        if let Some(spent) = id.and_then(|id| self.spent.get_mut(&id)) {
            spent.commit = Some(written.clone());
        }
    }

    fn apply_fact(
        &mut self,
        fact: &Fact,
        recorded_at: Timestamp,
        below: &impl Below,
    ) -> Result<(), StoreError> {
        let stream = fact.stream;
        let before = match self.records.remove(&stream) {
            Some(record) => record,
            None => below.record(stream)?,
        };
        if fact.revision <= before.revision {
            // Applied before: a store may be ahead of its checkpoint, never behind it.
            self.records.insert(stream, before);
            return Ok(());
        }
        if let Event::Setting(SettingEvent::SettingDefined(defined)) = &fact.event {
            self.settings.push((defined.clone(), recorded_at));
        }
        let held = before.state.as_deref().map(aggregate::keys).unwrap_or_default();
        let owned = before.state.map(|s| Arc::try_unwrap(s).unwrap_or_else(|s| (*s).clone()));
        let state = aggregate::evolve(owned, fact);
        let holds = state.as_ref().map(aggregate::keys).unwrap_or_default();
        for key in held.iter().filter(|key| !holds.contains(key)) {
            self.holders_mut(*key, below)?.retain(|holder| *holder != stream);
        }
        for key in holds.iter().filter(|key| !held.contains(key)) {
            let holders = self.holders_mut(*key, below)?;
            if !holders.contains(&stream) {
                holders.push(stream);
            }
        }
        let record = Record { revision: fact.revision, state: state.map(Arc::new) };
        self.records.insert(stream, record);
        Ok(())
    }

    fn holders_mut(&mut self, key: Key, below: &impl Below) -> Result<&mut Holders, StoreError> {
        match self.holders.entry(key) {
            Entry::Occupied(held) => Ok(held.into_mut()),
            Entry::Vacant(empty) => Ok(empty.insert(below.holders(key)?)),
        }
    }
}
