//! The log: where a tenant's events are kept, in one order, for ever.
//!
//! This crate owns everything that can't be rebuilt: the entries, the pages of personal keys and
//! the hashes of access tokens. Nothing above it knows which backend it runs on.
//!
//! | for | look at |
//! |---|---|
//! | what a log guarantees, whoever keeps it | [`log`], [`EventLog`] |
//! | the log of a single process, on its own disk | [`embedded`], [`EmbeddedLog`] |
//! | reading it from another process | [`EmbeddedLog::open_reader`], [`embedded::LogReader`] |
//! | proving that it is as it was written | [`embedded::verify()`] |
//! | a log for tests | [`memory`], [`MemoryLog`] |
//! | keys of personal data, and forgetting them | [`keys`] |
//! | access tokens | [`tokens`] |
//! | running it all over a disk that fails | [`disk`], [`disk::FaultyDisk`], [`embedded::Core`] |
//! | running a service over a log that fails | [`fault`] |
//! | testing a new backend | [`conformance`] |
//!
//! ```
//! use event_log::conformance::Author;
//! use event_log::embedded::{EmbeddedLog, IfMissing, Options, verify};
//! use event_log::{Append, EventLog};
//! use event_schema::LogId;
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! # let dir = tempfile::tempdir()?;
//! let id = LogId(uuid::Uuid::from_u128(1)); // In a service: from where ids are made.
//! let log = EmbeddedLog::open(dir.path(), &Options::new(IfMissing::Create(id)))?;
//!
//! let mut author = Author::new(id, "acme", 1); // In a service: the writer.
//! let (tenant, fence, entry) = (author.tenant(), author.fence(), author.entry(1, 100));
//! let answer = log.append(tenant, fence, entry).await;
//! assert_eq!(answer, Append::Appended { sequence: 1 });
//!
//! let batch = log.tail(0).next(1024 * 1024).await?;
//! assert_eq!(batch.entries[0].head.tenant, tenant);
//! log.close();
//! assert!(verify(dir.path())?.is_clean());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(missing_docs)]

pub mod log;

mod admit;

pub mod embedded;

pub mod memory;

pub mod keys;
pub mod tokens;

pub mod disk;

pub mod conformance;
pub mod fault;

pub mod dice;
pub mod priority;

pub use embedded::EmbeddedLog;
pub use log::{
    Append, AppendEntry, EventLog, ReadError, StoredEntry, Tail, TailBatch, Unavailable,
};
pub use memory::MemoryLog;
