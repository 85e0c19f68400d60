//! Facts about contracts with customers (C90, C98).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ExternalId;
use crate::id::AccountId;
use crate::value::{LookupKey, Money};

/// A contract with a customer was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractRecorded {
    /// With which customer.
    pub account_id: AccountId,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day, never before the first.
    pub ends_on: NaiveDate,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The same contract in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Keys under which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
}
