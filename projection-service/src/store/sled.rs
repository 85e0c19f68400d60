//! Rows in sled, the preset.
//!
//! sled frees memory only when its epoch moves, and only reads and small writes move it. Without
//! the point reads after each batch, and with large batches, 470 MB of rows took 24 GB.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{RowStore, StoreError, Visit};

/// Most rows of one batch. A live layer has fewer: it is ended at 1,800 rows or by the entry that
/// passes them, and an entry has at most 1,024 commits. So a live layer is whole or not there at all,
/// and a kill never costs a model.
const BATCH_ROWS_MAX: usize = 4_096;
/// How often sled writes by itself, in milliseconds.
const FLUSH_EVERY_MS: u64 = 1_000;

/// How long a directory may still be locked by a store that was dropped before: sled lets go of its
/// lock when its own thread ends, a moment after the last handle.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(5);
/// How often it is asked again.
const LOCK_RETRY: Duration = Duration::from_millis(10);

/// A store in one sled directory.
pub struct SledStore {
    tree: sled::Db,
}

impl From<sled::Error> for StoreError {
    fn from(e: sled::Error) -> Self {
        Self::Io(e.to_string())
    }
}

impl SledStore {
    /// Opens or makes the directory; `cache_bytes` bounds what it keeps in memory.
    pub fn open(directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let config = sled::Config::new()
            .path(directory)
            .cache_capacity(cache_bytes)
            .mode(sled::Mode::HighThroughput)
            .flush_every_ms(Some(FLUSH_EVERY_MS));
        let began = Instant::now();
        loop {
            match config.open() {
                Ok(tree) => return Ok(Self { tree }),
                Err(e) if is_locked(&e) && began.elapsed() < LOCK_WAIT_MAX => {
                    std::thread::park_timeout(LOCK_RETRY);
                }
                Err(e) => return Err(e.into()),
            }
        }
    }
}

/// sled tells only in words that somebody holds the lock.
fn is_locked(e: &sled::Error) -> bool {
    matches!(e, sled::Error::Io(io) if io.to_string().contains("could not acquire lock"))
}

impl RowStore for SledStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tree.get(key)?.map(|row| row.to_vec()))
    }

    fn scan(&self, prefix: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        for row in self.tree.scan_prefix(prefix) {
            let (key, row) = row?;
            if visit(&key, &row).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, batch: &[(&[u8], Option<&[u8]>)]) -> Result<(), StoreError> {
        let mut writes = sled::Batch::default();
        for (key, row) in batch {
            match row {
                Some(row) => writes.insert(*key, *row),
                None => writes.remove(*key),
            }
        }
        self.tree.apply_batch(writes)?;
        for (key, _) in batch {
            self.tree.get(key)?;
        }
        Ok(())
    }

    fn batch_rows_max(&self) -> usize {
        BATCH_ROWS_MAX
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.tree.flush()?;
        Ok(())
    }
}
