//! Changes of owner.

use event_schema::id::UserId;
use event_schema::{StreamId, Timestamp};
use projection_service::query::OwnershipRow;

use super::body;

body! {
    /// One change of owner.
    OwnershipChange {
        /// Position of the event.
        position: u64,
        /// Of which record.
        stream: StreamId,
        /// From whom.
        before: Option<UserId>,
        /// To whom.
        after: Option<UserId>,
        /// Why.
        reason: Option<String>,
        /// The command that did it, such as ChangeAccountOwner or ConvertLead.
        command: String,
        /// By whom.
        actor: String,
        /// For whom.
        on_behalf_of: Option<UserId>,
        /// When in business.
        occurred_at: Timestamp,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// Records that changed hands along with it.
        linked: Vec<StreamId>,
    }
}

impl From<OwnershipRow> for OwnershipChange {
    fn from(row: OwnershipRow) -> Self {
        Self {
            position: row.position,
            stream: row.stream,
            before: row.before,
            after: row.after,
            reason: row.reason,
            command: row.command,
            actor: row.actor,
            on_behalf_of: row.on_behalf_of,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            linked: row.linked,
        }
    }
}
