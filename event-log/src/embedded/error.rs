//! Why a log doesn't open.

use std::io;
use std::path::PathBuf;

use event_schema::entry::Sequence;

/// Why a log wasn't opened. No file of it was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes it.
    #[error("another process writes the log in {}", .0.display())]
    Locked(PathBuf),
    /// There is none, and nobody asked for one to be made.
    #[error("there is no log in {}", .0.display())]
    Missing(PathBuf),
    /// Bytes are not those that were written.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// It ends before its witness: entries are gone that were acknowledged.
    #[error(
        "the log ends at sequence {ends}, but sequence {acknowledged} was acknowledged; \
         restore the whole directory from a copy that holds it"
    )]
    Short {
        /// The last entry that is there.
        ends: Sequence,
        /// The last entry that was acknowledged.
        acknowledged: Sequence,
    },
    /// The witness is missing or unreadable, so nobody can tell whether the log is whole.
    #[error("the log can't prove that it is whole: {0}")]
    Unwitnessed(String),
    /// No room for the first segment above the reserve.
    #[error("the disk of the log is full")]
    DiskFull,
    /// The options contradict themselves.
    #[error("the log can't be opened so: {0}")]
    Options(String),
    /// The disk refused; it may be tried again.
    #[error("the log can't be opened")]
    Disk(#[from] io::Error),
}

/// Something that was written isn't there as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the log is damaged at sequence {sequence}: {what}")]
pub struct Damaged {
    /// The first entry that is concerned.
    pub sequence: Sequence,
    /// What was found.
    pub what: String,
}
