//! Facts about who has influence on whom among contacts (C116).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::ContactId;
use crate::value::Code;

/// A contact was said to have influence on another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContactsLinked {
    /// The other one.
    pub other_id: ContactId,
    /// What it does to the other one, such as `advises`.
    pub relation: Code,
}

/// A contact has no longer that influence on another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContactsUnlinked {
    /// The other one.
    pub other_id: ContactId,
    /// What it did to the other one.
    pub relation: Code,
}
