//! The log for the world outside: as NDJSON, and live as server-sent events. Personal fields are
//! sealed in the log and left out here; `person_ids` say about whom an event is.

mod line;
mod list;
mod page;
mod stream;

use event_schema::Timestamp;
use serde_json::json;

use crate::params::Param;

pub use list::list;
pub use stream::stream;

/// Parameters of `/v1/events`.
pub const LIST_PARAMS: &[&[Param]] = &[&[
    FROM_POSITION,
    TYPES,
    Param::of(
        "limit",
        "How many events at most; all up to the head if absent",
        || json!({"type": "integer", "minimum": 1}),
    ),
    Param::of("from", "Recorded at this instant or later; a date is its first instant", instant),
    Param::of("to", "Recorded before this instant; a date is its first instant", instant),
]];

/// Parameters of `/v1/events/stream`.
pub const STREAM_PARAMS: &[&[Param]] = &[&[FROM_POSITION, TYPES]];

const FROM_POSITION: Param = Param::of(
    "from_position",
    "From this position on, inclusive",
    || json!({"type": "integer", "minimum": 1}),
);
const TYPES: Param =
    Param::text("types", "Only events of these types, separated by commas, such as LeadCreated");

fn instant() -> serde_json::Value {
    json!({"anyOf": [
        {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"},
    ]})
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of these types; none: of any.
    pub types: Vec<String>,
    /// Recorded from this instant on.
    pub from: Option<Timestamp>,
    /// Recorded before this instant.
    pub to: Option<Timestamp>,
}

impl Wanted {
    fn takes_type(&self, name: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|wanted| wanted == name)
    }
}
