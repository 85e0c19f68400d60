//! Facts about plans of contacts with a lead (C60).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::personal::NOTE_LEN_MAX;
use crate::time::Timestamp;
use crate::value::{Key, Text};

/// Contacts with a lead were planned: what is due when, as it was planned, so that a later version of
/// the plan changes nothing of it. It takes the place of a plan that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeadContactsPlanned {
    /// By which plan.
    pub plan: Key,
    /// By which version of it.
    pub version: u32,
    /// From when contacts count for it.
    pub started_at: Timestamp,
    /// Its steps, the first due first.
    pub steps: Vec<PlannedStep>,
}

/// A contact that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedStep {
    /// By which way, such as call or mail.
    pub channel: Text<100>,
    /// When it is due.
    pub due_at: Timestamp,
    /// What it is about. It is always written, since rows of the writer's store keep it, too.
    pub note: Option<Text<NOTE_LEN_MAX>>,
}

/// Somebody ended the plan of contacts with a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeadContactsStopped {
    /// The plan that was under way.
    pub plan: Key,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
}
