//! Entries: commits of one tenant that were appended together; the log's unit of writing.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::id::TenantId;

/// Place of an event in its tenant's log: dense, from 1. 0 is before the first.
pub type Position = u64;

/// Place of an entry in the storage order of a whole log, all tenants together, from 1.
pub type Sequence = u64;

/// Most bytes of one commit line.
pub const COMMIT_BYTES_MAX: usize = 256 * 1024;
/// Most bytes of one entry, the same on every backend.
pub const ENTRY_BYTES_MAX: usize = 768 * 1024;

/// Which log: made once, with the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogId(pub Uuid);

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Which entry: what settles whether an append whose answer was lost took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub Uuid);

/// The hash that ties an entry to everything before it in its tenant's log. All zeros before the
/// first entry. Hexadecimal in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Chain(pub [u8; 32]);

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Chain {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { hex::serialize(self.0, to) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Chain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            hex::deserialize(from).map(Self)
        } else {
            <[u8; 32]>::deserialize(from).map(Self)
        }
    }
}

/// The first line of an entry. The order of the fields is part of the format: `chain` is last,
/// since it covers what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryHead {
    /// Version of this format.
    pub format: u16,
    /// The log.
    pub log: LogId,
    /// This entry.
    pub entry: EntryId,
    /// Whose entry it is.
    pub tenant: TenantId,
    /// Position of its first event.
    pub first: Position,
    /// How many events it has.
    pub events: u32,
    /// How many commits, one line each.
    pub commits: u32,
    /// RFC 6962 Merkle root (SHA-256) over the commit lines, without their line ends.
    pub root: Chain,
    /// BLAKE3(chain of the entry before ‖ this line up to the chain ‖ body).
    pub chain: Chain,
}

impl EntryHead {
    /// Position of its last event.
    pub fn last(&self) -> Position {
        self.first + u64::from(self.events) - 1
    }
}

/// Where a tenant's log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// Storage sequence of the tenant's last entry, 0 before the first: the fence of an append.
    pub sequence: Sequence,
    /// Position of the tenant's last event, 0 before the first.
    pub position: Position,
    /// Chain of the tenant's last entry.
    pub chain: Chain,
    /// The tenant's last entry.
    pub entry: Option<EntryId>,
}
