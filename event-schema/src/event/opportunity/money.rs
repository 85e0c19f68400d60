//! What a deal is expected to bring, when, and how likely.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Money, Text};

/// The amount of a deal changed; its currency may have, too (C123).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityAmountChanged {
    /// Until now.
    pub before: Money,
    /// From now on.
    pub after: Money,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
}

/// The date changed on which a deal should close (C134). Later than before is a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectedCloseChanged {
    /// Until now.
    pub before: NaiveDate,
    /// From now on.
    pub after: NaiveDate,
    /// True if that date had passed when it was given.
    #[serde(default)]
    pub close_in_past: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
}

/// A manager put another chance in place of the stage's, or took such a one back (C130). It ends by
/// itself when the deal's stage changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbabilityOverridden {
    /// Percent, until now.
    pub before: Decimal,
    /// Percent, from now on.
    pub after: Decimal,
    /// True if the stage's own chance counts again.
    #[serde(default)]
    pub ended: bool,
    /// Why.
    pub reason: Text<100>,
}
