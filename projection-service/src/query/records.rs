//! Answers about single records.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use event_schema::event::{Behavior, ExternalId, Partner, TemplateUsed};
use event_schema::id::{PersonId, UserId};
use event_schema::personal::NOTE_LEN_MAX;
use event_schema::stream::Revision;
use event_schema::value::{CustomFields, Money, Text};
use event_schema::{Personal, Position, StreamId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ContactLinkView, ContractView, Engagement, Filled, HandoverView, NextContact, NextStep,
    OpportunityView, OrderFigures, ProposedGrade, RelationView,
};

/// Where a lead stands (C10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadState {
    New,
    Verified,
    Contacted,
    Nurturing,
    Mql,
    MeetingBooked,
    Sql,
    Converted,
    Disqualified,
    Recycled,
}

impl LeadState {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Verified => "verified",
            Self::Contacted => "contacted",
            Self::Nurturing => "nurturing",
            Self::Mql => "mql",
            Self::MeetingBooked => "meeting_booked",
            Self::Sql => "sql",
            Self::Converted => "converted",
            Self::Disqualified => "disqualified",
            Self::Recycled => "recycled",
        }
    }
}

/// Where an opportunity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpportunityState {
    Open,
    Won,
    Lost,
}

/// The person of a record, opened for those who may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who, without saying who.
    pub person_id: PersonId,
    /// True if the fields are withheld or the person was erased.
    pub sealed: bool,
    pub person_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub title: Option<String>,
    pub note: Option<String>,
    pub style: Option<String>,
    pub preferences: Option<String>,
    pub decision_factors: Option<String>,
    pub feedback: Option<String>,
    pub next_action: Option<String>,
    /// Fields that the tenant defined and that are about the person.
    pub custom: CustomFields,
}

impl Person {
    /// Takes over what is known of them.
    pub fn show(&mut self, known: &Personal) {
        let note =
            |text: &Option<Text<NOTE_LEN_MAX>>| text.as_ref().map(|text| text.as_str().to_owned());
        let short = |text: &Option<Text<100>>| text.as_ref().map(|text| text.as_str().to_owned());
        self.person_name = known.person_name.as_ref().map(|name| name.as_str().to_owned());
        self.email = known.email.as_ref().map(|email| email.as_str().to_owned());
        self.phone = known.phone.as_ref().map(|phone| phone.as_str().to_owned());
        self.title = short(&known.title);
        self.note = note(&known.note);
        self.style = short(&known.style);
        self.preferences = note(&known.preferences);
        self.decision_factors = note(&known.decision_factors);
        self.feedback = note(&known.feedback);
        self.next_action = note(&known.next_action);
        self.custom.clone_from(&known.custom);
    }

    /// The custom fields of their record: the plain ones, and those that were opened.
    pub fn with(&self, mut plain: CustomFields) -> CustomFields {
        plain.extend(self.custom.clone());
        plain
    }
}

/// A lead's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Score {
    pub fit: i32,
    pub behaviour: i32,
    pub total: i32,
}

/// One reason for points and the event that gave it (C40).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointView {
    /// The rule, such as `behaviour.email_opened`.
    pub rule: String,
    /// `fit` or `behaviour`.
    pub part: String,
    pub points: i32,
    /// Version of the scoring model that judged.
    pub model_version: u32,
    /// Position of the `LeadScored` event.
    pub position: Position,
    /// Position, type and, for a behaviour, its kind, of the fact that earned them.
    pub cause_position: Position,
    pub cause_event: String,
    pub behavior: Option<Behavior>,
    /// When that fact was, in business.
    pub at: Timestamp,
}

/// A record that another one may be (C23).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub id: Uuid,
    /// How likely, from 0 to 1.
    pub score: f64,
    /// Any of `email`, `phone`, `domain`, `name`.
    pub because: Vec<String>,
}

