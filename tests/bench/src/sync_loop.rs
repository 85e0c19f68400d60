//! One write and one `fdatasync` after the other into a preallocated file: the most that a single
//! client can ask of a log that is on disk before it answers.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Result;

/// Bytes of the file; its blocks are there before, so that a sync has no metadata to write.
const FILE_BYTES: u64 = 32 * 1024 * 1024;
/// Bytes of one write: about an entry with one `CreateLead`.
const WRITE_BYTES: u64 = 2_048;

/// A file to be synced over and over.
pub struct SyncLoop {
    file: File,
    at: u64,
}

impl SyncLoop {
    pub fn new(dir: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(dir)?;
        let zeros = vec![0; 1024 * 1024];
        for at in (0..FILE_BYTES).step_by(zeros.len()) {
            file.write_all_at(&zeros, at)?;
        }
        file.sync_all()?;
        Ok(Self { file, at: 0 })
    }

    /// Syncs a second.
    pub fn run(&mut self, span: Duration) -> Result<f64> {
        let bytes = vec![b'x'; usize::try_from(WRITE_BYTES)?];
        let (from, mut syncs) = (Instant::now(), 0_u32);
        while from.elapsed() < span {
            self.file.write_all_at(&bytes, self.at)?;
            self.file.sync_data()?;
            self.at = (self.at + WRITE_BYTES) % FILE_BYTES;
            syncs += 1;
        }
        Ok(f64::from(syncs) / from.elapsed().as_secs_f64())
    }
}
