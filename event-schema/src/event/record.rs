//! Facts about records of objects that a tenant defined for itself (C94).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Changed, CustomChanges, ExternalId};
use crate::stream::StreamId;
use crate::value::{CustomFields, Key, LookupKey, Text};

/// Something of a kind that the tenant defined got a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordCreated {
    /// Which object it is one of.
    pub object: Key,
    /// What it is called.
    pub name: Text<100>,
    /// What it belongs to, where its object belongs to something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<StreamId>,
    /// Its fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomFields,
    /// The same record in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Keys under which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
}

/// Fields of a record changed; those that are absent stayed as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordUpdated {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Changed<Text<100>>>,
    /// What it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Changed<StreamId>>,
    /// Its fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomChanges,
    /// The same record in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Box<Changed<ExternalId>>>,
    /// Keys under which it is found from now on, whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
}

/// A record counts no longer; what was said of it stays readable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordRemoved {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
}
