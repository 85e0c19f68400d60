//! What the faulty disk holds: files as processes see them, files as they survive, and the names.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::Faults;
use super::inode::Inode;
use super::names::Names;
use crate::dice::Dice;

pub(super) struct Medium {
    pub(super) faults: Faults,
    pub(super) capacity: u64,
    pub(super) operations: u64,
    pub(super) crash_at: Option<u64>,
    pub(super) off: bool,
    pub(super) generation: u64,
    pub(super) locks: BTreeSet<PathBuf>,
    dice: Dice,
    inodes: BTreeMap<u64, Inode>,
    next_inode: u64,
    names: Names,
}

/// How an operation that changes something goes.
#[derive(PartialEq, Eq)]
enum Turn {
    Done,
    /// Power goes with this operation.
    Last,
}

impl Medium {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            faults: Faults::default(),
            capacity: u64::MAX,
            operations: 0,
            crash_at: None,
            off: false,
            generation: 0,
            locks: BTreeSet::new(),
            dice: Dice::new(seed),
            inodes: BTreeMap::new(),
            next_inode: 1,
            names: Names::default(),
        }
    }

    pub(super) fn powered(&self) -> io::Result<()> {
        if self.off { Err(no_power()) } else { Ok(()) }
    }

    fn turn(&mut self) -> io::Result<Turn> {
        self.powered()?;
        self.operations += 1;
        self.off = self.crash_at == Some(self.operations);
        Ok(if self.off { Turn::Last } else { Turn::Done })
    }

    // Content.

    pub(super) fn read(&mut self, inode: u64, to: &mut [u8], offset: u64) -> io::Result<usize> {
        if self.dice_says(self.faults.failed_reads) {
            return Err(io::Error::other("the disk refuses to read"));
        }
        let from = &self.inode(inode)?.now;
        let start = from.len().min(to_usize(offset)?);
        let n = to.len().min(from.len() - start);
        to[..n].copy_from_slice(&from[start..start + n]);
        Ok(n)
    }

    pub(super) fn write(&mut self, inode: u64, bytes: &[u8], offset: u64) -> io::Result<usize> {
        let turn = self.turn()?;
        let offset = to_usize(offset)?;
        let grows = (offset + bytes.len()).saturating_sub(self.inode(inode)?.now.len());
        if grows as u64 > self.room() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let fails = turn == Turn::Last || self.dice_says(self.faults.failed_writes);
        let short = self.dice_says(self.faults.short_writes);
        let n = match (fails, short) {
            (true, _) => to_usize(self.dice.below(bytes.len() as u64 + 1))?,
            (false, true) => 1 + to_usize(self.dice.below(bytes.len() as u64))?,
            (false, false) => bytes.len(),
        };
        let n = n.min(bytes.len());
        self.inode_mut(inode)?.write(&bytes[..n], offset);
        match (turn, fails) {
            (Turn::Last, _) => Err(no_power()),
            (Turn::Done, true) => Err(io::Error::other("the disk refuses to write")),
            (Turn::Done, false) => Ok(n),
        }
    }

    pub(super) fn set_len(&mut self, inode: u64, len: u64) -> io::Result<()> {
        let turn = self.turn()?;
        let len = to_usize(len)?;
        let grows = len.saturating_sub(self.inode(inode)?.now.len());
        if grows as u64 > self.room() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.inode_mut(inode)?.set_len(len);
        done(turn)
    }

    pub(super) fn len(&self, inode: u64) -> io::Result<u64> {
        Ok(self.inode(inode)?.now.len() as u64)
    }

    pub(super) fn sync(&mut self, inode: u64) -> io::Result<()> {
        let turn = self.turn()?;
        // Power may have gone after the sync was done and before it was answered.
        let cut_off = turn == Turn::Last && self.dice.below(2) == 0;
        if cut_off {
            return Err(no_power());
        }
        if turn == Turn::Done && self.dice_says(self.faults.failed_syncs) {
            let mut dice = self.dice.clone();
            self.inode_mut(inode)?.sync(|_| dice.below(2) == 0);
            self.dice = dice;
            return Err(io::Error::other("the disk refuses to sync"));
        }
        self.inode_mut(inode)?.sync(|_| true);
        done(turn)
    }

    // Names.

    pub(super) fn find(&self, path: &Path) -> io::Result<u64> {
        self.powered()?;
        self.names.find(path)
    }

    pub(super) fn create(&mut self, path: &Path) -> io::Result<u64> {
        let turn = self.turn()?;
        self.names.link(path, self.next_inode)?;
        let inode = self.add(Inode::default());
        done(turn).map(|()| inode)
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let turn = self.turn()?;
        self.names.rename(from, to)?;
        done(turn)
    }

    pub(super) fn remove(&mut self, path: &Path) -> io::Result<()> {
        let turn = self.turn()?;
        self.names.unlink(path)?;
        done(turn)
    }

    pub(super) fn create_dir_all(&mut self, dir: &Path) -> io::Result<()> {
        let turn = self.turn()?;
        self.names.add_dir(dir);
        done(turn)
    }

    pub(super) fn sync_dir(&mut self, dir: &Path) -> io::Result<()> {
        let turn = self.turn()?;
        if turn == Turn::Done && self.dice_says(self.faults.failed_syncs) {
            return Err(io::Error::other("the disk refuses to sync"));
        }
        self.names.sync_dir(dir);
        done(turn)
    }

    pub(super) fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.powered()?;
        self.names.list(dir)
    }

    // The whole.

    pub(super) fn free_space(&self) -> io::Result<u64> {
        self.powered()?;
        Ok(self.room())
    }

    fn room(&self) -> u64 {
        let used: u64 = self.names.files().map(|(_, i)| self.inodes[&i].now.len() as u64).sum();
        self.capacity.saturating_sub(used)
    }

    pub(super) fn restart(&mut self) {
        self.off = false;
        self.crash_at = None;
        self.generation += 1;
        self.locks.clear();
    }

    pub(super) fn power_loss(&mut self) {
        // Some seeds forget everything, some nothing: the corners are where mistakes hide.
        let kept_per_mille = [0, 500, 900, 1000][to_index(self.dice.below(4))];
        let mut dice = self.dice.clone();
        self.names.forget(|| dice.per_mille(kept_per_mille));
        for inode in self.inodes.values_mut() {
            inode.forget(|| dice.per_mille(kept_per_mille));
        }
        self.dice = dice;
        let named: BTreeSet<u64> = self.names.files().map(|(_, inode)| inode).collect();
        self.inodes.retain(|inode, _| named.contains(inode));
        self.restart();
    }

    pub(super) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let content = |inode| self.inodes[&inode].now.clone();
        self.names.files().map(|(path, inode)| (path.to_owned(), content(inode))).collect()
    }

    pub(super) fn put(&mut self, path: &Path, bytes: Vec<u8>) {
        let inode = self.add(Inode::from(bytes));
        self.names.put(path, inode);
    }

    pub(super) fn drop_file(&mut self, path: &Path) {
        self.names.drop_name(path);
    }

    fn add(&mut self, file: Inode) -> u64 {
        let inode = self.next_inode;
        self.next_inode += 1;
        self.inodes.insert(inode, file);
        inode
    }

    fn dice_says(&mut self, per_mille: u16) -> bool {
        per_mille > 0 && self.dice.per_mille(per_mille)
    }

    fn inode(&self, inode: u64) -> io::Result<&Inode> {
        self.inodes.get(&inode).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn inode_mut(&mut self, inode: u64) -> io::Result<&mut Inode> {
        self.inodes.get_mut(&inode).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn done(turn: Turn) -> io::Result<()> {
    match turn {
        Turn::Done => Ok(()),
        Turn::Last => Err(no_power()),
    }
}

fn no_power() -> io::Error {
    io::Error::other("the power is off")
}

fn to_usize(n: u64) -> io::Result<usize> {
    usize::try_from(n).map_err(io::Error::other)
}

fn to_index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(0)
}
