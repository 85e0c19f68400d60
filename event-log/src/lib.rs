//! The log: where a tenant's events are kept, in one order, for ever.
//!
//! This crate owns everything that can't be rebuilt: the entries, the pages of personal keys and
//! the hashes of access tokens. Nothing above it knows which backend it runs on.

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

pub use embedded::EmbeddedLog;
pub use log::{
    Append, AppendEntry, EventLog, ReadError, StoredEntry, Tail, TailBatch, Unavailable,
};
pub use memory::MemoryLog;
