//! Facts about contacts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::ExternalId;
use crate::choice::choice;
use crate::id::{AccountId, LeadId, PersonId};
use crate::value::{Code, LookupKey};

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
/// title.
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
    /// The lead whose conversion made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_lead_id: Option<LeadId>,
    /// The same contact in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Keys under which it is matched.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Which version of the normaliser made them.
    pub normaliser: u16,
}
