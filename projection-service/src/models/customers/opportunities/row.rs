//! The row of an opportunity, as it is kept.

use chrono::NaiveDate;
use event_schema::commit::Recorded;
use event_schema::event::{Document, ExternalId, OpportunityKind, Partner, RiskLevel};
use event_schema::id::UserId;
use event_schema::stream::Revision;
use event_schema::value::{CustomFields, Key, Money};
use event_schema::{Event, OpportunityEvent, Position, Timestamp};
use rules::idle::Silence;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models::person::KeptBox;
use crate::query::{ApprovalState, OpportunityState};

/// Where a deal stands, with what only that has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Standing {
    Open,
    Won { at: Timestamp, reason: Option<Key> },
    Lost { at: Timestamp, reason: Key },
}

impl Standing {
    /// The public state.
    pub fn state(&self) -> OpportunityState {
        match self {
            Self::Open => OpportunityState::Open,
            Self::Won { .. } => OpportunityState::Won,
            Self::Lost { .. } => OpportunityState::Lost,
        }
    }

    /// Why it was won.
    pub fn win_reason(&self) -> Option<Key> {
        match self {
            Self::Won { reason, .. } => *reason,
            Self::Open | Self::Lost { .. } => None,
        }
    }

    /// Why it was lost.
    pub fn loss_reason(&self) -> Option<Key> {
        match self {
            Self::Lost { reason, .. } => Some(*reason),
            Self::Open | Self::Won { .. } => None,
        }
    }
}

/// One stay in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    pub stage: Key,
    /// Whether the deal was open there.
    pub open: bool,
    pub entered_at: Timestamp,
    pub left_at: Option<Timestamp>,
}

/// The latest word on whether a deal may enter a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRow {
    pub stage: Key,
    pub state: ApprovalState,
    pub amount: Option<Money>,
    pub at: Timestamp,
    pub by: String,
    pub reason: Option<String>,
    pub note: Option<KeptBox>,
}

/// A risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskRow {
    pub risk: Key,
    pub level: RiskLevel,
    pub marked_at: Timestamp,
    pub note: Option<KeptBox>,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MilestoneRow {
    pub milestone: Key,
    pub name: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
}

/// One opportunity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpportunityRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub account_id: Uuid,
    pub lead_id: Option<Uuid>,
    pub name: String,
    pub standing: Standing,
    pub pipeline: Key,
    pub stage: Key,
    pub probability: Decimal,
    pub overridden: bool,
    pub amount: Money,
    pub expected_close: NaiveDate,
    pub pushes: u32,
    pub pushed_days: u32,
    pub kind: OpportunityKind,
    pub product: Option<String>,
    pub region: Option<String>,
    pub source: Option<String>,
    pub owner_id: Option<UserId>,
    pub driver_id: Option<UserId>,
    pub use_case: Option<String>,
    pub partner: Option<Partner>,
    pub competitors: Vec<String>,
    pub buying_motives: Vec<String>,
    pub next_step: Option<String>,
    pub next_step_on: Option<NaiveDate>,
    pub documents: Vec<Document>,
    pub in_pipeline: bool,
    pub approval: Option<ApprovalRow>,
    pub risks: Vec<RiskRow>,
    pub milestones: Vec<MilestoneRow>,
    /// Contact and part, in the order in which they came.
    pub roles: Vec<(Uuid, Key)>,
    pub visits: Vec<Visit>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined.
    pub custom: CustomFields,
    /// What was noted when it was closed.
    pub closing_note: Option<KeptBox>,
    pub opened_at: Timestamp,
    /// Since when nobody has done anything about it.
    pub silence: Silence,
    pub updated_at: Timestamp,
}

impl OpportunityRow {
    /// Takes over what every event of the stream says.
    pub fn touch(&mut self, event: &Recorded<'_>) {
        self.revision = event.fact.revision;
        self.updated_at = self.updated_at.max(event.commit.occurred_at);
        if is_activity(event) {
            self.silence.broken(event.commit.occurred_at, event.commit.recorded_at);
        }
    }

    /// Leaves the stage that it is in for another.
    pub fn enter(&mut self, stage: Key, at: Timestamp) {
        if let Some(last) = self.visits.last_mut() {
            last.left_at = Some(at);
        }
        let open = self.standing == Standing::Open;
        self.visits.push(Visit { stage, open, entered_at: at, left_at: None });
        self.stage = stage;
        self.overridden = false;
    }
}

/// A person's command on the deal is activity: not what a policy did to it, and not what a command
/// on its account did to all of that account's deals.
fn is_activity(event: &Recorded<'_>) -> bool {
    let handed_over = matches!(
        event.fact.event,
        Event::Opportunity(OpportunityEvent::OpportunityOwnerChanged(_))
    ) && &*event.commit.command != "ChangeOpportunityOwner";
    !event.commit.actor.is_platform() && !handed_over
}
