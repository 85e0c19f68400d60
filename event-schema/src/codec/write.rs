//! Events to bytes.

use serde::Serialize;

use super::{FORMAT, chain_of, merkle_root};
use crate::commit::{Commit, CommitHead, Fact};
use crate::entry::{Chain, EntryHead, EntryId, LogId, Position};
use crate::event::Event;
use crate::id::TenantId;
use crate::personal::Sealed;
use crate::stream::{Revision, StreamId};

#[derive(Serialize)]
struct CommitOut<'a> {
    #[serde(flatten)]
    head: &'a CommitHead,
    events: FactsOut<'a>,
}

struct FactsOut<'a>(&'a [Fact]);

impl Serialize for FactsOut<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(FactOut::from))
    }
}

#[derive(Serialize)]
struct FactOut<'a> {
    r#type: &'a str,
    v: u16,
    stream: StreamId,
    revision: Revision,
    data: &'a Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<&'a Sealed>,
}

impl<'a> From<&'a Fact> for FactOut<'a> {
    fn from(fact: &'a Fact) -> Self {
        Self {
            r#type: fact.event.name(),
            v: fact.event.version(),
            stream: fact.stream,
            revision: fact.revision,
            data: &fact.event,
            personal: fact.personal.as_ref(),
        }
    }
}

/// The JSON line of a commit, without its line end.
pub fn commit_line(commit: &Commit) -> Vec<u8> {
    let out = CommitOut { head: &commit.head, events: FactsOut(&commit.facts) };
    serde_json::to_vec(&out).expect("a commit is plain data")
}

/// The data of an event as JSON text: what public readers are shown.
pub fn data_json(event: &Event) -> String {
    serde_json::to_string(event).expect("an event is plain data")
}

/// An entry in the making: add commit lines, then seal it to the end of its tenant's log.
#[derive(Debug, Clone, Default)]
pub struct EntryDraft {
    lines: Vec<Vec<u8>>,
    events: u32,
    bytes: usize,
}

/// What an entry's header takes at most, with room to spare.
pub const HEAD_BYTES_MAX: usize = 512;

impl EntryDraft {
    /// Adds a commit's line with its number of events.
    pub fn push(&mut self, line: Vec<u8>, events: u32) {
        self.bytes += line.len() + 1;
        self.events += events;
        self.lines.push(line);
    }

    /// Bytes that the entry will take, at most.
    pub fn bytes(&self) -> usize {
        HEAD_BYTES_MAX + self.bytes
    }

    /// How many events it has.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// How many commits it has.
    pub fn commits(&self) -> usize {
        self.lines.len()
    }

    /// True if nothing was added.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The finished bytes and the header that heads them, following `previous` whose last position
    /// was `after`.
    pub fn seal(
        &self,
        log: LogId,
        entry: EntryId,
        tenant: TenantId,
        (after, previous): (Position, Chain),
    ) -> (EntryHead, Vec<u8>) {
        let mut body = Vec::with_capacity(self.bytes);
        for line in &self.lines {
            body.extend_from_slice(line);
            body.push(b'\n');
        }
        let mut head = EntryHead {
            format: FORMAT,
            log,
            entry,
            tenant,
            first: after + 1,
            events: self.events,
            commits: u32::try_from(self.lines.len()).expect("an entry has far fewer commits"),
            root: Chain(merkle_root(self.lines.iter().map(Vec::as_slice))),
            chain: Chain::default(),
        };
        let unchained = head_line(&head);
        head.chain = chain_of(previous, &unchained, &body);
        let mut bytes = head_line(&head);
        bytes.push(b'\n');
        bytes.extend_from_slice(&body);
        (head, bytes)
    }
}

fn head_line(head: &EntryHead) -> Vec<u8> {
    serde_json::to_vec(head).expect("a header is plain data")
}
