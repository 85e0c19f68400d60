//! A model as the runner sees it, whatever it is a model of.

use std::sync::Arc;

use event_schema::entry::Sequence;
use event_schema::{EventType, TenantId};

use super::{BUILDING_ROWS_MAX, Condition, Entry, LAYER_BYTES_MAX, LAYER_ROWS_MAX, Model};
use crate::projection::Projection;
use crate::store::buffer::Layer;
use crate::store::checkpoint::Mark;
use crate::store::{RowStore, StoreError, Visit};

/// When rows are given to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urge {
    /// When enough of them wait.
    WhenFull,
    /// Now.
    Now,
}

/// A layer that was ended, and where it is to be written.
pub type Frozen = (Arc<dyn RowStore>, Arc<Layer>);

/// A model that follows the log.
pub trait Follower: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Its version.
    fn version(&self) -> u32;
    /// Whether events of this type matter to it.
    fn wants(&self, event: EventType) -> bool;
    /// The last entry that is folded in.
    fn sequence(&self) -> Sequence;
    /// How far a tenant is folded in.
    fn mark(&self, tenant: TenantId) -> Mark;
    /// The tenants it has seen, and how far.
    fn marks(&self) -> Vec<(TenantId, Mark)>;
    /// Whether it can be trusted.
    fn condition(&self) -> Condition;
    /// Folds in an entry, unless that was done before.
    fn apply_entry(&self, entry: &Entry);
    /// Says that it was built up to the end of the log: from now on its rows have a checkpoint.
    fn built(&self);
    /// Ends the layer that is being filled, to be written by [`Layer::write`].
    fn freeze(&self, urge: Urge) -> Option<Frozen>;
    /// Says what became of a layer.
    fn written(&self, layer: &Arc<Layer>, outcome: Result<(), StoreError>);
    /// Every row as it would be found after a flush.
    fn scan(&self, visit: Visit<'_>) -> Result<(), StoreError>;
    /// Hands everything that was written to the operating system.
    fn close(&self) -> Result<(), StoreError>;
    /// About how many bytes of memory it takes.
    fn memory_bytes(&self) -> usize;
}

impl<P: Projection> Follower for Model<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn version(&self) -> u32 {
        P::VERSION
    }

    fn wants(&self, event: EventType) -> bool {
        P::wants(event)
    }

    fn sequence(&self) -> Sequence {
        self.read_state().sequence
    }

    fn mark(&self, tenant: TenantId) -> Mark {
        self.read_state().tenants.get(&tenant).map_or(Mark::default(), |t| t.mark)
    }

    fn marks(&self) -> Vec<(TenantId, Mark)> {
        self.read_state().tenants.iter().map(|(tenant, t)| (*tenant, t.mark)).collect()
    }

    fn condition(&self) -> Condition {
        self.read_state().condition.clone()
    }

    fn apply_entry(&self, entry: &Entry) {
        self.write().apply_entry(entry);
    }

    fn built(&self) {
        let mut state = self.write();
        if state.condition == Condition::Building {
            state.condition = Condition::Live;
            // The marks of every tenant are still owed.
            state.tenants.values_mut().for_each(|t| t.changed = true);
        }
    }

    fn freeze(&self, urge: Urge) -> Option<Frozen> {
        let full = {
            let state = self.read_state();
            let active = state.buffer.active();
            let rows_max = match state.condition {
                Condition::Building => BUILDING_ROWS_MAX,
                Condition::Opening | Condition::Live | Condition::Quarantined { .. } => {
                    LAYER_ROWS_MAX
                }
            };
            active.len() + state.unsettled >= rows_max || active.bytes() >= LAYER_BYTES_MAX
        };
        if full || urge == Urge::Now { self.write().freeze() } else { None }
    }

    fn written(&self, layer: &Arc<Layer>, outcome: Result<(), StoreError>) {
        let mut state = self.write();
        match outcome {
            Ok(()) => state.buffer.landed(layer),
            Err(e) => state.guarded(|_| Err(e)),
        }
    }

    fn scan(&self, visit: Visit<'_>) -> Result<(), StoreError> {
        Model::scan(self, visit)
    }

    fn close(&self) -> Result<(), StoreError> {
        let store = self.read_state().buffer.store().clone();
        store.flush()
    }

    fn memory_bytes(&self) -> usize {
        Model::memory_bytes(self)
    }
}
