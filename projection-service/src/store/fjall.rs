//! Rows in fjall, a user's choice: cheaper writes than sled, more files.

use std::path::Path;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::{RowStore, StoreError, Visit};

/// Most rows of one batch: a batch is built in memory before it is written.
const BATCH_ROWS_MAX: usize = 20_000;
/// Most bytes of rows that wait in memory for their table.
const WRITE_BUFFER_BYTES: u64 = 16 * 1024 * 1024;
/// Background threads for each store.
const WORKERS: usize = 1;

/// A store in one fjall directory.
pub struct FjallStore {
    database: Database,
    rows: Keyspace,
}

impl From<fjall::Error> for StoreError {
    fn from(e: fjall::Error) -> Self {
        Self::Io(e.to_string())
    }
}

impl FjallStore {
    /// Opens or makes the directory; `cache_bytes` bounds what it keeps of its tables in memory.
    pub fn open(directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let database =
            Database::builder(directory).cache_size(cache_bytes).worker_threads(WORKERS).open()?;
        let rows = database.keyspace("rows", || {
            KeyspaceCreateOptions::default().max_memtable_size(WRITE_BUFFER_BYTES)
        })?;
        Ok(Self { database, rows })
    }
}

impl RowStore for FjallStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.get(key)?.map(|row| row.to_vec()))
    }

    fn scan(&self, prefix: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        for row in self.rows.prefix(prefix) {
            let (key, row) = row.into_inner()?;
            if visit(&key, &row).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, batch: &[(&[u8], Option<&[u8]>)]) -> Result<(), StoreError> {
        let mut writes = self.database.batch();
        for (key, row) in batch {
            match row {
                Some(row) => writes.insert(&self.rows, *key, *row),
                None => writes.remove(&self.rows, *key),
            }
        }
        Ok(writes.commit()?)
    }

    fn batch_rows_max(&self) -> usize {
        BATCH_ROWS_MAX
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(self.database.persist(PersistMode::Buffer)?)
    }
}
