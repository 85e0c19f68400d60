//! The one place where events become log bytes and log bytes become events.
//!
//! An entry is UTF-8 lines: the header, then one JSON line a commit, each ended by `\n`. Bytes are
//! verified as read and never written again from what was read.

mod merkle;
mod read;
mod write;

pub use merkle::merkle_root;
pub use read::{CommitView, Damage, EntryView, EventView, chain_of};
pub use write::{EntryDraft, WrittenCommit, commit_line, data_json};

/// Version of the entry format that is written today.
pub const FORMAT: u16 = 1;

#[cfg(test)]
mod tests;
