//! What a deal is about, and that something of it changed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OpportunityKind;
use crate::event::{Changed, CustomChanges, Partner};
use crate::id::UserId;
use crate::value::{Key, Text, Url};

/// A document of a deal: where it lies, not what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// What it is called.
    pub name: Text<100>,
    /// Where it lies.
    pub url: Url,
}

/// Fields of a deal changed (C123, C137, C139). Only those that really did are named.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityUpdated {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Changed<Text<100>>>,
    /// Product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Changed<Text<100>>>,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Changed<Text<100>>>,
    /// New business, renewal or expansion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Changed<OpportunityKind>>,
    /// What the customer would use it for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_case: Option<Changed<Text<200>>>,
    /// Who referred it, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Box<Changed<Partner>>>,
    /// Who else wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competitors: Option<Changed<Vec<Text<100>>>>,
    /// Why the customer buys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buying_motives: Option<Changed<Vec<Text<200>>>>,
    /// What is to be done next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<Changed<Text<100>>>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step_on: Option<Changed<NaiveDate>>,
    /// Its documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Changed<Vec<Document>>>,
    /// Whether it counts in the pipeline's figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_pipeline: Option<Changed<bool>>,
    /// Who drives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_id: Option<Changed<UserId>>,
    /// Fields that the tenant defined.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomChanges,
    /// What was written where the dictionary of the field has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: BTreeMap<Key, Text<100>>,
}

impl OpportunityUpdated {
    /// True if nothing changed.
    pub fn is_empty(&self) -> bool {
        // What was written says nothing where the recorded name stays.
        Self { as_written: BTreeMap::new(), ..self.clone() } == Self::default()
    }
}
