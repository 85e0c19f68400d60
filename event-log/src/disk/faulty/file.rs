//! Open files of the faulty disk.

use std::io;
use std::sync::{Arc, Mutex};

use super::held;
use super::medium::Medium;
use crate::disk::DiskFile;

/// An open file. After a restart of the disk it only fails.
pub struct FaultyFile {
    pub(super) medium: Arc<Mutex<Medium>>,
    pub(super) inode: u64,
    pub(super) generation: u64,
    pub(super) writable: bool,
}

impl FaultyFile {
    fn with<T>(&self, act: impl FnOnce(&mut Medium, u64) -> io::Result<T>) -> io::Result<T> {
        let mut medium = held(&self.medium);
        medium.powered()?;
        if medium.generation != self.generation {
            return Err(io::Error::other("the file was opened before the restart"));
        }
        act(&mut medium, self.inode)
    }

    fn change<T>(&self, act: impl FnOnce(&mut Medium, u64) -> io::Result<T>) -> io::Result<T> {
        if !self.writable {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.with(act)
    }
}

impl DiskFile for FaultyFile {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.with(|medium, inode| medium.read(inode, bytes, offset))
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.change(|medium, inode| medium.write(inode, bytes, offset))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(|medium, inode| medium.set_len(inode, len))
    }

    fn len(&self) -> io::Result<u64> {
        self.with(|medium, inode| medium.len(inode))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change(|medium, inode| medium.sync(inode))
    }

    fn sync_all(&self) -> io::Result<()> {
        self.change(|medium, inode| medium.sync(inode))
    }
}
