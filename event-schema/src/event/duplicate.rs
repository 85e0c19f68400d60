//! Facts about two records that look like one and aren't (C23). Each is recorded on both records'
//! streams in one commit, so that either one's history tells it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::DuplicateEvent;
use crate::value::Code;

/// A person said that the stream's record is not the same as another one of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateDismissed {
    /// The other one.
    pub other_id: Uuid,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
    /// Where it follows from a merge: the record of which it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_of: Option<Uuid>,
}

/// That the stream's record is not the same as another one was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateRestored {
    /// The other one.
    pub other_id: Uuid,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
}

impl DuplicateEvent {
    /// The record that the stream's own one isn't, or may be again.
    pub fn other_id(&self) -> Uuid {
        match self {
            Self::DuplicateDismissed(dismissed) => dismissed.other_id,
            Self::DuplicateRestored(restored) => restored.other_id,
        }
    }
}
