//! One event as the world outside sees it, the same as a message of the feed.

use event_schema::codec::{Damage, EventView, data_json};
use event_schema::commit::CommitHead;
use event_schema::id::{PersonId, UserId};
use event_schema::{Position, StreamId, Timestamp};
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct EventLine<'a> {
    position: Position,
    #[serde(rename = "type")]
    kind: &'a str,
    version: u16,
    stream: StreamId,
    revision: u64,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
    actor: &'a str,
    on_behalf_of: Option<UserId>,
    correlation_id: Option<&'a str>,
    command: &'a str,
    person_ids: Vec<PersonId>,
    data: Box<RawValue>,
}

/// The JSON of one event of a commit.
pub fn line(
    head: &CommitHead,
    position: Position,
    event: &EventView<'_>,
) -> Result<Vec<u8>, Damage> {
    let damage = |cause: serde_json::Error| Damage::Commit { position, cause: cause.to_string() };
    let fact = event.decode().map_err(damage)?;
    let data = RawValue::from_string(data_json(&fact.event)).map_err(damage)?;
    let line = EventLine {
        position,
        kind: &event.name,
        version: fact.event.version(),
        stream: event.stream,
        revision: event.revision,
        occurred_at: head.occurred_at,
        recorded_at: head.recorded_at,
        actor: head.actor.as_str(),
        on_behalf_of: head.on_behalf_of,
        correlation_id: head.correlation_id.as_ref().map(|id| id.as_str()),
        command: &head.command,
        person_ids: fact.personal.iter().map(|sealed| sealed.person).collect(),
        data,
    };
    serde_json::to_vec(&line).map_err(damage)
}
