//! The funnel of opportunities.

use projection_service::query;
use rust_decimal::{Decimal, RoundingStrategy};

use super::body;
use super::values::Sum;

body! {
    /// Open opportunities by stage, and what is measured of all of them, open and closed.
    OpenFunnel {
        /// Stages in the order of their pipelines.
        stages: Vec<OpenStage>,
        /// The groups; empty without `by`.
        groups: Vec<OpenGroup>,
        /// From each stage of a pipeline to the next, and from the last to the win.
        conversion: Vec<StageConversion>,
        /// From the first stage of each pipeline to the win.
        end_to_end: Vec<StageConversion>,
        /// How long deals stay in each open stage, of the stays that have ended.
        dwell: Vec<StageDwell>,
        /// Share of the deals whose expected close was put off at least once; null without deals.
        push_rate: Option<f64>,
        /// How long nobody has done anything about the open deals.
        idle: Idle,
        /// Won deals of those that are won or lost; null without any.
        win_rate: Option<f64>,
        /// The won deals by the reason that was given, the one with most first.
        won_by_reason: Vec<ReasonCount>,
        /// The lost deals by the reason that was given, the one with most first.
        lost_by_reason: Vec<ReasonCount>,
        /// Mean amount of the won deals: one entry for each currency, rounded to its minor unit.
        average_deal_size: Vec<Sum>,
        /// From the opening to the win.
        cycle: Cycle,
        /// By the source of the lead that a deal came from, the one with most deals first.
        sources: Vec<SourceFigures>,
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
    /// Open opportunities of one source, owner, region, product or kind.
    OpenGroup {
        /// Its value; null for those that have none.
        key: Option<String>,
        /// Its stages.
        stages: Vec<OpenStage>,
    }
}

body! {
    /// From one stage of a pipeline to another one, or to the win.
    StageConversion {
        /// Which pipeline.
        pipeline: String,
        /// From.
        from: String,
        /// To.
        to: String,
        /// How many deals were ever in `from`.
        entered: u64,
        /// How many of them were later in `to`, in an open stage beyond it, or won.
        passed: u64,
        /// Their share, 0 to 1; null if none was in `from`.
        rate: Option<f64>,
        /// What the pipeline should do; null if it doesn't say.
        target: Option<f64>,
        /// Median of the time from the first day in `from` to that, in seconds; negative where business
        /// time ran back.
        median_seconds: Option<f64>,
        /// 90th percentile (nearest rank) of that time, in seconds.
        p90_seconds: Option<f64>,
    }
}

body! {
    /// How long deals stay in an open stage.
    StageDwell {
        /// Which pipeline.
        pipeline: String,
        /// Which stage.
        stage: String,
        /// How many stays have ended.
        stays: u64,
        /// Median of their length, in seconds.
        median_seconds: Option<f64>,
        /// 90th percentile (nearest rank) of their length, in seconds.
        p90_seconds: Option<f64>,
    }
}

body! {
    /// Days of the calendar, in the tenant's zone, without activity on open deals.
    Idle {
        /// Their median.
        median_days: Option<f64>,
        /// How many deals have more than their pipelines allow (`hygiene.idle_days`).
        over: u64,
    }
}

body! {
    /// Days of the calendar, in the tenant's zone, from the opening to the win.
    Cycle {
        /// Their median.
        median_days: Option<f64>,
        /// What the pipeline should do: the one that is asked for, else `standard`.
        target_days: Option<u32>,
    }
}

body! {
    /// The deals that were won, or lost, for one reason.
    ReasonCount {
        /// Which reason; null for wins that name none.
        reason: Option<String>,
        /// How many.
        count: u64,
    }
}

body! {
    /// The deals that came from leads of one source.
    SourceFigures {
        /// Which source; null for deals that came from no lead.
        source: Option<String>,
        /// How many there are.
        opened: u64,
        /// How many of them are won.
        won: u64,
        /// Their share, 0 to 1.
        rate: Option<f64>,
        /// Median of the days of the calendar from the opening to the win.
        median_cycle_days: Option<f64>,
    }
}

impl From<query::OpenFunnel> for OpenFunnel {
    fn from(funnel: query::OpenFunnel) -> Self {
        let figures = funnel.figures;
        Self {
            stages: all(funnel.stages),
            groups: all(funnel.groups),
            conversion: all(figures.conversion),
            end_to_end: all(figures.end_to_end),
            dwell: all(figures.dwell),
            push_rate: figures.push_rate,
            idle: figures.idle.into(),
            win_rate: figures.win_rate,
            won_by_reason: all(figures.won_by_reason),
            lost_by_reason: all(figures.lost_by_reason),
            average_deal_size: sums(figures.average_deal_size),
            cycle: figures.cycle.into(),
            sources: all(figures.sources),
        }
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

impl From<query::StageConversion> for StageConversion {
    fn from(step: query::StageConversion) -> Self {
        Self {
            pipeline: step.pipeline,
            from: step.from,
            to: step.to,
            entered: step.entered,
            passed: step.passed,
            rate: step.rate,
            target: step.target,
            median_seconds: step.median_seconds,
            p90_seconds: step.p90_seconds,
        }
    }
}

impl From<query::StageDwell> for StageDwell {
    fn from(dwell: query::StageDwell) -> Self {
        let query::StageDwell { pipeline, stage, stays, median_seconds, p90_seconds } = dwell;
        Self { pipeline, stage, stays, median_seconds, p90_seconds }
    }
}

impl From<query::Idle> for Idle {
    fn from(idle: query::Idle) -> Self {
        Self { median_days: idle.median_days, over: idle.over }
    }
}

impl From<query::Cycle> for Cycle {
    fn from(cycle: query::Cycle) -> Self {
        Self { median_days: cycle.median_days, target_days: cycle.target_days }
    }
}

impl From<query::ReasonCount> for ReasonCount {
    fn from(counted: query::ReasonCount) -> Self {
        Self { reason: counted.reason, count: counted.count }
    }
}

impl From<query::SourceFigures> for SourceFigures {
    fn from(figures: query::SourceFigures) -> Self {
        let query::SourceFigures { source, opened, won, rate, median_cycle_days } = figures;
        Self { source, opened, won, rate, median_cycle_days }
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
