//! Facts about contacts.

mod linked;
mod merged;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Changed, CustomChanges, ExternalId, PersonalField};
use crate::choice::choice;
use crate::id::{AccountId, ContactId, LeadId, PersonId};
use crate::value::{Code, CustomFields, Key, LookupKey};

pub use linked::{ContactsLinked, ContactsUnlinked};
pub use merged::{ContactMergedInto, ContactsMerged};

choice! {
    /// How much a contact's word weighs (C114).
    Influence {
        /// Much.
        High = "high",
        /// Some.
        Medium = "medium",
        /// Little.
        Low = "low",
    }
}

/// A person at an account got a record (C113). Personal beside it: person_name, email, phone,
/// title, style, preferences, decision_factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactCreated {
    /// The person; a conversion carries it over from the lead.
    pub person_id: PersonId,
    /// Where they work.
    pub account_id: AccountId,
    /// Their part in decisions (C114).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_role: Option<Code>,
    /// How much their word weighs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub influence: Option<Influence>,
    /// True if it is the account's main contact.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub main: bool,
    /// The contact of the same account that they report to (C116).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports_to: Option<ContactId>,
    /// The lead whose conversion made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_lead_id: Option<LeadId>,
    /// The same contact in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined (C94).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomFields,
    /// Those of them that stand beside it, sealed, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal_custom: Vec<Key>,
    /// Which fields of the person are given. Kith didn't note it at first, when it was none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<PersonalField>,
    /// Keys under which it is matched.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Which version of the normaliser made them.
    pub normaliser: u16,
}

/// Fields of a contact changed; those that are absent stayed as they were. Personal beside it, where
/// a personal field changed: the person as it is from now on, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactUpdated {
    /// Where they work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<Changed<AccountId>>,
    /// Their part in decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_role: Option<Changed<Code>>,
    /// How much their word weighs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub influence: Option<Changed<Influence>>,
    /// Whether it is the account's main contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main: Option<Changed<bool>>,
    /// The contact that they report to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports_to: Option<Changed<ContactId>>,
    /// The same contact in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Changed<ExternalId>>,
    /// Which personal fields changed, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<PersonalField>,
    /// Which of them are empty from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<PersonalField>,
    /// Fields that the tenant defined.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomChanges,
    /// Which of those that are personal changed, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal_custom: Vec<Key>,
    /// Keys under which it is matched from now on, whole.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Which version of the normaliser made them.
    pub normaliser: u16,
}

impl ContactUpdated {
    /// Whether anything of the person changed, so that the box beside it has them whole.
    pub fn changes_person(&self) -> bool {
        !self.personal.is_empty() || !self.personal_custom.is_empty()
    }
}
