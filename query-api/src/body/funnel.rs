//! The funnel of leads.

use projection_service::query;
use projection_service::query::LeadStage;
use rust_decimal::Decimal;

use super::body;

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
        /// What the steps should come to, by the scoring model in force; those without a target
        /// aren't there.
        targets: Vec<FunnelTarget>,
    }
}

body! {
    /// What a step should come to.
    FunnelTarget {
        /// From.
        from: LeadStage,
        /// To.
        to: LeadStage,
        /// Least share, 0 to 1.
        rate_min: Option<Decimal>,
        /// The largest share that is to be expected, 0 to 1; more says that the line is too low.
        rate_max: Option<Decimal>,
        /// Days that it should take at most.
        days_max: Option<u32>,
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

impl From<query::Funnel> for Funnel {
    fn from(funnel: query::Funnel) -> Self {
        Self {
            stages: all(funnel.stages),
            left: funnel.left.into(),
            conversion: all(funnel.conversion),
            groups: all(funnel.groups),
            targets: all(funnel.targets),
        }
    }
}

impl From<query::FunnelTarget> for FunnelTarget {
    fn from(target: query::FunnelTarget) -> Self {
        Self {
            from: target.from,
            to: target.to,
            rate_min: target.rate_min,
            rate_max: target.rate_max,
            days_max: target.days_max,
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

fn all<A, B: From<A>>(parts: Vec<A>) -> Vec<B> {
    parts.into_iter().map(B::from).collect()
}
