//! Rows in memory: for `as_of`, for verification and for tests.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{RowStore, StoreError, Visit};

/// What a row of a tree costs beside its bytes.
const ROW_OVERHEAD_BYTES: usize = 72;

/// A store that forgets everything with the process.
#[derive(Default)]
pub struct MemoryStore {
    held: RwLock<Held>,
}

#[derive(Default)]
struct Held {
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    bytes: usize,
}

impl MemoryStore {
    fn held(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn held_mut(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RowStore for MemoryStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.held().rows.get(key).cloned())
    }

    fn scan(&self, prefix: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        let held = self.held();
        let from = (Bound::Included(prefix), Bound::Unbounded);
        for (key, row) in held.rows.range::<[u8], _>(from) {
            if !key.starts_with(prefix) || visit(key, row).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, batch: &[(&[u8], Option<&[u8]>)]) -> Result<(), StoreError> {
        let mut held = self.held_mut();
        for (key, row) in batch {
            let cost = |row: &[u8]| key.len() + row.len() + ROW_OVERHEAD_BYTES;
            let before = match row {
                Some(row) => {
                    held.bytes += cost(row);
                    held.rows.insert(key.to_vec(), row.to_vec())
                }
                None => held.rows.remove(*key),
            };
            held.bytes -= before.map_or(0, |row| cost(&row));
        }
        Ok(())
    }

    fn batch_rows_max(&self) -> usize {
        usize::MAX
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        self.held().bytes
    }
}
