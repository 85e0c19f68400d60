//! Facts about orders: what customers bought (C90).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ExternalId;
use crate::id::AccountId;
use crate::time::Timestamp;
use crate::value::{Key, LookupKey, Money, Text};

/// A customer ordered something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderRecorded {
    /// Which customer.
    pub account_id: AccountId,
    /// For how much; never negative.
    pub amount: Money,
    /// When.
    pub ordered_at: Timestamp,
    /// What.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Text<100>>,
    /// What was written where the dictionary of the field has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: BTreeMap<Key, Text<100>>,
    /// The same order in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Keys under which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
}

/// An order was cancelled and counts no longer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderCancelled {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
}
