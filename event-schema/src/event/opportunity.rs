//! Facts about opportunities. Probabilities are percent, as the pipeline in force had them.

mod approval;
mod details;
mod money;
mod tracking;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ExternalId, IdleDuty, Partner};
use crate::choice::choice;
use crate::id::{AccountId, ContactId, LeadId, UserId};
use crate::time::Timestamp;
use crate::value::{Code, CustomFields, Key, LookupKey, Money, Text};

pub use approval::{StageApprovalRequested, StageApproved, StageRejected};
pub use details::{Document, OpportunityUpdated};
pub use money::{ExpectedCloseChanged, OpportunityAmountChanged, ProbabilityOverridden};
pub use tracking::{
    BuyingRoleRemoved, BuyingRoleSet, MilestoneCompleted, MilestoneSet, OpportunityRiskCleared,
    OpportunityRiskMarked, RiskLevel,
};

choice! {
    /// What a deal is about (C140).
    OpportunityKind {
        /// A new customer or new business.
        New = "new",
        /// A contract goes on.
        Renewal = "renewal",
        /// An existing customer buys more.
        Expansion = "expansion",
    }
}

/// A contact's part in the decision about a deal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuyingRole {
    /// Who.
    pub contact_id: ContactId,
    /// Which part.
    pub role: Code,
}

/// A deal was opened (C123).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityOpened {
    /// With which customer.
    pub account_id: AccountId,
    /// What it is called.
    pub name: Text<100>,
    /// What it would bring.
    pub amount: Money,
    /// When it should close.
    pub expected_close: NaiveDate,
    /// True if that date had passed when it was opened.
    #[serde(default)]
    pub close_in_past: bool,
    /// Which pipeline.
    pub pipeline: Key,
    /// Which stage of it.
    pub stage: Key,
    /// Chance of winning, in percent, at that stage.
    pub probability: Decimal,
    /// New business, renewal or expansion.
    pub kind: OpportunityKind,
    /// Product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Text<100>>,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// Channel its lead came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text<100>>,
    /// Who owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// The lead whose conversion opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_id: Option<LeadId>,
    /// The same deal in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined (C94).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomFields,
    /// Keys under which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
    /// What the customer would use it for (C86).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_case: Option<Text<200>>,
    /// Who referred it, and for what (C15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Partner>,
    /// Who has a part in the decision from the start (C86, C117).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buying_roles: Vec<BuyingRole>,
    /// Who else wants it (C123).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub competitors: Vec<Text<100>>,
    /// Why the customer buys (C123).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buying_motives: Vec<Text<200>>,
    /// What is to be done next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<Text<100>>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step_on: Option<NaiveDate>,
    /// False if it is left out of the pipeline's figures, for low intent (C137).
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub in_pipeline: bool,
    /// What was written where the dictionary of the field has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: BTreeMap<Key, Text<100>>,
}

/// A deal counts unless it is said that it doesn't.
fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_yes(flag: &bool) -> bool {
    *flag
}

/// A deal moved: an open one to another open stage, a won one to another that counts as won (C125,
/// C127).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityStageChanged {
    /// From which stage.
    pub before: Key,
    /// To which.
    pub after: Key,
    /// Chance of winning, in percent, at the new stage.
    pub probability: Decimal,
    /// What was checked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub criteria: BTreeMap<Key, bool>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
    /// The duty that moved it back, where nobody did (C135).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<IdleDuty>,
}

/// A deal changed hands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityOwnerChanged {
    /// From whom.
    pub before: Option<UserId>,
    /// To whom.
    pub after: UserId,
    /// Why.
    pub reason: Text<100>,
}

/// A deal was won (C138). Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityWon {
    /// From which stage.
    pub before: Key,
    /// Into which: the pipeline's won stage.
    pub stage: Key,
    /// What it brings.
    pub amount: Money,
    /// When it was won.
    pub won_at: Timestamp,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
}

/// A deal was lost (C83, C138). Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityLost {
    /// From which stage.
    pub before: Key,
    /// Into which: the pipeline's lost stage.
    pub stage: Key,
    /// Why.
    pub reason: Code,
}

choice! {
    /// How a deal was closed.
    Outcome {
        /// Won.
        Won = "won",
        /// Lost.
        Lost = "lost",
    }
}

/// A closed deal was taken up again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityReopened {
    /// How it had been closed.
    pub before: Outcome,
    /// In which open stage it goes on.
    pub stage: Key,
    /// Chance of winning, in percent, at that stage.
    pub probability: Decimal,
    /// Why.
    pub reason: Text<100>,
}
