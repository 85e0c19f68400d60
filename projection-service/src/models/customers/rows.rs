//! The rows of customers, as they are kept.

use chrono::NaiveDate;
use event_schema::command::OwnerScope;
use event_schema::commit::Recorded;
use event_schema::event::{Document, ExternalId, Influence, TemplateUsed};
use event_schema::id::{PersonId, UserId};
use event_schema::stream::Revision;
use event_schema::value::{CustomFields, Key, LookupKey, Money};
use event_schema::{Position, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contact_has::PersonHas;
use crate::models::person::KeptBox;
use crate::query::HandoverState;

/// One account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub number: String,
    pub name: String,
    pub industry: Option<String>,
    pub size: Option<u32>,
    pub revenue: Option<Money>,
    pub region: Option<String>,
    pub owner_id: Option<UserId>,
    pub grade: Option<Key>,
    pub tags: Vec<String>,
    pub domain: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub need: Option<String>,
    pub life_cycle: Option<Key>,
    pub links: Vec<LinkRow>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined.
    pub custom: CustomFields,
    /// Its latest interaction.
    pub last: Option<LastRow>,
    /// When somebody first spoke with it, or with a lead that became it.
    pub first_contact_at: Option<Timestamp>,
    pub lead_ids: Vec<Uuid>,
    /// Every account that turned out to be this one.
    pub merged: Vec<MergedRow>,
    /// When its grade was last given or looked at.
    pub grade_reviewed_at: Option<Timestamp>,
    /// The tags that it got by rule when it was made.
    pub by_rule: Vec<String>,
    /// The template that it was made of.
    pub template: Option<TemplateUsed>,
    /// Its latest hand-over.
    pub handover: Option<Box<HandoverRow>>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A hand-over, under way or ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoverRow {
    pub state: HandoverState,
    pub to: UserId,
    pub reason: String,
    pub since: Timestamp,
    pub started_on: NaiveDate,
    pub effective_on: NaiveDate,
    pub ended_at: Option<Timestamp>,
    pub documents: Vec<Document>,
    pub joint_visit_planned_on: Option<NaiveDate>,
    /// The interactions that were joint visits.
    pub visits: Vec<Uuid>,
    /// Whether the background was written down.
    pub has_background: bool,
    pub background: Option<KeptBox>,
    pub include: Vec<OwnerScope>,
}

/// An account that turned out to be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedRow {
    pub id: Uuid,
    pub number: String,
}

/// What another account is to this one, or this one to the other; of contacts, who has influence on
/// whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    pub other: Uuid,
    pub relation: Key,
    pub way: Way,
}

/// Which of two records says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// This one: of accounts, that the other is that to it.
    To,
    /// The other one.
    From,
}

/// An account's latest interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRow {
    pub at: Timestamp,
    pub interaction_id: Uuid,
    pub next_at: Option<Timestamp>,
}

/// One contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub account_id: Uuid,
    pub person_id: PersonId,
    pub boxes: Vec<KeptBox>,
    /// Which personal fields it has.
    pub person_has: PersonHas,
    pub decision_role: Option<Key>,
    pub influence: Option<Influence>,
    pub main: bool,
    pub reports_to: Option<Uuid>,
    /// On whom it has influence, and who has on it.
    pub links: Vec<LinkRow>,
    pub from_lead_id: Option<Uuid>,
    pub lead_ids: Vec<Uuid>,
    /// Its e-mail address and phone number, as keys.
    pub keys: Vec<LookupKey>,
    /// Every contact that turned out to be this one.
    pub merged_ids: Vec<Uuid>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined, but for those in its boxes.
    pub custom: CustomFields,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl AccountRow {
    /// Takes over what every event of the stream says.
    pub fn touch(&mut self, event: &Recorded<'_>) {
        self.revision = event.fact.revision;
        self.updated_at = self.updated_at.max(event.commit.occurred_at);
    }
}

impl ContactRow {
    /// Takes over what every event of the stream says.
    pub fn touch(&mut self, event: &Recorded<'_>) {
        self.revision = event.fact.revision;
        self.updated_at = self.updated_at.max(event.commit.occurred_at);
    }
}
