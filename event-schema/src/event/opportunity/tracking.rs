//! Following a deal: its risks and milestones (C139), and who decides at the customer (C117).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choice;
use crate::event::Changed;
use crate::id::ContactId;
use crate::value::{Code, Key, Text};

choice! {
    /// How much a risk weighs.
    RiskLevel {
        /// The deal may be lost by it.
        High = "high",
        /// To be watched.
        Medium = "medium",
        /// Known.
        Low = "low",
    }
}

/// A risk of a deal was marked, or weighs differently now. Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityRiskMarked {
    /// Which risk.
    pub risk: Code,
    /// How much it weighs; the same before and after where only a note is new.
    pub level: Changed<RiskLevel>,
}

/// A risk of a deal is one no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityRiskCleared {
    /// Which risk.
    pub risk: Code,
    /// How much it weighed.
    pub level: Changed<RiskLevel>,
}

/// A milestone of a deal was set, or set otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MilestoneSet {
    /// Which milestone.
    pub milestone: Key,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Changed<Text<100>>>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Changed<NaiveDate>>,
}

/// A milestone of a deal was reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MilestoneCompleted {
    /// Which milestone.
    pub milestone: Key,
    /// When.
    pub done_on: Changed<NaiveDate>,
}

/// Somebody at the customer has a part in the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuyingRoleSet {
    /// Who.
    pub contact_id: ContactId,
    /// Which part.
    pub role: Changed<Code>,
}

/// Somebody at the customer has no part in the decision any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuyingRoleRemoved {
    /// Who.
    pub contact_id: ContactId,
    /// Which part they had.
    pub role: Changed<Code>,
}
