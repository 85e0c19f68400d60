//! Facts of a timeline, and what the people of an account did together.

use event_schema::id::{PersonId, UserId};
use event_schema::{StreamId, Timestamp};
use projection_service::query::{self, TimelineRow};
use serde_json::Value as Json;

use super::audit::Change;
use super::body;

body! {
    /// One fact about an account or what belongs to it.
    TimelineFact {
        /// The event's position.
        position: u64,
        /// When it was in business.
        occurred_at: Timestamp,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// What it is about: account, contact, opportunity, interaction, order, contract or lead.
        kind: String,
        /// The event's type.
        event: String,
        /// The record.
        stream: StreamId,
        /// Which event of the record it is.
        revision: u64,
        /// high, medium or low: of an interaction its own priority, else as the setting says.
        importance: String,
        /// By whom.
        actor: String,
        /// For whom.
        on_behalf_of: Option<UserId>,
        /// The event's plain fields.
        data: Json,
        /// What changed, if it is a change.
        changes: Vec<Change>,
        /// Whose words or data stand beside it, without saying who; null where nothing does.
        person_id: Option<PersonId>,
        /// True if they are withheld or their person was erased; the words are null then.
        sealed: bool,
        /// What was said.
        note: Option<String>,
        /// What the customer said of it.
        feedback: Option<String>,
        /// What is to be done next.
        next_action: Option<String>,
        /// The record to go to: of an interaction the opportunity, contact, lead or account that it
        /// names, of anything else the record itself.
        reference: StreamId,
    }
}

body! {
    /// What the people of an account did, counted together.
    Engagement {
        /// Their points as they count today: of each person up to a cap, and less with time.
        score: u32,
        /// How many people did anything.
        people: u32,
        /// When one of them last did.
        last_at: Option<Timestamp>,
        /// Whether the score reaches the line.
        mql: bool,
    }
}

impl From<TimelineRow> for TimelineFact {
    fn from(row: TimelineRow) -> Self {
        let person_id = row.words.as_ref().map(|words| words.person_id);
        let sealed = row.words.as_ref().is_some_and(|words| words.sealed);
        let (note, feedback, next_action) = row
            .words
            .map_or((None, None, None), |words| (words.note, words.feedback, words.next_action));
        Self {
            position: row.position,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            kind: row.stream.kind.name().to_owned(),
            event: row.event,
            stream: row.stream,
            revision: row.revision,
            importance: row.importance.name().to_owned(),
            actor: row.actor,
            on_behalf_of: row.on_behalf_of,
            data: serde_json::from_str(&row.data).unwrap_or(Json::Null),
            changes: row.changes.into_iter().map(Into::into).collect(),
            person_id,
            sealed,
            note,
            feedback,
            next_action,
            reference: row.reference,
        }
    }
}

impl From<query::Engagement> for Engagement {
    fn from(engagement: query::Engagement) -> Self {
        let query::Engagement { score, people, last_at, mql } = engagement;
        Self { score, people, last_at, mql }
    }
}
