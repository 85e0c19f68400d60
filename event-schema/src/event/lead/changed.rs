//! Facts about what is known of a lead.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Consent, MailboxClass, Seniority, Utm};
use crate::event::{Changed, CustomChanges, ExternalId, Partner, PersonalField};
use crate::value::{Code, Key, LookupHash, LookupKey, Money, Text};

/// Text as somebody wrote it, by field, where the dictionary of the field has another name for it.
pub type AsWritten = BTreeMap<Key, Text<100>>;

/// What is known of a lead changed (C7, C11). A field that is absent stayed as it was. Personal
/// beside it, if a personal field changed: the person as they are from now on, whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct LeadUpdated {
    /// Their company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Changed<Text<100>>>,
    /// Channel they came by; never empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Changed<Text<100>>>,
    /// How much they have to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seniority: Option<Changed<Seniority>>,
    /// Industry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<Changed<Text<100>>>,
    /// Number of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_size: Option<Changed<u32>>,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Changed<Text<100>>>,
    /// What they need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Changed<Text<100>>>,
    /// What they would use it for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_case: Option<Changed<Text<200>>>,
    /// What they could spend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Box<Changed<Money>>>,
    /// Which kind of person they are in a purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<Changed<Code>>,
    /// Who referred them, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Box<Changed<Partner>>>,
    /// Product they asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Changed<Text<100>>>,
    /// Where the visit came from, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm: Option<Box<Changed<Utm>>>,
    /// What they agreed to, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Box<Changed<Consent>>>,
    /// The same lead in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Box<Changed<ExternalId>>>,
    /// Class of the mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<Changed<MailboxClass>>,
    /// Registrable domain of a corporate address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Changed<Text<253>>>,
    /// Keyed hash of the normalised company name, where the company changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_hash: Option<Changed<LookupHash>>,
    /// Which fields of the person changed.
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
    /// What was written where the dictionary has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: AsWritten,
    /// The lead's own keys from now on, all of them, if they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<SmallVec<[LookupKey; 4]>>,
    /// Which version of the normaliser made them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normaliser: Option<u16>,
}

impl LeadUpdated {
    /// True if nothing changed.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Whether anything of the person changed, so that the box beside it has them whole.
    pub fn changes_person(&self) -> bool {
        !self.personal.is_empty() || !self.personal_custom.is_empty()
    }
}
