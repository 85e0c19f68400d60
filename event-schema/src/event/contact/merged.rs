//! Facts about contacts that turned out to be one (C24).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ContactUpdated, ContactsLinked};
use crate::id::ContactId;
use crate::value::{LookupKey, Text};

/// A contact took in another one, which was the same person; on the survivor's stream. Its own
/// values stay, blanks are filled. Whatever names the duplicate reads as the survivor's. Personal
/// beside it, if a blank of the person was filled: the survivor's person from now on, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactsMerged {
    /// The other one.
    pub duplicate_id: ContactId,
    /// Contacts that had turned out to be the duplicate before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged_ids: Vec<ContactId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
    /// On whom it has influence besides, since the duplicate had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<ContactsLinked>,
    /// By what the duplicate was found, and it is from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<LookupKey>,
    /// The blanks that were filled, and the keys.
    #[serde(flatten)]
    pub filled: Box<ContactUpdated>,
}

/// A contact turned out to be another one, which goes on; the duplicate's stream ends with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactMergedInto {
    /// The one that goes on.
    pub survivor_id: ContactId,
}
