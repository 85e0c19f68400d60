//! Access tokens as they are kept: hashes with rights, never the tokens themselves.
//!
//! `tokens.json` is small and read whole; it is replaced in one step, so a reader sees the old or
//! the new one. Time comes in from outside, and so do tokens: they are made where all randomness
//! is.

mod record;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use event_schema::Timestamp;

pub use self::record::{TokenHash, TokenRecord};
use crate::disk::{Disk, RealDisk};

/// Most records in a file: it is read and replaced whole.
pub const TOKENS_MAX: usize = 10_000;

const FORMAT: u16 = 1;

/// Why the records couldn't be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file isn't one that was written, or is of a newer Kith.
    #[error("the tokens in {} can't be read: {what}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// There is a record for this token already.
    #[error("this token is recorded already")]
    Known,
    /// There is no record for this token.
    #[error("this token is not recorded")]
    Unknown,
    /// No more records fit.
    #[error("there are {TOKENS_MAX} tokens; remove some that have expired")]
    TooMany,
    /// Another process changes the file at this moment; it may be tried again.
    #[error("another process is changing the tokens")]
    Busy,
    /// The disk refused.
    #[error("the tokens can't be read or written")]
    Disk(#[from] io::Error),
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u16,
    tokens: Vec<TokenRecord>,
}

/// The content of the file and what it says.
#[derive(Default)]
struct Table {
    bytes: Vec<u8>,
    records: HashMap<TokenHash, TokenRecord>,
}

/// The records of one data directory. Looking one up takes no lock.
pub struct TokenFile<D: Disk = RealDisk> {
    disk: D,
    path: PathBuf,
    table: ArcSwap<Table>,
    changing: Mutex<()>,
}

impl<D: Disk> TokenFile<D> {
    /// Reads the records below `data_dir`. No file is no records.
    pub fn open(disk: D, data_dir: &Path) -> Result<Self, TokenError> {
        let path = data_dir.join("tokens.json");
        let table = ArcSwap::from_pointee(Table::default());
        let file = Self { disk, path, table, changing: Mutex::new(()) };
        file.reload()?;
        Ok(file)
    }

    /// Reads the file again, and says whether something changed. If it can't be read, what was
    /// known before stays in force.
    pub fn reload(&self) -> Result<bool, TokenError> {
        let bytes = self.disk.read_all(&self.path)?.unwrap_or_default();
        if bytes == self.table.load().bytes {
            return Ok(false);
        }
        let records = self.parse(&bytes)?;
        self.table.store(Table { bytes, records }.into());
        Ok(true)
    }

    /// The record of a token, whether it is in force or not; [`TokenRecord::is_valid`] says that.
    pub fn find(&self, hash: TokenHash) -> Option<TokenRecord> {
        self.table.load().records.get(&hash).cloned()
    }

    /// All records, oldest first.
    pub fn all(&self) -> Vec<TokenRecord> {
        sorted(self.table.load().records.values().cloned().collect())
    }

    /// Adds a record. Durable on return.
    pub fn add(&self, record: TokenRecord) -> Result<(), TokenError> {
        self.change(|records| {
            if records.len() >= TOKENS_MAX {
                return Err(TokenError::TooMany);
            }
            if records.contains_key(&record.hash) {
                return Err(TokenError::Known);
            }
            records.insert(record.hash, record);
            Ok(())
        })
    }

    /// Revokes a token from `at` on, unless that was done before. Durable on return.
    pub fn revoke(&self, hash: TokenHash, at: Timestamp) -> Result<(), TokenError> {
        self.change(|records| {
            let record = records.get_mut(&hash).ok_or(TokenError::Unknown)?;
            record.revoked_at = record.revoked_at.or(Some(at));
            Ok(())
        })
    }

    /// Removes the records of tokens that expired or were revoked before `before`; says how many.
    /// Durable on return.
    pub fn remove_dead(&self, before: Timestamp) -> Result<usize, TokenError> {
        let mut removed = 0;
        self.change(|records| {
            let known = records.len();
            let dead = |end: Option<Timestamp>| end.is_some_and(|end| end < before);
            records.retain(|_, record| !dead(record.expires_at) && !dead(record.revoked_at));
            removed = known - records.len();
            Ok(())
        })?;
        Ok(removed)
    }

    /// Reads what is in the file now, changes it and puts it in place, one process at a time.
    fn change(
        &self,
        change: impl FnOnce(&mut HashMap<TokenHash, TokenRecord>) -> Result<(), TokenError>,
    ) -> Result<(), TokenError> {
        let _alone: MutexGuard<'_, ()> =
            self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = self.disk.lock(&self.path.with_extension("lock"))?.ok_or(TokenError::Busy)?;
        self.reload()?;
        let mut records = self.table.load().records.clone();
        change(&mut records)?;
        let file = File { format: FORMAT, tokens: sorted(records.values().cloned().collect()) };
        let bytes = serde_json::to_vec_pretty(&file).expect("records are plain data");
        self.disk.replace(&self.path, &bytes)?;
        self.table.store(Table { bytes, records }.into());
        Ok(())
    }

    fn parse(&self, bytes: &[u8]) -> Result<HashMap<TokenHash, TokenRecord>, TokenError> {
        let unreadable = |what| TokenError::Unreadable { file: self.path.clone(), what };
        if bytes.is_empty() {
            return Ok(HashMap::new());
        }
        let file: File = serde_json::from_slice(bytes).map_err(|e| unreadable(e.to_string()))?;
        if file.format != FORMAT {
            let what = format!("it has format {}, and this kith reads {FORMAT}", file.format);
            return Err(unreadable(what));
        }
        Ok(file.tokens.into_iter().map(|record| (record.hash, record)).collect())
    }
}

fn sorted(mut records: Vec<TokenRecord>) -> Vec<TokenRecord> {
    records.sort_unstable_by_key(|record| (record.created_at, record.hash));
    records
}

#[cfg(test)]
mod tests;
