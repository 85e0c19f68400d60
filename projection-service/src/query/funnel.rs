//! Answers of the two funnels.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::DealFigures;

/// What a funnel is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelBy {
    Source,
    Owner,
    Region,
    Product,
}

/// A stage of the lead funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadStage {
    Lead,
    Mql,
    Sql,
    Opportunity,
    Won,
}

/// How many leads of the cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageCount {
    /// Which stage.
    pub stage: LeadStage,
    /// Reached it or a later one.
    pub reached: u64,
    /// Are in it now and have not left.
    pub current: u64,
}

/// Leads that left the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Left {
    /// Given up.
    pub disqualified: u64,
    /// Put back for later.
    pub recycled: u64,
}

/// From one stage to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// From.
    pub from: LeadStage,
    /// To.
    pub to: LeadStage,
    /// Reached `to` / reached `from`; null if none reached `from`.
    pub rate: Option<f64>,
    /// Median of the time between, in seconds; negative where business time ran back.
    pub median_seconds: Option<f64>,
    /// 90th percentile (nearest rank) of the time between, in seconds.
    pub p90_seconds: Option<f64>,
    /// Median of the calendar days between in the tenant's zone.
    pub median_days: Option<f64>,
}

/// A group of the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelGroup {
    /// The group's value; null for leads that have none.
    pub key: Option<String>,
    /// Its stages.
    pub stages: Vec<StageCount>,
    /// Its leads that left.
    pub left: Left,
    /// Its conversions.
    pub conversion: Vec<Conversion>,
}

/// The funnel of a cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// All stages, in order.
    pub stages: Vec<StageCount>,
    /// Leads that left.
    pub left: Left,
    /// Between neighbours, then lead→opportunity and lead→won.
    pub conversion: Vec<Conversion>,
    /// The groups, largest first, if a grouping was asked for.
    pub groups: Vec<FunnelGroup>,
    /// What the steps should come to, in the order of `conversion`; those without a target aren't
    /// there.
    pub targets: Vec<FunnelTarget>,
}

/// What a step of the funnel should come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelTarget {
    /// From.
    pub from: LeadStage,
    /// To.
    pub to: LeadStage,
    /// Least share.
    pub rate_min: Option<Decimal>,
    /// The largest share that is to be expected.
    pub rate_max: Option<Decimal>,
    /// Days that it should take at most.
    pub days_max: Option<u32>,
}

/// What was done with the leads of a cohort or of a group of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityFigures {
    /// How many leads there are.
    pub leads: u64,
    /// How many of them became marketing-qualified, or got further.
    pub mql: u64,
    /// With how many of those a meeting was ever booked.
    pub booked: u64,
    /// How many of those were reached in time; null where the scoring model doesn't say what counts,
    /// as the next two.
    pub touched: Option<u64>,
    /// How many calls were logged with the leads.
    pub calls: Option<u64>,
    /// How many of the calls reached them.
    pub connected: Option<u64>,
}

/// A group of a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityGroup {
    /// The group's value; null for leads that have none.
    pub key: Option<String>,
    /// Its figures.
    pub figures: ActivityFigures,
}

/// What was done with a cohort of leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Of the whole cohort.
    pub figures: ActivityFigures,
    /// The groups, largest first, if a grouping was asked for.
    pub groups: Vec<ActivityGroup>,
    /// What the figures should come to, if the scoring model says.
    pub targets: Option<ActivityTargets>,
}

/// What the figures of a cohort should come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityTargets {
    /// Least share of the marketing-qualified leads with which a meeting is booked.
    pub booking_min: Option<Decimal>,
    /// Within how many days of 24 hours they should be reached.
    pub touch_days: u32,
    /// Least share of them that are.
    pub touch_min: Option<Decimal>,
    /// Least share of the calls that reach the lead.
    pub connect_min: Option<Decimal>,
    /// The largest share of them that is to be expected.
    pub connect_max: Option<Decimal>,
}

/// Open opportunities of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenStage {
    /// Pipeline.
    pub pipeline: String,
    /// Stage.
    pub stage: String,
    /// How many.
    pub count: u64,
    /// Sum of amounts, for each currency.
    pub amount: Vec<(String, Decimal)>,
    /// Sum of amount × probability, for each currency.
    pub weighted: Vec<(String, Decimal)>,
}

/// A group of open opportunities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenGroup {
    /// The group's value; null for those that have none.
    pub key: Option<String>,
    /// Its stages.
    pub stages: Vec<OpenStage>,
}

/// Open opportunities by stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenFunnel {
    /// Stages in the order of their pipelines.
    pub stages: Vec<OpenStage>,
    /// The groups, if a grouping was asked for.
    pub groups: Vec<OpenGroup>,
    /// What is measured of all deals, open and closed.
    pub figures: DealFigures,
}
