//! The content of one file: as processes see it, and as it survives the loss of power.

use std::collections::BTreeSet;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A file's content. `dirty` are the sectors that a sync would make durable.
#[derive(Default)]
pub(super) struct Inode {
    pub(super) now: Vec<u8>,
    durable: Vec<u8>,
    dirty: BTreeSet<usize>,
}

impl From<Vec<u8>> for Inode {
    fn from(bytes: Vec<u8>) -> Self {
        Self { now: bytes.clone(), durable: bytes, dirty: BTreeSet::new() }
    }
}

impl Inode {
    pub(super) fn write(&mut self, bytes: &[u8], offset: usize) {
        if bytes.is_empty() {
            return;
        }
        let end = offset + bytes.len();
        if self.now.len() < end {
            self.set_len(end);
        }
        self.now[offset..end].copy_from_slice(bytes);
        self.dirty.extend(offset / SECTOR..=(end - 1) / SECTOR);
    }

    pub(super) fn set_len(&mut self, len: usize) {
        let old = self.now.len();
        self.now.resize(len, 0);
        if old != len {
            self.dirty.extend(old.min(len) / SECTOR..=old.max(len) / SECTOR);
        }
    }

    /// Makes durable what `takes` says; what it doesn't take is lost for later syncs too.
    pub(super) fn sync(&mut self, mut takes: impl FnMut(usize) -> bool) {
        self.durable.resize(self.now.len(), 0);
        for sector in std::mem::take(&mut self.dirty) {
            if takes(sector) {
                self.persist(sector);
            }
        }
    }

    /// What is left after the loss of power, where each unsynced thing survives by chance.
    pub(super) fn forget(&mut self, mut survives: impl FnMut() -> bool) {
        if self.durable.len() != self.now.len() && survives() {
            self.durable.resize(self.now.len(), 0);
        }
        for sector in std::mem::take(&mut self.dirty) {
            if survives() {
                self.persist(sector);
            }
        }
        self.now = self.durable.clone();
    }

    fn persist(&mut self, sector: usize) {
        let start = sector * SECTOR;
        let end = (start + SECTOR).min(self.now.len()).min(self.durable.len());
        if start < end {
            self.durable[start..end].copy_from_slice(&self.now[start..end]);
        }
    }
}
