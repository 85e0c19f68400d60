//! Where rows are kept: keys and values in order, written in batches that are whole or absent.
//!
//! Nothing here can't be rebuilt from the log, so a store promises little: what was written in one
//! batch is found together after a crash or not at all, and later batches never without earlier
//! ones.

pub mod codec;
pub mod key;

mod fjall;
pub mod hot;
mod memory;
mod sled;

pub mod buffer;
pub mod checkpoint;
pub mod directory;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

pub use buffer::Buffer;
pub use fjall::FjallStore;
pub use memory::MemoryStore;
pub use sled::SledStore;

/// Rows to be written, by key; `None` removes.
pub type Writes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// What is called with each row of a scan, and whether to go on.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// Why a store or a row failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The store refused a read or a write.
    #[error("the row store failed: {0}")]
    Io(String),
    /// A row has another format than this Kith writes, or none at all.
    #[error("a row of the store can't be read: {0}")]
    Row(String),
}

/// A store of rows.
pub trait RowStore: Send + Sync + 'static {
    /// The row with this key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Every row whose key begins with `prefix`, in the order of the keys.
    fn scan(&self, prefix: &[u8], visit: Visit<'_>) -> Result<(), StoreError>;

    /// Writes a batch of at most [`Self::batch_rows_max`] rows, whole or not at all.
    fn write(&self, batch: &[(&[u8], Option<&[u8]>)]) -> Result<(), StoreError>;

    /// How many rows one batch may have.
    fn batch_rows_max(&self) -> usize;

    /// Hands everything that was written to the operating system.
    fn flush(&self) -> Result<(), StoreError>;

    /// About how many bytes of memory its rows take, where they are held in memory.
    fn memory_bytes(&self) -> usize {
        0
    }
}
