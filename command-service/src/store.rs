//! What decisions need, kept at hand: states of records, holders of keys, spent idempotency ids and
//! settings. Everything in it can be rebuilt from the log; it is written behind the acknowledgement
//! and knows how far it is.

mod durable;
mod expiry;
mod held;
mod memory;
mod rows;
mod tables;

use event_log::keys::KeyError;
use event_schema::entry::{Chain, EntryId, LogId, Position, Sequence};
use event_schema::event::SettingDefined;
use event_schema::personal::KeySlot;
use event_schema::value::LookupHash;
use event_schema::{StreamId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::{Layer, Spent};

pub use durable::FjallStore;
pub use memory::MemoryStore;

/// How far the store is in a tenant's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which log.
    pub log: LogId,
    /// Sequence of the tenant's last entry.
    pub sequence: Sequence,
    /// Position of the tenant's last event.
    pub position: Position,
    /// Chain of the tenant's last entry.
    pub chain: Chain,
    /// The tenant's last entry.
    pub entry: Option<EntryId>,
    /// When the last commit was recorded.
    pub recorded_at: Timestamp,
    /// The next free slot of the key pages.
    pub next_slot: KeySlot,
}

/// Why the store failed. It may be removed while nothing runs; it is rebuilt from the log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The files failed.
    #[error("the store of states failed: {0}")]
    Files(String),
    /// The pages of keys can't be synced; what is on the disk is not known any more.
    #[error("the key pages failed")]
    Keys(#[source] KeyError),
    /// A row can't be read.
    #[error("a row of the store of states is unreadable: {0}")]
    Row(String),
}

/// States and keys, by tenant.
pub trait Store: Send {
    /// A record; revision 0 and no state if there is none.
    fn record(&self, tenant: TenantId, stream: StreamId) -> Result<Record, StoreError>;

    /// Who holds a key, oldest first.
    fn holders(&self, tenant: TenantId, key: Key) -> Result<Holders, StoreError>;

    /// The command that spent an idempotency id.
    fn spent(&self, tenant: TenantId, id: LookupHash) -> Result<Option<Spent>, StoreError>;

    /// Every version of every setting with the time of its recording, oldest first.
    fn settings(&self, tenant: TenantId) -> Result<Vec<(SettingDefined, Timestamp)>, StoreError>;

    /// How far the store is; `None` if it knows nothing of the tenant.
    fn checkpoint(&self, tenant: TenantId) -> Result<Option<Checkpoint>, StoreError>;

    /// Takes over what is in a layer and where it leads to, all or nothing; leaves the layer empty.
    fn write(
        &mut self,
        tenant: TenantId,
        layer: &mut Layer,
        checkpoint: Checkpoint,
    ) -> Result<(), StoreError>;
}
