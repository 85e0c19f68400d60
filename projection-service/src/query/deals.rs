//! Answers about opportunities, one by one and as figures.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::event::{Document, ExternalId, OpportunityKind, Partner};
use event_schema::id::UserId;
use event_schema::stream::Revision;
use event_schema::value::{CustomFields, Money};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::OpportunityState;

/// A half-open range of dates; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct DateRange {
    /// From this date on.
    pub from: Option<NaiveDate>,
    /// Before this date.
    pub to: Option<NaiveDate>,
}

impl DateRange {
    /// Whether a date is in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date < to)
    }
}

/// What the funnel of opportunities is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DealsBy {
    Source,
    Owner,
    Region,
    Product,
    Kind,
}

/// Which deals the funnel of opportunities counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DealsOf {
    pub pipeline: Option<String>,
    pub kind: Option<OpportunityKind>,
    pub close: DateRange,
}

/// What became of a request that a deal may enter a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    Requested,
    Approved,
    Rejected,
}

/// One stay in a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageStay {
    pub stage: String,
    pub entered_at: Timestamp,
    /// Null while it is there.
    pub left_at: Option<Timestamp>,
}

/// The latest request or decision that a deal may enter a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovalView {
    pub stage: String,
    pub state: ApprovalState,
    /// For which amount it was asked or approved; null where it was rejected.
    pub amount: Option<Money>,
    pub at: Timestamp,
    /// Who asked or decided: the user behind the command, else the token's subject.
    pub by: String,
    /// Why it was rejected.
    pub reason: Option<String>,
    pub note: Option<String>,
}

/// A risk of a deal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskView {
    pub risk: String,
    /// `high`, `medium` or `low`.
    pub level: String,
    pub marked_at: Timestamp,
    pub note: Option<String>,
}

/// A milestone of a deal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MilestoneView {
    pub milestone: String,
    pub name: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
}

/// A contact's part in the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BuyingRoleView {
    pub contact_id: Uuid,
    pub role: String,
}

/// One opportunity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpportunityView {
    pub id: Uuid,
    pub revision: Revision,
    pub account_id: Uuid,
    pub lead_id: Option<Uuid>,
    pub name: String,
    pub state: OpportunityState,
    pub pipeline: String,
    pub stage: String,
    /// When it came into its stage.
    pub stage_since: Timestamp,
    /// Every stage it was in, in turn.
    pub stages: Vec<StageStay>,
    /// Percent.
    pub probability: Decimal,
    /// Whether a manager put that chance in place of the stage's.
    pub overridden: bool,
    /// Whether it is above the threshold that its pipeline has now.
    pub large: bool,
    /// Why it is to be looked at.
    pub review: Vec<String>,
    pub amount: Money,
    pub expected_close: NaiveDate,
    /// How often that date was pushed, and by how many days in all.
    pub pushes: u32,
    pub pushed_days: u32,
    pub kind: String,
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
    pub approval: Option<ApprovalView>,
    pub risks: Vec<RiskView>,
    pub milestones: Vec<MilestoneView>,
    pub buying_roles: Vec<BuyingRoleView>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined.
    pub custom: CustomFields,
    pub opened_at: Timestamp,
    /// When somebody last did something about it.
    pub last_activity_at: Timestamp,
    /// When it goes a stage back if nobody does.
    pub downgrade_due_at: Option<Timestamp>,
    pub won_at: Option<Timestamp>,
    pub lost_at: Option<Timestamp>,
    pub win_reason: Option<String>,
    pub loss_reason: Option<String>,
    /// What was noted when it was closed.
    pub closing_note: Option<String>,
    pub updated_at: Timestamp,
}

/// From one stage of a pipeline to a later one, or to the win.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageConversion {
    pub pipeline: String,
    pub from: String,
    pub to: String,
    /// How many deals were ever in `from`.
    pub entered: u64,
    /// How many of them were later in `to` or beyond it.
    pub passed: u64,
    pub rate: Option<f64>,
    /// What the pipeline should do.
    pub target: Option<f64>,
    /// From the first time in `from` to the first time in `to` or beyond it.
    pub median_seconds: Option<f64>,
    pub p90_seconds: Option<f64>,
}

/// How long deals stay in an open stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageDwell {
    pub pipeline: String,
    pub stage: String,
    /// How many stays have ended.
    pub stays: u64,
    pub median_seconds: Option<f64>,
    pub p90_seconds: Option<f64>,
}

/// How long nobody has done anything about the open deals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Idle {
    pub median_days: Option<f64>,
    /// How many for more days than their pipelines allow.
    pub over: u64,
}

/// From the opening to the win, in days of the calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cycle {
    pub median_days: Option<f64>,
    pub target_days: Option<u32>,
}

/// The deals of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceFigures {
    /// Null for deals that have none.
    pub source: Option<String>,
    pub opened: u64,
    pub won: u64,
    pub rate: Option<f64>,
    pub median_cycle_days: Option<f64>,
}

/// How many deals were won, or lost, for one reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonCount {
    /// Null for wins that name none.
    pub reason: Option<String>,
    pub count: u64,
}

/// What is measured of deals, open and closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DealFigures {
    pub conversion: Vec<StageConversion>,
    /// From each pipeline's first step to the win.
    pub end_to_end: Vec<StageConversion>,
    pub dwell: Vec<StageDwell>,
    pub push_rate: Option<f64>,
    pub idle: Idle,
    pub win_rate: Option<f64>,
    /// Most first.
    pub won_by_reason: Vec<ReasonCount>,
    pub lost_by_reason: Vec<ReasonCount>,
    /// Of the deals that were won, for each currency.
    pub average_deal_size: Vec<(String, Decimal)>,
    pub cycle: Cycle,
    /// Largest first.
    pub sources: Vec<SourceFigures>,
}
