//! A disk in memory that fails as disks do, all of it from a seed.
//!
//! Writes may be short, torn or refused, syncs may fail, space may end, and power may go at any
//! operation. What was not synced is then forgotten sector by sector at random; names that were
//! made, renamed or removed since the last [`Disk::sync_dir`] likewise. A failed sync drops what it
//! didn't write, and a later sync doesn't bring it back, as on Linux. Used by every simulation of
//! the platform, so it isn't hidden behind `cfg(test)`.

mod file;

mod medium;

mod inode;
mod names;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Access, Disk};
pub use file::FaultyFile;
use medium::Medium;

/// How often things go wrong by themselves, in a thousand operations. The preset is never.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Writes that are refused, with a part of them done.
    pub failed_writes: u16,
    /// Writes that do less than asked and say so.
    pub short_writes: u16,
    /// Syncs that fail.
    pub failed_syncs: u16,
    /// Reads that are refused.
    pub failed_reads: u16,
}

/// The disk; a clone is another handle to it.
#[derive(Clone)]
pub struct FaultyDisk {
    medium: Arc<Mutex<Medium>>,
}

/// The lock of one name.
pub struct FaultyLock {
    medium: Arc<Mutex<Medium>>,
    path: PathBuf,
    generation: u64,
}

impl FaultyDisk {
    /// An empty disk without limits or faults; `seed` says what will be forgotten.
    pub fn new(seed: u64) -> Self {
        Self { medium: Arc::new(Mutex::new(Medium::new(seed))) }
    }

    /// Sets how often things go wrong from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.medium().faults = faults;
    }

    /// Sets how many bytes fit on the disk.
    pub fn set_capacity(&self, bytes: u64) {
        self.medium().capacity = bytes;
    }

    /// How many operations that change something were asked for so far.
    pub fn operations(&self) -> u64 {
        self.medium().operations
    }

    /// Power goes at the operation of this number, counted from 1 as [`FaultyDisk::operations`]
    /// does. It may be half done. Until [`FaultyDisk::power_loss`] everything fails.
    pub fn crash_at(&self, operation: u64) {
        self.medium().crash_at = Some(operation);
    }

    /// True once power went at the operation of [`FaultyDisk::crash_at`].
    pub fn is_off(&self) -> bool {
        self.medium().off
    }

    /// Power goes, and comes back: what was not synced is forgotten in part, open files and locks
    /// are gone.
    pub fn power_loss(&self) {
        self.medium().power_loss();
    }

    /// The process dies: open files and locks are gone, nothing else.
    pub fn kill(&self) {
        self.medium().restart();
    }

    /// Every file as a process would read it now.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.medium().files()
    }

    /// Puts a file in place, durably: how a test damages or restores one.
    pub fn put(&self, path: &Path, bytes: Vec<u8>) {
        self.medium().put(path, bytes);
    }

    /// Takes a file away, durably.
    pub fn drop_file(&self, path: &Path) {
        self.medium().drop_file(path);
    }

    fn medium(&self) -> MutexGuard<'_, Medium> {
        held(&self.medium)
    }
}

/// A panic elsewhere leaves a medium that is as good as any other after a crash.
fn held(medium: &Mutex<Medium>) -> MutexGuard<'_, Medium> {
    medium.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk for FaultyDisk {
    type File = FaultyFile;
    type Lock = FaultyLock;

    fn open(&self, path: &Path, access: Access) -> io::Result<FaultyFile> {
        let mut medium = self.medium();
        let inode = match access {
            Access::Read | Access::Write => medium.find(path)?,
            Access::Create => medium.create(path)?,
        };
        let generation = medium.generation;
        drop(medium);
        let writable = access != Access::Read;
        Ok(FaultyFile { medium: Arc::clone(&self.medium), inode, generation, writable })
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.medium().list(dir)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.medium().rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.medium().remove(path)
    }

    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        self.medium().create_dir_all(dir)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.medium().sync_dir(dir)
    }

    fn free_space(&self, _dir: &Path) -> io::Result<u64> {
        self.medium().free_space()
    }

    fn lock(&self, path: &Path) -> io::Result<Option<FaultyLock>> {
        let mut medium = self.medium();
        medium.powered()?;
        if !medium.locks.insert(path.to_owned()) {
            return Ok(None);
        }
        let generation = medium.generation;
        drop(medium);
        Ok(Some(FaultyLock { medium: Arc::clone(&self.medium), path: path.to_owned(), generation }))
    }

    fn is_locked(&self, path: &Path) -> io::Result<bool> {
        let medium = self.medium();
        medium.powered()?;
        Ok(medium.locks.contains(path))
    }
}

impl Drop for FaultyLock {
    fn drop(&mut self) {
        let mut medium = held(&self.medium);
        // A lock of a process that died before a restart is no lock of today's.
        if medium.generation == self.generation {
            medium.locks.remove(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
