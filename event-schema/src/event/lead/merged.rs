//! Facts about leads that turned out to be one (C20, C23).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::changed::LeadUpdated;
use super::planned::LeadContactsPlanned;
use super::{Behavior, Checklist};
use crate::choice::choice;
use crate::event::{Changed, ExternalId};
use crate::id::{LeadId, UserId};
use crate::value::{LookupHash, LookupKey};

choice! {
    /// Where a lead stands that isn't converted (C10).
    LeadPlace {
        /// Just came in.
        New = "new",
        /// Its data were found good.
        Verified = "verified",
        /// Somebody spoke or wrote to it.
        Contacted = "contacted",
        /// Being nurtured.
        Nurturing = "nurturing",
        /// Marketing-qualified.
        Mql = "mql",
        /// Marketing-qualified, with a meeting.
        MeetingBooked = "meeting_booked",
        /// Sales-qualified.
        Sql = "sql",
        /// Given up.
        Disqualified = "disqualified",
        /// Put back for later.
        Recycled = "recycled",
    }
}

/// By what else a merged lead is found: the keys of one that it took in, and that one's company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeadIdentity {
    /// Keys under which duplicates were found.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Keyed hash of the normalised company name.
    pub company_hash: Option<LookupHash>,
}

/// A lead took in another one, which was the same; on the survivor's stream. Its own values stay,
/// blanks are filled. What the duplicate did stays where it was recorded and counts here, too;
/// nothing of it is earned a second time. Personal beside it, if a blank of the person was filled:
/// the survivor's person as they are from now on, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadsMerged {
    /// The other one.
    pub duplicate_id: LeadId,
    /// How often the duplicate has shown each behaviour.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub behaviors: BTreeMap<Behavior, u32>,
    /// How many of them were key when they were recorded.
    #[serde(default, skip_serializing_if = "none")]
    pub key_behaviors: u32,
    /// Where it stands from now on, if the duplicate was further. That it got there is a fact of
    /// the duplicate's own stream, so nothing is qualified a second time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Changed<LeadPlace>>,
    /// The plan of contacts that was under way for the duplicate, if none is for the survivor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_plan: Option<Box<LeadContactsPlanned>>,
    /// The five answers that came with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<Checklist>,
    /// Who has it from now on, if nobody had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Changed<UserId>>,
    /// True if that owner has taken it on already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
    /// By what else it is found from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<LeadIdentity>,
    /// The blanks that were filled.
    #[serde(flatten)]
    pub filled: Box<LeadUpdated>,
}

/// A lead turned out to be another one, which goes on; the duplicate's stream ends with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadMergedInto {
    /// The one that goes on.
    pub survivor_id: LeadId,
    /// A reference by which this one would have been known, where it was one with the survivor from
    /// its first day and the survivor has another reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn none(number: &u32) -> bool {
    *number == 0
}
