//! Directories of stores: `models/<name>@<version>` and, where a model was rebuilt beside itself,
//! `models/<name>@<version>.<generation>`. Dropping a version is removing its directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FjallStore, MemoryStore, RowStore, SledStore, StoreError};

/// Bytes of memory that all stores of a process together may use for caching.
pub const CACHE_BYTES_TOTAL: u64 = 64 * 1024 * 1024;

/// Which store keeps the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// sled, the preset.
    Sled,
    /// fjall.
    Fjall,
    /// Memory: everything is rebuilt at every start.
    Memory,
}

/// Which version of which model, and the how manieth time it was built.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The model.
    pub model: String,
    /// Its version.
    pub version: u32,
    /// Counted from 0.
    pub generation: u32,
}

impl Name {
    fn parse(text: &str) -> Option<Self> {
        let (model, rest) = text.split_once('@')?;
        let (version, generation) = match rest.split_once('.') {
            Some((version, generation)) => (version, generation.parse().ok()?),
            None => (rest, 0),
        };
        Some(Self { model: model.to_owned(), version: version.parse().ok()?, generation })
    }

    fn folder(&self) -> String {
        match self.generation {
            0 => format!("{}@{}", self.model, self.version),
            n => format!("{}@{}.{n}", self.model, self.version),
        }
    }
}

/// The folder `models` of a data directory.
#[derive(Debug, Clone)]
pub struct Directory {
    root: PathBuf,
    kind: StoreKind,
    cache_bytes: u64,
}

impl Directory {
    /// The folder; `stores` is how many of its stores are open at the same time.
    pub fn new(data: &Path, kind: StoreKind, stores: u64) -> Self {
        Self { root: data.join("models"), kind, cache_bytes: CACHE_BYTES_TOTAL / stores.max(1) }
    }

    /// What is there of this model, newest generation of the newest version last.
    pub fn list(&self, model: &str) -> Vec<Name> {
        let Ok(entries) = fs::read_dir(&self.root) else { return Vec::new() };
        let names = entries.flatten().filter_map(|e| Name::parse(e.file_name().to_str()?));
        let mut names: Vec<Name> = names.filter(|name| name.model == model).collect();
        names.sort();
        names
    }

    /// Opens or makes a store.
    pub fn open(&self, name: &Name) -> Result<Arc<dyn RowStore>, StoreError> {
        // Each kind in a folder of its own, so that a change of kind builds anew and opens nothing
        // that isn't its own.
        let path = self.root.join(name.folder()).join(match self.kind {
            StoreKind::Sled => "sled",
            StoreKind::Fjall => "fjall",
            StoreKind::Memory => "memory",
        });
        if self.kind != StoreKind::Memory {
            fs::create_dir_all(&path).map_err(|e| StoreError::Io(e.to_string()))?;
        }
        Ok(match self.kind {
            StoreKind::Sled => Arc::new(SledStore::open(&path, self.cache_bytes)?),
            StoreKind::Fjall => Arc::new(FjallStore::open(&path, self.cache_bytes)?),
            StoreKind::Memory => Arc::new(MemoryStore::default()),
        })
    }

    /// Removes a store's directory.
    pub fn remove(&self, name: &Name) -> Result<(), StoreError> {
        match fs::remove_dir_all(self.root.join(name.folder())) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::Io(e.to_string()))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
