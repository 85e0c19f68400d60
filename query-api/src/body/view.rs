//! Saved views.

use event_schema::command::ViewedList;
use projection_service::query::ViewRow;
use serde_json::Value as Json;

use super::body;

body! {
    /// A saved view of a list.
    View {
        /// What it is asked for by: the list's parameter `view`.
        key: String,
        /// The list that it is of.
        list: ViewedList,
        /// What it is called.
        name: String,
        /// Its condition, as it was written.
        filter: Json,
        /// Its order, as the list's parameter `sort`; null for newest first.
        sort: Option<String>,
        /// True if it is for all, false if it is one's own.
        shared: bool,
        /// Which version of it this is, from 1.
        version: u32,
    }
}

impl From<ViewRow> for View {
    fn from(row: ViewRow) -> Self {
        Self {
            key: row.key,
            list: row.list,
            name: row.name,
            filter: serde_json::from_str(&row.filter).unwrap_or(Json::String(row.filter)),
            sort: row.sort,
            shared: row.shared,
            version: row.version,
        }
    }
}
