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
