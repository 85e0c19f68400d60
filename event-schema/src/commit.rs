//! Commits: what one command did, 1..n events on one or more streams of one tenant, all or none.

use std::fmt;

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::choice::choice;
use crate::entry::Position;
use crate::event::{Event, SettingKind};
use crate::id::{CommandId, UserId};
use crate::personal::Sealed;
use crate::stream::{Revision, StreamId};
use crate::time::Timestamp;
use crate::value::{Key, LookupHash};

/// Longest name of an actor, in bytes.
pub const ACTOR_LEN_MAX: usize = 64;
/// Longest correlation id, in bytes.
pub const CORRELATION_LEN_MAX: usize = 64;

/// Who acted: an opaque id, such as a user's UUID, a token's subject or `policy:scoring`. Never a
/// name or an address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(ArrayString<ACTOR_LEN_MAX>);

impl Actor {
    /// The platform itself.
    pub fn platform() -> Self {
        Self::new("kith").expect("four letters are short enough")
    }

    /// An actor with this id; `None` if it is empty or longer than 64 bytes.
    pub fn new(id: &str) -> Option<Self> {
        if id.is_empty() { None } else { ArrayString::from(id).ok().map(Self) }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nobody asked: the platform did it by itself, or one of its policies.
    pub fn is_platform(&self) -> bool {
        self.as_str() == "kith" || self.as_str().starts_with("policy:")
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({})", self.0)
    }
}

/// Ties together everything that follows from one act: `[A-Za-z0-9_.:-]{1,64}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(ArrayString<CORRELATION_LEN_MAX>);

impl CorrelationId {
    /// Checks the characters and the length.
    pub fn new(text: &str) -> Option<Self> {
        let legal = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b':' | b'-');
        let ok = !text.is_empty() && text.bytes().all(legal);
        if ok { ArrayString::from(text).ok().map(Self) } else { None }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

choice! {
    /// Where a commit comes from.
    Origin {
        /// A command about now.
        Live = "live",
        /// A command whose business time was more than 24 hours before its recording.
        History = "history",
        /// A policy of the platform.
        Policy = "policy",
    }
}

/// What makes a repeated command the same command, as keyed hashes: the key as sent may hold
/// anything, and the body holds personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    /// Hash of token subject, command and `Idempotency-Key`.
    pub id: LookupHash,
    /// Hash of the command's JSON value.
    pub fingerprint: LookupHash,
}

/// A version of a setting that a decision used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingUsed {
    /// What it is about.
    pub kind: SettingKind,
    /// Which one.
    pub key: Key,
    /// Which version.
    pub version: u32,
}

/// The record that a command was about, and its revision, where it is not that of the first event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The record.
    #[serde(flatten)]
    pub stream: StreamId,
    /// Its revision when the command came to it.
    pub revision: Revision,
}

/// What a commit says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommitHead {
    /// The commit's and its command's id.
    pub id: CommandId,
    /// The command's name.
    pub command: Box<str>,
    /// Who acted.
    pub actor: Actor,
    /// For whom they acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<UserId>,
    /// What it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<CorrelationId>,
    /// The position of the event that caused it, for acts of policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<Position>,
    /// When it was recorded: never earlier than the commit before it.
    pub recorded_at: Timestamp,
    /// When it happened in business.
    pub occurred_at: Timestamp,
    /// Live, history or policy.
    pub origin: Origin,
    /// What makes a repetition of it known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency: Option<Idempotency>,
    /// What the command was about, where nothing happened to it but to others, or to others first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Settings that the decision used.
    #[serde(default, skip_serializing_if = "SmallVec::is_empty")]
    pub settings: SmallVec<[SettingUsed; 2]>,
}

/// One event of a commit, in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The stream it is on.
    pub stream: StreamId,
    /// Its revision in that stream.
    pub revision: Revision,
    /// What happened.
    pub event: Event,
    /// What of it is personal.
    pub personal: Option<Sealed>,
}

/// A commit: its head and its facts, of which the first is on the command's own stream unless the head
/// says what else it was about.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// What it says about itself.
    pub head: CommitHead,
    /// What happened.
    pub facts: Vec<Fact>,
}

/// One fact as a reader meets it: with its position and its commit's head.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    /// The event's position in the tenant's log, from 1.
    pub position: Position,
    /// The commit it belongs to.
    pub commit: &'a CommitHead,
    /// The fact.
    pub fact: &'a Fact,
}

impl Commit {
    /// The facts with their positions, the first of which is `first`.
    pub fn recorded(&self, first: Position) -> impl Iterator<Item = Recorded<'_>> {
        self.facts.iter().enumerate().map(move |(i, fact)| Recorded {
            position: first + i as u64,
            commit: &self.head,
            fact,
        })
    }
}
