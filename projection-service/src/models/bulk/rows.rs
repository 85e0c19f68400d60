//! The rows of bulk actions, as they are kept.

use event_schema::commit::Recorded;
use event_schema::event::{BulkActionFinished, BulkActionStarted, BulkList};
use event_schema::id::UserId;
use event_schema::value::LookupHash;
use event_schema::{Position, Revision, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::query::BulkState;

/// A bulk action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActRow {
    pub id: Uuid,
    pub revision: Revision,
    /// Of its first event.
    pub position: Position,
    pub actor: String,
    pub on_behalf_of: Option<UserId>,
    pub correlation_id: Option<String>,
    pub on: BulkList,
    /// JSON as text, whose shape bincode can't read back; so is the action.
    pub condition: Option<String>,
    pub action: String,
    pub fingerprint: LookupHash,
    pub chosen_at: Position,
    pub count: u32,
    pub parts: u32,
    pub named: u32,
    pub state: BulkState,
    pub changed: u32,
    pub unchanged: u32,
    pub refused: Vec<(String, u32)>,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

impl ActRow {
    /// An act that has begun; `position` is that of its very first event.
    pub fn new(event: &Recorded<'_>, started: &BulkActionStarted, position: Position) -> Self {
        let head = event.commit;
        let json = |value| serde_json::to_string(value).expect("an action is plain data");
        Self {
            id: event.fact.stream.id,
            revision: event.fact.revision,
            position,
            actor: head.actor.to_string(),
            on_behalf_of: head.on_behalf_of,
            correlation_id: head.correlation_id.as_ref().map(|id| id.as_str().to_owned()),
            on: started.on,
            condition: started.condition.as_ref().map(ToString::to_string),
            action: json(&started.action),
            fingerprint: started.fingerprint,
            chosen_at: started.chosen_at,
            count: started.count,
            parts: 0,
            named: 0,
            state: BulkState::Choosing,
            changed: 0,
            unchanged: 0,
            refused: Vec::new(),
            started_at: head.occurred_at,
            finished_at: None,
        }
    }

    /// It has its report.
    pub fn finish(&mut self, event: &Recorded<'_>, finished: &BulkActionFinished) {
        let BulkActionFinished { changed, unchanged, refused, refusals: _ } = finished;
        self.revision = event.fact.revision;
        self.state = BulkState::Finished;
        (self.changed, self.unchanged) = (*changed, *unchanged);
        self.refused = refused.iter().map(|kind| (kind.code.clone(), kind.count)).collect();
        self.finished_at = Some(event.commit.occurred_at);
    }
}
