//! Bulk actions and their reports.

use event_schema::Timestamp;
use event_schema::id::UserId;
use projection_service::query::{BulkState, BulkView};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Definitions, Described, body};
use crate::params::Word;

body! {
    /// A bulk action.
    BulkAction {
        /// Its id.
        id: Uuid,
        /// How many events it has.
        revision: u64,
        /// choosing while its records are written down, running while it is done to them, finished
        /// when it has its report.
        state: BulkState,
        /// Records of which list.
        on: String,
        /// The condition that chose them, as it was written; null where they were named.
        filter: Json,
        /// What is done to each: assign, tag or export, with its fields.
        action: Json,
        /// The tenant's position at which they were chosen.
        chosen_at: u64,
        /// How many were chosen.
        count: u32,
        /// What came of it; null until it is finished.
        report: Option<BulkSums>,
        /// What was said of those that were refused, the first 1,000; lists leave them out.
        refusals: Vec<BulkRefused>,
        /// By whom.
        actor: String,
        /// For whom.
        on_behalf_of: Option<UserId>,
        /// What its events and those of its records carry: the audit finds all of them by it.
        correlation_id: Option<String>,
        /// When it began.
        started_at: Timestamp,
        /// When it came to its end.
        finished_at: Option<Timestamp>,
    }
}

body! {
    /// What came of a bulk action. The three sums are the records that were chosen.
    BulkSums {
        /// How many it changed.
        changed: u32,
        /// How many were as it wanted them already; of an export, how many are in it.
        unchanged: u32,
        /// How many were refused.
        refused: u32,
        /// The same by the kind of problem.
        refused_by: Vec<BulkRefusedBy>,
    }
}

body! {
    /// Refusals of one kind.
    BulkRefusedBy {
        /// The kind of problem, such as already-converted.
        code: String,
        /// How many.
        count: u32,
    }
}

body! {
    /// The refusal of one record.
    BulkRefused {
        /// Which record.
        id: Uuid,
        /// The kind of problem.
        code: String,
        /// What was said.
        message: String,
    }
}

body! {
    /// The answer to a bulk action: its report.
    BulkReport {
        /// Its id; null for a dry run, which leaves none.
        id: Option<Uuid>,
        /// How many records were chosen.
        count: u32,
        /// The tenant's position at which they were chosen.
        chosen_at: u64,
        /// What came of it, or of a dry run, what would.
        report: BulkSums,
        /// What was said of those that were refused, the first 1,000.
        refusals: Vec<BulkRefused>,
        /// What its events and those of its records carry.
        correlation_id: Option<String>,
        /// The tenant's position: give it to a read as `at_least` to see the effect.
        position: u64,
        /// True if nothing was appended on request.
        dry_run: bool,
    }
}

impl Word for BulkState {
    const ALL: &'static [Self] = &[Self::Choosing, Self::Running, Self::Finished];
}

impl Described for BulkState {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

impl From<BulkView> for BulkAction {
    fn from(act: BulkView) -> Self {
        let json = |text: &str| serde_json::from_str(text).unwrap_or(Json::Null);
        let report = match act.state {
            BulkState::Finished => Some(sums(act.changed, act.unchanged, act.refused)),
            BulkState::Choosing | BulkState::Running => None,
        };
        Self {
            id: act.id,
            revision: act.revision,
            state: act.state,
            on: act.on.name().into(),
            filter: act.condition.as_deref().map_or(Json::Null, json),
            action: json(&act.action),
            chosen_at: act.chosen_at,
            count: act.count,
            report,
            refusals: act.refusals.into_iter().map(Into::into).collect(),
            actor: act.actor,
            on_behalf_of: act.on_behalf_of,
            correlation_id: act.correlation_id,
            started_at: act.started_at,
            finished_at: act.finished_at,
        }
    }
}

impl From<(Uuid, String, String)> for BulkRefused {
    fn from((id, code, message): (Uuid, String, String)) -> Self {
        Self { id, code, message }
    }
}

/// The sums of a report.
pub fn sums(changed: u32, unchanged: u32, refused: Vec<(String, u32)>) -> BulkSums {
    let by = refused.into_iter().map(|(code, count)| BulkRefusedBy { code, count });
    let refused_by: Vec<_> = by.collect();
    let refused = refused_by.iter().map(|kind| kind.count).sum();
    BulkSums { changed, unchanged, refused, refused_by }
}
