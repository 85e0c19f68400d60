//! Questions and answers about the timeline of an account, and what its people did together.

use event_schema::event::Priority;
use event_schema::id::UserId;
use event_schema::stream::Revision;
use event_schema::{Position, StreamId, StreamType, Timestamp};
use serde::{Deserialize, Serialize};

use super::{FieldChange, Person, Range};

/// Which facts of a timeline. An empty list means every one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct TimelineFilter {
    /// About records of these kinds.
    pub kinds: Vec<StreamType>,
    /// With these event types.
    pub types: Vec<String>,
    /// As important as this.
    pub importance: Vec<Priority>,
    /// Talks with somebody, by these ways.
    pub channels: Vec<String>,
    /// Whose business time is in this range.
    pub at: Range,
}

/// One fact of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// The event's position.
    pub position: Position,
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
    /// The event's type.
    pub event: String,
    /// The record that it is about.
    pub stream: StreamId,
    pub revision: Revision,
    pub importance: Priority,
    pub actor: String,
    pub on_behalf_of: Option<UserId>,
    /// The plain fields of the event, as JSON.
    pub data: String,
    /// What an event of change changed.
    pub changes: Vec<FieldChange>,
    /// What was said; `None` where nothing was.
    pub words: Option<Person>,
    /// The record to go to.
    pub reference: StreamId,
}

/// What the people of an account did, together (C38).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Engagement {
    /// Their points as they count today.
    pub score: u32,
    /// How many people did anything.
    pub people: u32,
    /// When one of them last did.
    pub last_at: Option<Timestamp>,
    /// Whether the score reaches the line.
    pub mql: bool,
}
