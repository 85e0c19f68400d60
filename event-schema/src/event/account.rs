//! Facts about accounts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::ExternalId;
use crate::id::{LeadId, UserId};
use crate::value::{Code, LookupKey, Text};

/// Longest name of an account, in characters (C93).
pub const ACCOUNT_NAME_LEN_MAX: usize = 120;

/// A customer company got a record (C90).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountCreated {
    /// Full legal name.
    pub name: Text<ACCOUNT_NAME_LEN_MAX>,
    /// Industry, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<Text<100>>,
    /// Number of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// Region, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// Who owns the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// Value grade A to D.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Code>,
    /// Free tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Text<50>>,
    /// Registrable domain of its mail addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Text<253>>,
    /// The lead whose conversion made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_lead_id: Option<LeadId>,
    /// The same account in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Keys under which it is matched.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Which version of the normaliser made them.
    pub normaliser: u16,
}

/// An account changed hands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountOwnerChanged {
    /// From whom.
    pub before: Option<UserId>,
    /// To whom.
    pub after: UserId,
    /// Why.
    pub reason: Text<100>,
}
