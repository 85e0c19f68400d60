//! Rows that were read lately, as they were decoded: a page that is polled, and the records that
//! somebody works on, are decoded once and not at every reading.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// Most bytes that these rows and their keys have in the store.
const BYTES_MAX: u64 = 4 * 1024 * 1024;
/// What most rows have.
const ROW_BYTES_USUAL: usize = 512;

/// A row and how many bytes it has in the store.
#[derive(Clone)]
struct Kept {
    row: Arc<dyn Any + Send + Sync>,
    bytes: u32,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Vec<u8>, Kept> for Bytes {
    fn weight(&self, key: &Vec<u8>, kept: &Kept) -> u64 {
        (key.len() + kept.bytes as usize) as u64
    }
}

/// Decoded rows by their keys. There is none before the first is read, so a model that nobody reads
/// pays nothing when it writes.
#[derive(Default)]
pub struct Hot(OnceLock<Cache<Vec<u8>, Kept, Bytes>>);

impl Hot {
    /// The row with this key, if it was read lately as a row of this type.
    pub fn get<R: Send + Sync + 'static>(&self, key: &[u8]) -> Option<Arc<R>> {
        self.0.get()?.get(key)?.row.downcast().ok()
    }

    /// Keeps a row that was decoded from so many bytes.
    pub fn keep<R: Send + Sync + 'static>(&self, key: Vec<u8>, row: &Arc<R>, bytes: usize) {
        let rows = self.0.get_or_init(|| {
            let usual = BYTES_MAX as usize / ROW_BYTES_USUAL;
            Cache::with_weighter(usual, BYTES_MAX, Bytes)
        });
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        rows.insert(key, Kept { row: row.clone(), bytes });
    }

    /// A row is written: what was read of it is the past.
    pub fn forget(&self, key: &[u8]) {
        if let Some(rows) = self.0.get() {
            rows.remove(key);
        }
    }

    /// About how many bytes it takes: decoded rows are taken to have three times those of the store,
    /// which is an estimate.
    pub fn memory_bytes(&self) -> usize {
        self.0.get().map_or(0, |rows| rows.weight() as usize * 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_kept_until_it_is_written_and_there_is_room() {
        let hot = Hot::default();
        hot.forget(b"a");
        assert!(hot.get::<String>(b"a").is_none());
        hot.keep(b"a".to_vec(), &Arc::new("one".to_owned()), 3);
        assert_eq!(hot.get::<String>(b"a").as_deref().map(String::as_str), Some("one"));
        assert!(hot.get::<u32>(b"a").is_none(), "a row of another type is none");
        hot.forget(b"a");
        assert!(hot.get::<String>(b"a").is_none());
        for number in 0..10_000_u32 {
            hot.keep(number.to_be_bytes().to_vec(), &Arc::new(number), 4_096);
        }
        assert!(hot.memory_bytes() <= 3 * BYTES_MAX as usize, "{}", hot.memory_bytes());
    }
}
