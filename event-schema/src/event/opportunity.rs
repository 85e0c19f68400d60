//! Facts about opportunities. Probabilities are percent, as the pipeline in force had them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ExternalId;
use crate::choice::choice;
use crate::id::{AccountId, LeadId, UserId};
use crate::time::Timestamp;
use crate::value::{Code, Key, LookupKey, Money, Text};

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
    /// Keys under which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
}

/// A deal moved (C127).
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

/// A deal was won (C138).
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
