//! Facts about the work on a lead: who has it, what was done, and when it was put aside.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changed::AsWritten;
use crate::choice::choice;
use crate::id::UserId;
use crate::time::Timestamp;
use crate::value::{Code, Text};

choice! {
    /// How much a lead wants it, as the one who spoke to them heard it (C61).
    InterestLevel {
        /// Much.
        High = "high",
        /// Somewhat.
        Medium = "medium",
        /// Little.
        Low = "low",
    }
}

/// A lead's data were looked at and found good (C10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadVerified {}

/// A lead was given to somebody, who has yet to accept it (C43, C47).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadAssigned {
    /// Who had it.
    pub before: Option<UserId>,
    /// Who has it now.
    pub after: UserId,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
}

/// The owner took the lead on (C47).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadAccepted {
    /// Who.
    pub owner_id: UserId,
}

/// The owner gave the lead back before taking it on; nobody has it now (C47). Personal beside it:
/// note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadDeclined {
    /// Who had it.
    pub before: UserId,
    /// Why.
    pub reason: Code,
}

/// Somebody spoke or wrote to a lead, or tried to (C60, C61). Personal beside it: note, next_action,
/// objections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadContacted {
    /// By which way, such as call or mail.
    pub channel: Text<100>,
    /// What came of it.
    pub outcome: Text<100>,
    /// When it was.
    pub at: Timestamp,
    /// How much they want it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<InterestLevel>,
    /// When the next step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// What was written where the dictionary has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: AsWritten,
}

/// A lead was taken out of the sales queue, to be taken up again later (C66). Personal beside it:
/// note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadRecycled {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
}
