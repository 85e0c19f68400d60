//! Facts about bulk actions: one act on many records (C108), and the export of lists (C18). What it
//! did to each record is on that record's own stream, with the act's correlation id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choice::choice;
use crate::entry::Position;
use crate::id::UserId;
use crate::value::{LookupHash, Text};

choice! {
    /// Which list a bulk action is about.
    BulkList {
        /// Leads.
        Leads = "leads",
        /// Accounts.
        Accounts = "accounts",
        /// Contacts.
        Contacts = "contacts",
        /// Opportunities.
        Opportunities = "opportunities",
    }
}

choice! {
    /// How an export writes its records.
    ExportFormat {
        /// One JSON object a line.
        Ndjson = "ndjson",
        /// A table.
        Csv = "csv",
    }
}

/// What is done to each record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// It is given to somebody.
    Assign {
        /// To whom.
        owner_id: UserId,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text<100>>,
    },
    /// It gets tags and loses tags.
    Tag {
        /// Tags to have besides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<Text<50>>,
        /// Tags to have no longer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<Text<50>>,
    },
    /// It is written out for whoever asked.
    Export {
        /// How.
        format: ExportFormat,
    },
}

/// Somebody began a bulk action. Begun again before all its records were written down, it begins
/// anew: what was chosen before counts no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BulkActionStarted {
    /// Records of which list.
    pub on: BulkList,
    /// The condition that chose them, as it was written; absent where they were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<serde_json::Value>,
    /// What is done to each.
    pub action: BulkAct,
    /// The position at which the condition was asked.
    pub chosen_at: Position,
    /// How many records were chosen.
    pub count: u32,
    /// Hash of the request: the same id with another request is refused.
    pub fingerprint: LookupHash,
}

/// Records that a bulk action is about were written down, so that it goes on with the same ones
/// whatever comes in between. An export names none: it is done at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BulkRecordsChosen {
    /// Counted from 1.
    pub part: u32,
    /// Their ids.
    pub records: Vec<Uuid>,
}

/// A bulk action came to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BulkActionFinished {
    /// How many records it changed.
    pub changed: u32,
    /// How many were as it wanted them already; of an export, how many were written out.
    pub unchanged: u32,
    /// How many were refused, by the kind of problem.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<BulkRefusals>,
    /// The first of those, each with what was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<BulkRefusal>,
}

/// Refusals of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkRefusals {
    /// The kind of problem, such as `already-converted`.
    pub code: String,
    /// How many.
    pub count: u32,
}

/// The refusal of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkRefusal {
    /// Which record.
    pub id: Uuid,
    /// The kind of problem.
    pub code: String,
    /// What was said.
    pub message: String,
}
