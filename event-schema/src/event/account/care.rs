//! Facts about how accounts are looked after: reviews of their grade (C97) and hand-overs with a
//! process (C109).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::OwnerScope;
use crate::event::{Changed, Document};
use crate::id::{InteractionId, UserId};
use crate::value::{Code, Key, Text};

/// The template that a record was made of, and its version then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TemplateUsed {
    /// Which template.
    pub key: Key,
    /// Its version.
    pub version: u32,
}

/// Somebody looked at the grade of an account; the same before and after where it stayed. Personal
/// beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountGradeReviewed {
    /// Value grade A to D.
    pub grade: Box<Changed<Code>>,
}

/// The hand-over of an account began. Personal beside it: note, which is the background.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountHandoverStarted {
    /// Who has the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<UserId>,
    /// Who is to have it.
    pub to: UserId,
    /// Why.
    pub reason: Text<100>,
    /// On which day it began, in the tenant's zone.
    pub started_on: NaiveDate,
    /// From which day on.
    pub effective_on: NaiveDate,
    /// What the other one has to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// When the customer is to be visited together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_visit_planned_on: Option<NaiveDate>,
    /// An interaction that was a joint visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_visit: Option<InteractionId>,
    /// Whether the background was written down.
    pub background: bool,
    /// What changes hands along with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<OwnerScope>,
}

/// Something of a hand-over that is under way changed; what is absent stayed as it was. Personal
/// beside it: note, which is the background.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountHandoverUpdated {
    /// From which day on the other one is to have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Changed<NaiveDate>>,
    /// What the other one has to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Changed<Vec<Document>>>,
    /// When the customer is to be visited together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_visit_planned_on: Option<Changed<NaiveDate>>,
    /// One more interaction that was a joint visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_visit: Option<InteractionId>,
    /// Whether the background was written down, or anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
}

/// A hand-over was completed: from now on the other one is responsible. Who owned the account stands
/// in the change of owner that was recorded with it, if it had another owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountHandoverCompleted {
    /// Who has the account now.
    pub to: UserId,
    /// Why.
    pub reason: Text<100>,
}

/// A hand-over ended without effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountHandoverCancelled {
    /// Who was to have the account.
    pub to: UserId,
    /// Why it was ended.
    pub reason: Text<100>,
}
