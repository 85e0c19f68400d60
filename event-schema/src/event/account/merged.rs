//! Facts about accounts that turned out to be one (C24).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AccountUpdated, AccountsLinked};
use crate::event::Changed;
use crate::id::{AccountId, UserId};
use crate::value::{LookupKey, Text};

/// An account took in another one, which was the same; on the survivor's stream. Its own values
/// stay, blanks are filled, tags are united. Whatever names the duplicate reads as the survivor's;
/// what the two were to each other is nothing any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountsMerged {
    /// The other one.
    pub duplicate_id: AccountId,
    /// Accounts that had turned out to be the duplicate before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged_ids: Vec<AccountId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<100>>,
    /// Who owns it from now on, if nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Changed<UserId>>,
    /// What other accounts are to it besides, since they were that to the duplicate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<AccountsLinked>,
    /// By what the duplicate was found, and it is from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<LookupKey>,
    /// The blanks that were filled, the tags and the keys.
    #[serde(flatten)]
    pub filled: Box<AccountUpdated>,
}

/// An account turned out to be another one, which goes on; the duplicate's stream ends with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountMergedInto {
    /// The one that goes on.
    pub survivor_id: AccountId,
}
