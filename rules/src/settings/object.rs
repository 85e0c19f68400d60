//! Kinds of record that a tenant defined for itself (C94).

use event_schema::StreamType;
use event_schema::command::ObjectOf;
use serde::{Deserialize, Serialize};

/// A version of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomObject {
    /// What people call it.
    pub name: Box<str>,
    /// What its records belong to.
    pub of: ObjectOf,
}

impl CustomObject {
    /// The kind of record that each of its records belongs to; `None` if they belong to nothing.
    pub fn belongs_to(&self) -> Option<StreamType> {
        match self.of {
            ObjectOf::Account => Some(StreamType::Account),
            ObjectOf::Contact => Some(StreamType::Contact),
            ObjectOf::Lead => Some(StreamType::Lead),
            ObjectOf::None => None,
        }
    }
}
