//! A model: one projection, its tenants, its rows and how far they go. The synchronous core that
//! the runner, `as_of`, verification and the deterministic simulation share; it starts no thread.

mod compare;
mod fold;
mod follower;
mod open;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use event_schema::commit::{Commit, CommitHead, Recorded};
use event_schema::entry::{LogId, Sequence};
use event_schema::{Position, TenantId};
use hashbrown::HashMap;

use crate::projection::{Projection, Rows};
use crate::query::AskError;
use crate::store::buffer::Buffer;
use crate::store::checkpoint::Mark;
use crate::store::{MemoryStore, RowStore, StoreError, Visit, Writes, key};

pub use compare::{Difference, Wrong};
pub use fold::Entry;
pub use follower::{Follower, Frozen, Urge};
pub use open::Refused;

/// Most rows that wait in memory before they are given to the store; with those of one more entry
/// they are still one batch of sled.
const LAYER_ROWS_MAX: usize = 1_800;
/// The same while a new model is built, when nothing has to be whole before the end.
const BUILDING_ROWS_MAX: usize = 40_000;
/// Most bytes of rows that wait in memory before they are given to the store.
const LAYER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A projection over all tenants.
pub struct Model<P> {
    state: RwLock<State<P>>,
}

struct State<P> {
    log: LogId,
    tenants: HashMap<TenantId, Tenant<P>>,
    buffer: Buffer,
    /// Rows that the projections still hold packed.
    unsettled: usize,
    sequence: Sequence,
    condition: Condition,
}

#[derive(Default)]
struct Tenant<P> {
    index: P,
    mark: Mark,
    /// Since the last layer.
    changed: bool,
}

/// Whether a model can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Its store has not been opened yet.
    Opening,
    /// It is being built for the first time: rows go to the store without a checkpoint.
    Building,
    /// It follows the log.
    Live,
    /// Its fold panicked or its store failed: it takes nothing more and answers nothing.
    Quarantined {
        /// The last entry of the log that it took.
        sequence: Sequence,
        /// What happened.
        why: String,
    },
}

impl<P: Projection> Model<P> {
    /// An empty model in memory.
    pub fn in_memory(log: LogId) -> Self {
        Self::new(log, Arc::new(MemoryStore::default()))
    }

    /// What stands in a model's place until its store is open.
    pub fn unopened(log: LogId) -> Self {
        let model = Self::in_memory(log);
        model.write().condition = Condition::Opening;
        model
    }

    fn new(log: LogId, store: Arc<dyn RowStore>) -> Self {
        let state = State {
            log,
            tenants: HashMap::new(),
            buffer: Buffer::new(store),
            unsettled: 0,
            sequence: 0,
            condition: Condition::Building,
        };
        Self { state: RwLock::new(state) }
    }

    /// Folds in one commit whose first event is at `first`.
    pub fn apply_commit(&self, tenant: TenantId, first: Position, commit: &Commit) {
        let events: Vec<_> = commit.recorded(first).collect();
        let last = first + commit.facts.len() as u64 - 1;
        self.apply_events(tenant, last, &commit.head, &events);
    }

    /// Folds in those events of a commit that were decoded; `last` is the position of its last.
    pub fn apply_events(
        &self,
        tenant: TenantId,
        last: Position,
        head: &CommitHead,
        events: &[Recorded<'_>],
    ) {
        self.write().guarded(|state| state.apply(tenant, last, head, events));
    }

    /// Answers from one tenant's index and rows, with the position that they reflect.
    pub fn read<R>(
        &self,
        tenant: TenantId,
        answer: impl FnOnce(&P, Rows<'_>) -> Result<R, AskError>,
    ) -> Result<(R, Position), AskError> {
        let state = self.read_state();
        if let Condition::Quarantined { why, .. } = &state.condition {
            return Err(AskError::Unavailable { model: P::NAME.into(), why: why.clone() });
        }
        let rows = Rows::new(&state.buffer, tenant);
        match state.tenants.get(&tenant) {
            Some(known) => Ok((answer(&known.index, rows)?, known.mark.position)),
            None => Ok((answer(&P::default(), rows)?, 0)),
        }
    }

    /// Writes everything that waits, on this thread.
    pub fn flush(&self) -> Result<(), StoreError> {
        let frozen = self.write().freeze();
        if let Some((store, layer)) = frozen {
            layer.write(store.as_ref())?;
            self.write().buffer.landed(&layer);
        }
        Ok(())
    }

    /// Every row of every tenant as it would be found after a flush, by key.
    pub fn scan(&self, visit: Visit<'_>) -> Result<(), StoreError> {
        self.write().settle();
        self.read_state().buffer.scan(b"", visit)
    }

    /// About how many bytes of memory it takes.
    pub fn memory_bytes(&self) -> usize {
        let state = self.read_state();
        let indexes: usize = state.tenants.values().map(|t| t.index.memory_bytes()).sum();
        let buffer = &state.buffer;
        let rows = buffer.store().memory_bytes() + buffer.active().bytes();
        indexes + rows + buffer.hot().memory_bytes()
    }

    /// Quarantines it as a failing store would.
    #[cfg(test)]
    pub fn quarantine_for_test(&self, why: &str) {
        self.write().guarded(|_| Err(StoreError::Io(why.to_owned())));
    }

    // A panic while the lock is held is caught inside `guarded`, which also says what it means.
    fn read_state(&self) -> RwLockReadGuard<'_, State<P>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State<P>> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Projection> State<P> {
    /// Ends the layer that is being filled; `None` if nothing waits or nothing may be written.
    fn freeze(&mut self) -> Option<Frozen> {
        self.settle();
        let marks = match &self.condition {
            Condition::Opening | Condition::Quarantined { .. } => return None,
            Condition::Building if self.buffer.active().is_empty() => return None,
            Condition::Building => Writes::from([(key::BUILDING.to_vec(), Some(Vec::new()))]),
            Condition::Live => self.live_marks(),
        };
        let layer = self.buffer.freeze(marks)?;
        Some((self.buffer.store().clone(), layer))
    }
}

#[cfg(test)]
mod tests;
