//! Bytes to events. Never panics, whatever the bytes; reads only what is asked for.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use smallvec::SmallVec;

use super::{FORMAT, merkle_root};
use crate::commit::{
    About, Actor, Commit, CommitHead, CorrelationId, Fact, Idempotency, Origin, SettingUsed,
};
use crate::entry::{Chain, EntryHead, Position};
use crate::event::{Event, EventType};
use crate::id::{CommandId, UserId};
use crate::personal::Sealed;
use crate::stream::{Revision, StreamId};
use crate::time::Timestamp;
use crate::upcast;

/// How the header line ends: `…,"chain":"<64 digits>"}`.
const CHAIN_FIELD: &[u8] = b",\"chain\":\"";
const CHAIN_TAIL_LEN: usize = CHAIN_FIELD.len() + 64 + 2;

/// Highest position that is believed: far beyond any log, and far from where counting overflows.
const POSITION_MAX: Position = 1 << 62;

/// What is wrong with the bytes of an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The header can't be read.
    #[error("the entry's header is unreadable: {0}")]
    Header(String),
    /// Written by a newer Kith whose format this one can't read.
    #[error("the entry has format {0}, and this kith reads format {FORMAT}")]
    Format(u16),
    /// The commit lines don't have the header's Merkle root.
    #[error("the commits at positions {first} to {last} are not those that were written")]
    Root {
        /// First position of the entry.
        first: u64,
        /// Last position of the entry.
        last: u64,
    },
    /// The entry doesn't follow the one before it.
    #[error("the entry at positions {first} to {last} doesn't follow the one before it")]
    Chain {
        /// First position of the entry.
        first: u64,
        /// Last position of the entry.
        last: u64,
    },
    /// Number of lines or events differs from the header's.
    #[error("the entry at position {first} has another number of commits or events than it says")]
    Count {
        /// First position of the entry.
        first: u64,
    },
    /// A commit line can't be read.
    #[error("a commit at or after position {position} is unreadable: {cause}")]
    Commit {
        /// Position of the commit's first event.
        position: u64,
        /// What the JSON reader says.
        cause: String,
    },
}

/// BLAKE3(previous chain ‖ header line up to its chain ‖ body).
pub fn chain_of(previous: Chain, head_line: &[u8], body: &[u8]) -> Chain {
    let covered = head_line.len().saturating_sub(CHAIN_TAIL_LEN);
    let mut hash = blake3::Hasher::new();
    hash.update(&previous.0).update(&head_line[..covered]).update(body);
    Chain(*hash.finalize().as_bytes())
}

/// An entry as bytes, its header read.
#[derive(Debug, Clone, Copy)]
pub struct EntryView<'a> {
    /// The header.
    pub head: EntryHead,
    head_line: &'a [u8],
    body: &'a [u8],
}

impl<'a> EntryView<'a> {
    /// Reads the header.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Damage> {
        let (head_line, body) = split(bytes)?;
        let head: EntryHead =
            serde_json::from_slice(head_line).map_err(|e| Damage::Header(e.to_string()))?;
        if head.format != FORMAT {
            return Err(Damage::Format(head.format));
        }
        if head.events == 0 || head.commits == 0 || head.first == 0 {
            return Err(Damage::Header("it counts from or to nothing".into()));
        }
        if head.first > POSITION_MAX {
            return Err(Damage::Header("its positions are past the end of every log".into()));
        }
        Ok(Self { head, head_line, body })
    }

    /// The same for bytes whose header was read before and is `head`.
    pub fn with_head(head: EntryHead, bytes: &'a [u8]) -> Result<Self, Damage> {
        let (head_line, body) = split(bytes)?;
        Ok(Self { head, head_line, body })
    }

    /// Checks that these are the bytes that were written after the entry with chain `previous`, and
    /// that the Merkle root is theirs.
    pub fn verify(&self, previous: Chain) -> Result<(), Damage> {
        self.counted()?;
        if merkle_root(self.lines()) != self.head.root.0 {
            return Err(Damage::Root { first: self.head.first, last: self.head.last() });
        }
        self.chained(previous)
    }

    /// Checks that these are the bytes that were written after the entry with chain `previous`. The
    /// chain covers them all and the header's root, so a root that isn't theirs was written so; who
    /// reads to fold leaves finding that to who verifies, since it costs three times as much.
    pub fn follows(&self, previous: Chain) -> Result<(), Damage> {
        self.counted()?;
        self.chained(previous)
    }

    fn counted(&self) -> Result<(), Damage> {
        let whole = self.body.ends_with(b"\n");
        let counted = whole && self.lines().count() == self.head.commits as usize;
        if counted { Ok(()) } else { Err(Damage::Count { first: self.head.first }) }
    }

    fn chained(&self, previous: Chain) -> Result<(), Damage> {
        // The chain covers all but itself, so its own digits are compared as written: read as a
        // number, `A` would pass for `a`.
        let tail = format!(",\"chain\":\"{}\"}}", chain_of(previous, self.head_line, self.body));
        if !self.head_line.ends_with(tail.as_bytes()) {
            return Err(Damage::Chain { first: self.head.first, last: self.head.last() });
        }
        Ok(())
    }

    /// The commits' lines in order, none of them read.
    pub fn lines(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = Some(self.body.strip_suffix(b"\n").unwrap_or(self.body));
        std::iter::from_fn(move || {
            let left = rest?;
            let end = memchr::memchr(b'\n', left);
            rest = end.map(|end| &left[end + 1..]);
            Some(&left[..end.unwrap_or(left.len())])
        })
    }

    /// The commits in order. After a damaged one the iterator ends.
    pub fn commits(&self) -> impl Iterator<Item = Result<CommitView<'a>, Damage>> + use<'a> {
        let mut position = self.head.first;
        let mut broken = false;
        self.lines().map_while(move |line| {
            if broken {
                return None;
            }
            let view = CommitView::parse(line, position);
            match &view {
                Ok(commit) => position += commit.events.len() as u64,
                Err(_) => broken = true,
            }
            Some(view)
        })
    }
}

