//! Facts about accounts.

mod care;
mod merged;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Changed, CustomChanges, ExternalId};
use crate::id::{AccountId, LeadId, UserId};
use crate::value::{Code, CustomFields, Key, LookupKey, Money, Phone, Text};

pub use care::{
    AccountGradeReviewed, AccountHandoverCancelled, AccountHandoverCompleted,
    AccountHandoverStarted, AccountHandoverUpdated, TemplateUsed,
};
pub use merged::{AccountMergedInto, AccountsMerged};

/// Longest name of an account, in characters (C93).
pub const ACCOUNT_NAME_LEN_MAX: usize = 120;
/// Longest address, need and the like, in characters (C93).
pub const ACCOUNT_TEXT_LEN_MAX: usize = 200;

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
    /// Revenue of a year (C92).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Box<Money>>,
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
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
    /// The company's phone number, not a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Where the company is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
    /// What it needs most (C92).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
    /// The account that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<AccountId>,
    /// Where it is in its life as a customer (C98).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_cycle: Option<Code>,
    /// What was written where the dictionary of the field has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: BTreeMap<Key, Text<100>>,
    /// The tags that it got by rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_rule: Vec<Text<50>>,
    /// The template that it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Box<TemplateUsed>>,
    /// The lead whose conversion made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_lead_id: Option<LeadId>,
    /// The same account in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined (C94).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomFields,
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

/// Fields of an account changed; those that are absent stayed as they were. The large ones are in
/// boxes, since every event takes the room of the largest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountUpdated {
    /// Full legal name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Changed<Text<ACCOUNT_NAME_LEN_MAX>>>,
    /// Industry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<Changed<Text<100>>>,
    /// Number of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Changed<u32>>,
    /// Revenue of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Box<Changed<Money>>>,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Changed<Text<100>>>,
    /// Value grade A to D.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Box<Changed<Code>>>,
    /// Free tags, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Changed<Vec<Text<50>>>>,
    /// Registrable domain of its mail addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Changed<Text<253>>>,
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<Changed<Text<ACCOUNT_TEXT_LEN_MAX>>>,
    /// The company's phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Changed<Phone>>,
    /// Where the company is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Changed<Text<ACCOUNT_TEXT_LEN_MAX>>>,
    /// What it needs most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Changed<Text<ACCOUNT_TEXT_LEN_MAX>>>,
    /// The account that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Changed<AccountId>>,
    /// Where it is in its life as a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_cycle: Option<Box<Changed<Code>>>,
    /// The same account in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Box<Changed<ExternalId>>>,
    /// Fields that the tenant defined.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomChanges,
    /// What was written where the dictionary of the field has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: BTreeMap<Key, Text<100>>,
    /// Keys under which it is matched from now on, whole.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Which version of the normaliser made them.
    pub normaliser: u16,
}

/// An account was said to have to do with another one (C90).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountsLinked {
    /// The other one.
    pub other_id: AccountId,
    /// What the other one is to it, such as its `parent`.
    pub relation: Code,
}

/// Two accounts have no longer to do with each other in that way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountsUnlinked {
    /// The other one.
    pub other_id: AccountId,
    /// What the other one was to it.
    pub relation: Code,
}