/// An account or contact that a lead may belong to (C16, C21).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    pub of: StreamId,
    /// How likely, from 0 to 1.
    pub likelihood: f64,
    /// Any of `email`, `phone`, `domain`, `name`.
    pub because: Vec<String>,
}

/// When a lead reached a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTime {
    /// `lead`, `mql`, `sql`, `opportunity` or `won`.
    pub stage: super::LeadStage,
    pub at: Timestamp,
}

/// When a lead reached each stage, those it skipped left out.
pub type Stages = Vec<StageTime>;

/// A lead as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadSummary {
    pub id: Uuid,
    pub revision: Revision,
    pub state: LeadState,
    /// The coarse state (C9): new, to_be_assigned, following_up, nurture, invalid or converted.
    pub coarse_state: Cow<'static, str>,
    pub company: Option<String>,
    pub person: Person,
    pub source: String,
    pub region: Option<String>,
    pub product: Option<String>,
    pub owner_id: Option<UserId>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined; the personal ones for those only who may see persons.
    pub custom: CustomFields,
    pub score: Score,
    /// `high`, `medium` or `low`.
    pub priority: Cow<'static, str>,
    /// `hot`, `warm` or `cold`.
    pub band: Cow<'static, str>,
    /// When the next step that was agreed on is due.
    pub next_action_at: Option<Timestamp>,
    /// When the next step of the plan of contacts is due.
    pub next_step_due_at: Option<Timestamp>,
    /// How complete it is.
    pub completeness: Filled,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Who has a lead, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub owner: UserId,
    pub offered_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
}

/// The last contact with a lead. What was said is opened for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadContact {
    pub at: Timestamp,
    pub channel: String,
    pub outcome: String,
    pub interest: Option<String>,
    pub next_at: Option<Timestamp>,
    pub note: Option<String>,
    pub next_action: Option<String>,
    pub objections: Option<String>,
}

/// A plan of contacts with a lead, and what of it is done (C60).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPlanView {
    pub plan: String,
    pub version: u32,
    pub started_at: Timestamp,
    /// When it ended, if it isn't under way.
    pub ended_at: Option<Timestamp>,
    pub steps: Vec<ContactStepView>,
    /// The step that is to be done next.
    pub next: Option<ContactStepView>,
}

/// A contact that was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactStepView {
    pub channel: String,
    pub note: Option<String>,
    pub due_at: Timestamp,
    /// When the contact was that did it, and the position of its event.
    pub done_at: Option<Timestamp>,
    pub contact_position: Option<Position>,
}

/// What a lead answered to a questionnaire. Free text is opened for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionnaireView {
    pub key: String,
    pub version: u32,
    /// Questions that have an answer.
    pub answered: Vec<String>,
    /// Required questions that have none.
    pub missing: Vec<String>,
    pub answers: BTreeMap<String, String>,
    pub at: Timestamp,
    pub by: String,
}

