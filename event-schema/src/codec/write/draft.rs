//! An entry in the making.

use std::sync::Arc;

use super::super::merkle::MerkleTree;
use super::super::{FORMAT, chain_of};
use crate::entry::{Chain, EntryHead, EntryId, LogId, Position};
use crate::id::TenantId;

/// What an entry's header takes at most, with room to spare.
const HEAD_BYTES_MAX: usize = 512;

/// An entry in the making: add commit lines, then seal it to the end of its tenant's log.
#[derive(Debug, Clone, Default)]
pub struct EntryDraft {
    /// Room for the header, which is known last, and the lines behind it.
    bytes: Vec<u8>,
    tree: MerkleTree,
    events: u32,
    commits: u32,
}

impl EntryDraft {
    /// Adds a commit's line with its number of events.
    pub fn push(&mut self, line: impl AsRef<[u8]>, events: u32) {
        let line = line.as_ref();
        if self.is_empty() {
            self.bytes.resize(HEAD_BYTES_MAX, 0);
        }
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
        self.tree.push(line);
        self.events += events;
        self.commits += 1;
    }

    /// Bytes that the entry will take, at most.
    pub fn bytes(&self) -> usize {
        self.bytes.len().max(HEAD_BYTES_MAX)
    }

    /// How many events it has.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// How many commits it has.
    pub fn commits(&self) -> usize {
        self.commits as usize
    }

    /// True if nothing was added.
    pub fn is_empty(&self) -> bool {
        self.commits == 0
    }

    /// The finished bytes and the header that heads them, following `previous` whose last position
    /// was `after`. The draft is empty afterwards and keeps its room for the next entry.
    pub fn seal(
        &mut self,
        log: LogId,
        entry: EntryId,
        tenant: TenantId,
        (after, previous): (Position, Chain),
    ) -> (EntryHead, Arc<[u8]>) {
        let mut head = EntryHead {
            format: FORMAT,
            log,
            entry,
            tenant,
            first: after + 1,
            events: self.events,
            commits: self.commits,
            root: Chain(self.tree.root()),
            chain: Chain::default(),
        };
        let body = self.bytes.get(HEAD_BYTES_MAX..).unwrap_or_default();
        head.chain = chain_of(previous, &head_line(&head), body);
        let mut line = head_line(&head);
        line.push(b'\n');
        self.bytes.resize(self.bytes(), 0);
        let start = HEAD_BYTES_MAX.checked_sub(line.len()).expect("a header has its limit");
        self.bytes[start..HEAD_BYTES_MAX].copy_from_slice(&line);
        let sealed = self.bytes[start..].into();
        self.clear();
        (head, sealed)
    }

    fn clear(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        *self = Self { bytes, ..Self::default() };
    }
}

fn head_line(head: &EntryHead) -> Vec<u8> {
    serde_json::to_vec(head).expect("a header is plain data")
}
