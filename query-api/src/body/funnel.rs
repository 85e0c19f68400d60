//! The two funnels.

use projection_service::query;
use projection_service::query::LeadStage;
use rust_decimal::{Decimal, RoundingStrategy};

use super::body;
use super::values::Sum;

body! {
    /// The funnel of the leads created in a range.
    Funnel {
        /// All stages, in order.
        stages: Vec<FunnelStage>,
        /// Leads that left.
        left: FunnelLeft,
        /// Between neighbours, then lead to opportunity and lead to won.
        conversion: Vec<FunnelStep>,
        /// The groups, largest first; empty without `by`.
        groups: Vec<FunnelGroup>,
    }
}

body! {
    /// How many leads of the cohort.
    FunnelStage {
        /// Which stage.
        stage: LeadStage,
        /// Reached it or a later one.
        reached: u64,
        /// Are in it now and have not left.
        current: u64,
    }
}

body! {
    /// Leads that left the funnel.
    FunnelLeft {
        /// Given up.
        disqualified: u64,
        /// Put back for later.
        recycled: u64,
    }
}

body! {
    /// From one stage to another.
    FunnelStep {
        /// From.
        from: LeadStage,
        /// To.
        to: LeadStage,
        /// Share of those at `from` that reached `to`, 0 to 1; null without any at `from`.
        rate: Option<f64>,
        /// Median of the time between, in seconds; negative where business time ran back.
        median_seconds: Option<f64>,
        /// 90th percentile (nearest rank) of the time between, in seconds.
        p90_seconds: Option<f64>,
        /// Median of the calendar days between, in the tenant's zone.
        median_days: Option<f64>,
    }
}

body! {
    /// The funnel of one source, owner, region or product.
    FunnelGroup {
        /// Its value; null for leads that have none.
        key: Option<String>,
        /// Its stages.
        stages: Vec<FunnelStage>,
        /// Its leads that left.
        left: FunnelLeft,
        /// Its conversions.
        conversion: Vec<FunnelStep>,
    }
}

body! {
    /// Open opportunities by stage.
    OpenFunnel {
        /// Stages in the order of their pipelines.
        stages: Vec<OpenStage>,
        /// The groups; empty without `by`.
        groups: Vec<OpenGroup>,
    }
}

body! {
    /// Open opportunities of one stage.
    OpenStage {
        /// Which pipeline.
        pipeline: String,
        /// Which stage.
        stage: String,
        /// How many.
        count: u64,
        /// Sum of the amounts: one entry for each currency.
        amount: Vec<Sum>,
        /// Sum of amount × probability: one entry for each currency, rounded to its minor unit.
        weighted: Vec<Sum>,
    }
}

body! {
    /// Open opportunities of one source, owner, region or product.
    OpenGroup {
        /// Its value; null for those that have none.
        key: Option<String>,
        /// Its stages.
        stages: Vec<OpenStage>,
    }
}

impl From<query::Funnel> for Funnel {
    fn from(funnel: query::Funnel) -> Self {
        Self {
            stages: all(funnel.stages),
            left: funnel.left.into(),
            conversion: all(funnel.conversion),
            groups: all(funnel.groups),
        }
    }
}

impl From<query::FunnelGroup> for FunnelGroup {
    fn from(group: query::FunnelGroup) -> Self {
        Self {
            key: group.key,
            stages: all(group.stages),
            left: group.left.into(),
            conversion: all(group.conversion),
        }
    }
}

impl From<query::StageCount> for FunnelStage {
    fn from(count: query::StageCount) -> Self {
        Self { stage: count.stage, reached: count.reached, current: count.current }
    }
}

impl From<query::Left> for FunnelLeft {
    fn from(left: query::Left) -> Self {
        Self { disqualified: left.disqualified, recycled: left.recycled }
    }
}

impl From<query::Conversion> for FunnelStep {
    fn from(step: query::Conversion) -> Self {
        Self {
            from: step.from,
            to: step.to,
            rate: step.rate,
            median_seconds: step.median_seconds,
            p90_seconds: step.p90_seconds,
            median_days: step.median_days,
        }
    }
}

impl From<query::OpenFunnel> for OpenFunnel {
    fn from(funnel: query::OpenFunnel) -> Self {
        Self { stages: all(funnel.stages), groups: all(funnel.groups) }
    }
}

impl From<query::OpenGroup> for OpenGroup {
    fn from(group: query::OpenGroup) -> Self {
        Self { key: group.key, stages: all(group.stages) }
    }
}

impl From<query::OpenStage> for OpenStage {
    fn from(stage: query::OpenStage) -> Self {
        Self {
            pipeline: stage.pipeline,
            stage: stage.stage,
            count: stage.count,
            amount: sums(stage.amount),
            weighted: sums(stage.weighted),
        }
    }
}

fn all<A, B: From<A>>(parts: Vec<A>) -> Vec<B> {
    parts.into_iter().map(B::from).collect()
}

/// Sums of money, each in its currency.
pub fn sums(sums: Vec<(String, Decimal)>) -> Vec<Sum> {
    sums.into_iter().map(|(currency, amount)| sum(currency, amount)).collect()
}

/// Only the sum is rounded, never its parts.
fn sum(currency: String, amount: Decimal) -> Sum {
    let decimals = currency.parse().map_or(2, |c: event_schema::value::Currency| c.decimals());
    let rounding = RoundingStrategy::MidpointAwayFromZero;
    let mut amount = amount.round_dp_with_strategy(decimals, rounding);
    amount.rescale(decimals);
    Sum { amount, currency }
}
