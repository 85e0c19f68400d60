//! Versions of settings.

use event_schema::Timestamp;
use event_schema::event::SettingKind;
use projection_service::query::SettingRow;
use serde_json::Value as Json;

use super::body;

body! {
    /// A version of a setting.
    Setting {
        /// What it is about.
        kind: SettingKind,
        /// Which one of its kind.
        key: String,
        /// Counted from 1 for each kind and key.
        version: u32,
        /// Whether it is the one in force at the instant that the answer is for.
        in_force: bool,
        /// From when it holds; null from the beginning of time.
        effective_from: Option<Timestamp>,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// True for what Kith ships with.
        shipped: bool,
        /// The setting itself; its fields are those of the command that defines its kind.
        body: Json,
    }
}

impl From<SettingRow> for Setting {
    fn from(row: SettingRow) -> Self {
        Self {
            kind: row.kind,
            key: row.key,
            version: row.version,
            in_force: row.in_force,
            effective_from: row.effective_from,
            recorded_at: row.recorded_at,
            shipped: row.shipped,
            body: serde_json::from_str(&row.body).unwrap_or(Json::String(row.body)),
        }
    }
}
