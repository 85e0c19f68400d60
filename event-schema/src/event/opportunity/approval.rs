//! Approvals of large deals before they enter a stage (C129).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Key, Money, Text};

/// Somebody asked that a deal may enter a stage. Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageApprovalRequested {
    /// Which stage.
    pub stage: Key,
    /// What the deal would bring when it was asked.
    pub amount: Money,
}

/// A manager found price and feasibility good. Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageApproved {
    /// Which stage.
    pub stage: Key,
    /// Up to which amount: what the deal would bring when it was approved.
    pub amount: Money,
}

/// A manager didn't.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageRejected {
    /// Which stage.
    pub stage: Key,
    /// Why.
    pub reason: Text<100>,
}
