//! Bulk actions, and what is asked of lists to do one: which records meet a condition, and records by
//! their ids.

use event_schema::event::BulkList;
use event_schema::id::UserId;
use event_schema::value::LookupHash;
use event_schema::{Position, Revision, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a bulk action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkState {
    /// Its records are being written down; nothing was done to any.
    Choosing,
    /// All its records are known.
    Running,
    /// It has its report.
    Finished,
}

/// A bulk action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BulkView {
    /// Its id.
    pub id: Uuid,
    /// How many events it has.
    pub revision: Revision,
    /// Who did it.
    pub actor: String,
    /// For whom.
    pub on_behalf_of: Option<UserId>,
    /// What its events, and those of its records, belong to.
    pub correlation_id: Option<String>,
    /// Records of which list.
    pub on: BulkList,
    /// The condition as JSON text, if one chose them.
    pub condition: Option<String>,
    /// What is done to each, as JSON text.
    pub action: String,
    /// Hash of the request.
    pub fingerprint: LookupHash,
    /// The position at which they were chosen.
    pub chosen_at: Position,
    /// How many they are.
    pub count: u32,
    /// In how many parts they are written down.
    pub parts: u32,
    /// Where it stands.
    pub state: BulkState,
    /// How many it changed.
    pub changed: u32,
    /// How many were so already.
    pub unchanged: u32,
    /// How many were refused, by the kind of problem.
    pub refused: Vec<(String, u32)>,
    /// The first of them: id, kind of problem, what was said.
    pub refusals: Vec<(Uuid, String, String)>,
    /// When it began, in business.
    pub started_at: Timestamp,
    /// When it came to its end.
    pub finished_at: Option<Timestamp>,
}

/// Records that meet a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// How many they are.
    pub count: u64,
    /// Their ids, oldest first; empty if they are more than was asked for.
    pub ids: Vec<Uuid>,
}
