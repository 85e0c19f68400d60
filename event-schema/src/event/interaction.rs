//! Facts about interactions: calls, meetings and messages with customers and leads (C120).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ExternalId, Priority};
use crate::choice::choice;
use crate::id::{AccountId, ContactId, LeadId, OpportunityId, UserId};
use crate::time::Timestamp;
use crate::value::{Key, LookupKey, Text};

choice! {
    /// Who turned to whom.
    Direction {
        /// They to us.
        Inbound = "inbound",
        /// We to them.
        Outbound = "outbound",
    }
}

choice! {
    /// How it felt.
    Sentiment {
        /// Bad.
        Negative = "negative",
        /// Neither.
        Neutral = "neutral",
        /// Good.
        Positive = "positive",
    }
}

/// An interaction was recorded. Personal beside it: note, feedback, next_action; of the contact,
/// else of the lead, else of nobody in particular.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InteractionLogged {
    /// With which account; also where contact or opportunity say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// With which contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<ContactId>,
    /// About which opportunity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opportunity_id: Option<OpportunityId>,
    /// With which lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_id: Option<LeadId>,
    /// By which way, such as call, visit, mail or meeting.
    pub channel: Text<100>,
    /// Who turned to whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Text<100>>,
    /// How it felt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<Sentiment>,
    /// When it was.
    pub at: Timestamp,
    /// How long it took, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// When the next step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// How pressing it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// The users who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<UserId>,
    /// What was written where the dictionary of the field has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: BTreeMap<Key, Text<100>>,
    /// The same interaction in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Keys under which it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LookupKey>,
}