/// The header's line and what follows it.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), Damage> {
    let end = memchr::memchr(b'\n', bytes);
    let end = end.ok_or_else(|| Damage::Header("it has no line end".into()))?;
    Ok((&bytes[..end], &bytes[end + 1..]))
}

/// [`CommitHead`] and the events, field by field: flattening would buffer every line twice.
#[derive(Deserialize)]
struct CommitIn<'a> {
    id: CommandId,
    #[serde(borrow)]
    command: Cow<'a, str>,
    actor: Actor,
    on_behalf_of: Option<UserId>,
    correlation_id: Option<CorrelationId>,
    causation: Option<Position>,
    recorded_at: Timestamp,
    occurred_at: Timestamp,
    origin: Origin,
    idempotency: Option<Idempotency>,
    about: Option<About>,
    #[serde(default)]
    settings: SmallVec<[SettingUsed; 2]>,
    #[serde(borrow)]
    events: Vec<EventView<'a>>,
}

impl<'a> CommitIn<'a> {
    fn into_parts(self) -> (CommitHead, Vec<EventView<'a>>) {
        let head = CommitHead {
            id: self.id,
            command: self.command.into(),
            actor: self.actor,
            on_behalf_of: self.on_behalf_of,
            correlation_id: self.correlation_id,
            causation: self.causation,
            recorded_at: self.recorded_at,
            occurred_at: self.occurred_at,
            origin: self.origin,
            idempotency: self.idempotency,
            about: self.about,
            settings: self.settings,
        };
        (head, self.events)
    }
}

/// A commit whose events are not decoded yet.
#[derive(Debug)]
pub struct CommitView<'a> {
    /// What it says about itself.
    pub head: CommitHead,
    /// Position of its first event.
    pub first: u64,
    /// Its events.
    pub events: Vec<EventView<'a>>,
}

impl<'a> CommitView<'a> {
    /// Reads a commit's line; `first` is the position of its first event.
    pub fn parse(line: &'a [u8], first: u64) -> Result<Self, Damage> {
        let damage = |cause: String| Damage::Commit { position: first, cause };
        // The line as a whole is checked for being text, and none of its strings again.
        let text = std::str::from_utf8(line).map_err(|e| damage(e.to_string()))?;
        let read: CommitIn<'a> = serde_json::from_str(text).map_err(|e| damage(e.to_string()))?;
        if read.events.is_empty() {
            return Err(damage("it has no events".into()));
        }
        let (head, events) = read.into_parts();
        Ok(Self { head, first, events })
    }

    /// Decodes every event.
    pub fn decode(self) -> Result<Commit, Damage> {
        let first = self.first;
        let decode = |(i, event): (usize, EventView<'a>)| {
            event
                .decode()
                .map_err(|e| Damage::Commit { position: first + i as u64, cause: e.to_string() })
        };
        let facts = self.events.into_iter().enumerate().map(decode).collect::<Result<_, _>>()?;
        Ok(Commit { head: self.head, facts })
    }
}

/// An event whose data is not decoded yet.
#[derive(Debug, Deserialize)]
pub struct EventView<'a> {
    /// Its type's name.
    #[serde(borrow, rename = "type")]
    pub name: Cow<'a, str>,
    /// Its version.
    pub v: u16,
    /// The stream it is on.
    pub stream: StreamId,
    /// Its revision in that stream.
    pub revision: Revision,
    /// Its data as written.
    #[serde(borrow)]
    pub data: &'a RawValue,
    /// What of it is personal, as written.
    #[serde(borrow, default)]
    pub personal: Option<&'a RawValue>,
}

impl EventView<'_> {
    /// Its type.
    pub fn event_type(&self) -> EventType {
        EventType::named(&self.name)
    }

    /// Decodes the data and the box, raising retired versions to today's.
    pub fn decode(&self) -> serde_json::Result<Fact> {
        let personal: Option<Sealed> =
            self.personal.map(|raw| serde_json::from_str(raw.get())).transpose()?;
        Ok(Fact { personal, ..self.decode_without_box()? })
    }

    /// Decodes the data alone, for readers who never look into a box: the fact says that it has
    /// none.
    pub fn decode_without_box(&self) -> serde_json::Result<Fact> {
        let event: Event = upcast::decode(&self.name, self.v, self.data)?;
        Ok(Fact { stream: self.stream, revision: self.revision, event, personal: None })
    }
}
