//! Lines of the audit trail.

use event_schema::id::UserId;
use event_schema::{StreamId, Timestamp};
use projection_service::query::{AuditRow, FieldChange};
use serde_json::Value as Json;

use super::body;

body! {
    /// One event of the audit trail.
    AuditLine {
        /// The event's position.
        position: u64,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// When in business.
        occurred_at: Timestamp,
        /// By whom.
        actor: String,
        /// For whom.
        on_behalf_of: Option<UserId>,
        /// The command.
        command: String,
        /// The event's type.
        event: String,
        /// The record.
        stream: StreamId,
        /// What changed.
        changes: Vec<Change>,
        /// Why, where the event says.
        reason: Option<String>,
        /// Settings that the decision used.
        setting_versions: Vec<SettingVersion>,
        /// What it belongs to.
        correlation_id: Option<String>,
    }
}

body! {
    /// One field before and after.
    Change {
        /// Which field.
        field: String,
        /// Its value before; null if it had none.
        before: Json,
        /// Its value after; null if it has none.
        after: Json,
    }
}

body! {
    /// A version of a setting.
    SettingVersion {
        /// Kind and key, such as `pipeline/standard`.
        setting: String,
        /// Which version.
        version: u32,
    }
}

impl From<AuditRow> for AuditLine {
    fn from(row: AuditRow) -> Self {
        let used = row.setting_versions.into_iter();
        Self {
            position: row.position,
            recorded_at: row.recorded_at,
            occurred_at: row.occurred_at,
            actor: row.actor,
            on_behalf_of: row.on_behalf_of,
            command: row.command,
            event: row.event,
            stream: row.stream,
            changes: row.changes.into_iter().map(Into::into).collect(),
            reason: row.reason,
            setting_versions: used
                .map(|(setting, version)| SettingVersion { setting, version })
                .collect(),
            correlation_id: row.correlation_id,
        }
    }
}

impl From<FieldChange> for Change {
    fn from(change: FieldChange) -> Self {
        Self { field: change.field, before: value(change.before), after: value(change.after) }
    }
}

/// Values travel as JSON text; one that isn't is shown as the text it is.
fn value(text: Option<String>) -> Json {
    text.map_or(Json::Null, |text| serde_json::from_str(&text).unwrap_or(Json::String(text)))
}
