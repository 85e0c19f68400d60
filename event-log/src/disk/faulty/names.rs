//! The names of the files: as processes see them, and as they survive the loss of power.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// Which file each name stands for.
#[derive(Default)]
pub(super) struct Names {
    now: BTreeMap<PathBuf, u64>,
    durable: BTreeMap<PathBuf, u64>,
    pending: Vec<NameChange>,
    dirs: BTreeSet<PathBuf>,
}

/// A change of names that no directory sync has made durable.
#[derive(Clone)]
struct NameChange {
    dir: PathBuf,
    unlink: Option<PathBuf>,
    link: Option<(PathBuf, u64)>,
}

impl Names {
    pub(super) fn find(&self, path: &Path) -> io::Result<u64> {
        self.now.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, u64)> {
        self.now.iter().map(|(path, inode)| (path.as_path(), *inode))
    }

    pub(super) fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        if !self.dirs.contains(dir) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let within = self.now.keys().filter(|path| parent(path) == dir);
        Ok(within.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
    }

    pub(super) fn link(&mut self, path: &Path, inode: u64) -> io::Result<()> {
        if self.now.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if !self.dirs.contains(parent(path)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.change(parent(path), None, Some((path.to_owned(), inode)));
        Ok(())
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let inode = self.find(from)?;
        self.change(parent(to), Some(from.to_owned()), Some((to.to_owned(), inode)));
        Ok(())
    }

    pub(super) fn unlink(&mut self, path: &Path) -> io::Result<()> {
        self.find(path)?;
        self.change(parent(path), Some(path.to_owned()), None);
        Ok(())
    }

    pub(super) fn add_dir(&mut self, dir: &Path) {
        self.dirs.extend(dir.ancestors().map(Path::to_owned));
    }

    pub(super) fn sync_dir(&mut self, dir: &Path) {
        let mut others = Vec::new();
        for change in self.pending.drain(..) {
            if change.dir == dir {
                apply(&mut self.durable, change);
            } else {
                others.push(change);
            }
        }
        self.pending = others;
    }

    /// What is left after the loss of power, where each unsynced change survives by chance.
    pub(super) fn forget(&mut self, mut survives: impl FnMut() -> bool) {
        for change in self.pending.drain(..) {
            if survives() {
                apply(&mut self.durable, change);
            }
        }
        self.now = self.durable.clone();
    }

    pub(super) fn put(&mut self, path: &Path, inode: u64) {
        self.add_dir(parent(path));
        self.now.insert(path.to_owned(), inode);
        self.durable.insert(path.to_owned(), inode);
    }

    pub(super) fn drop_name(&mut self, path: &Path) {
        self.now.remove(path);
        self.durable.remove(path);
    }

    fn change(&mut self, dir: &Path, unlink: Option<PathBuf>, link: Option<(PathBuf, u64)>) {
        let change = NameChange { dir: dir.to_owned(), unlink, link };
        apply(&mut self.now, change.clone());
        self.pending.push(change);
    }
}

fn apply(names: &mut BTreeMap<PathBuf, u64>, change: NameChange) {
    if let Some(path) = change.unlink {
        names.remove(&path);
    }
    if let Some((path, inode)) = change.link {
        names.insert(path, inode);
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}