/// One lead with all that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadView {
    pub summary: LeadSummary,
    pub seniority: Option<String>,
    pub industry: Option<String>,
    pub company_size: Option<u32>,
    pub interest: Option<String>,
    pub use_case: Option<String>,
    pub budget: Option<Money>,
    pub persona: Option<String>,
    pub partner: Option<Partner>,
    /// UTM name and value.
    pub utm: Vec<(String, String)>,
    /// `corporate` or `generic`.
    pub mailbox: Option<String>,
    pub domain: Option<String>,
    pub consent_marketing: Option<String>,
    pub consent_phone: Option<String>,
    pub consent_text_version: Option<String>,
    pub consent_captured_at: Option<Timestamp>,
    pub follows_lead_id: Option<Uuid>,
    /// Every point with what earned it, oldest first.
    pub explanation: Vec<PointView>,
    pub stages: Stages,
    pub disqualified_reason: Option<String>,
    pub recycled_reason: Option<String>,
    /// When somebody last did something about it.
    pub last_activity_at: Timestamp,
    pub assignment: Option<Assignment>,
    /// How many contacts were logged.
    pub contacts: u32,
    pub last_contact: Option<LeadContact>,
    /// What contacts were planned last, and what of it is done.
    pub contact_plan: Option<ContactPlanView>,
    /// What it answered, by questionnaire.
    pub questionnaires: Vec<QuestionnaireView>,
    /// The leads that it may be one with, the likeliest first.
    pub duplicates: Vec<Proposal>,
    /// The accounts and contacts that it may belong to, the likeliest first.
    pub matches: Vec<Match>,
    /// The leads that turned out to be this one.
    pub merged_ids: Vec<Uuid>,
    pub account_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    pub id: Uuid,
    pub revision: Revision,
    /// `CRM` + yyyymm + number in log order (C91).
    pub number: String,
    pub name: String,
    pub industry: Option<String>,
    pub size: Option<u32>,
    pub revenue: Option<Money>,
    pub region: Option<String>,
    pub owner_id: Option<UserId>,
    pub grade: Option<String>,
    pub tags: Vec<String>,
    pub domain: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub need: Option<String>,
    pub life_cycle: Option<String>,
    pub parent_id: Option<Uuid>,
    pub relations: Vec<RelationView>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined.
    pub custom: CustomFields,
    pub main_contact_id: Option<Uuid>,
    /// When somebody first spoke with it, or with a lead that became it.
    pub first_contact_at: Option<Timestamp>,
    /// The day of that in the tenant's zone.
    pub first_contact_on: Option<NaiveDate>,
    pub last_interaction_at: Option<Timestamp>,
    pub next_action: Option<NextStep>,
    /// Whole days in the tenant's zone since the last interaction, else since its creation.
    pub silent_days: u32,
    pub orders: OrderFigures,
    /// Its contracts; in lists empty.
    pub contracts: Vec<ContractView>,
    pub completeness: Filled,
    pub grade_reviewed_at: Option<Timestamp>,
    pub proposed_grade: Option<ProposedGrade>,
    pub next_contact: Option<NextContact>,
    /// The tags that it got by rule and still has.
    pub tags_by_rule: Vec<String>,
    /// The template that it was made of, and its version then.
    pub template: Option<TemplateUsed>,
    /// Its latest hand-over.
    pub handover: Option<HandoverView>,
    /// `no_contact`, `incomplete`, `stale`, `no_account_manager`, `grade_review_due`.
    pub quality: Vec<String>,
    pub naming_hints: Vec<String>,
    /// The leads that were converted into it.
    pub lead_ids: Vec<Uuid>,
    /// The accounts that it may be one with, the likeliest first; in lists empty.
    pub duplicates: Vec<Proposal>,
    /// The accounts that turned out to be this one.
    pub merged: Vec<MergedAccount>,
    /// Its contacts; in lists empty.
    pub contacts: Vec<ContactView>,
    /// Its opportunities; in lists empty.
    pub opportunities: Vec<OpportunityView>,
    /// What its people did, together; in lists none.
    pub engagement: Option<Engagement>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An account that turned out to be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedAccount {
    pub id: Uuid,
    pub number: String,
}

/// One contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactView {
    pub id: Uuid,
    pub revision: Revision,
    pub account_id: Uuid,
    pub person: Person,
    pub decision_role: Option<String>,
    pub influence: Option<String>,
    pub main: bool,
    pub reports_to: Option<Uuid>,
    /// On whom it has influence.
    pub influences: Vec<ContactLinkView>,
    /// Who has influence on it.
    pub influenced_by: Vec<ContactLinkView>,
    pub from_lead_id: Option<Uuid>,
    pub lead_ids: Vec<Uuid>,
    /// How complete it is.
    pub completeness: Filled,
    /// The contacts that it may be one with, the likeliest first; in lists empty.
    pub duplicates: Vec<Proposal>,
    /// The contacts that turned out to be this one.
    pub merged_ids: Vec<Uuid>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined; the personal ones for those only who may see persons.
    pub custom: CustomFields,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
