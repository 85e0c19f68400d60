//! What is measured of deals: how they go from stage to stage, how long that takes, how many are
//! won (C131–C134, C141, C143). Deals that are left out of the pipeline are left out of all of it.

mod sources;
mod stages;

use std::collections::{BTreeMap, HashMap};

use event_schema::Timestamp;
use event_schema::value::{Currency, Key};
use rules::settings::{Book, Pipeline, STANDARD_PIPELINE};
use rust_decimal::Decimal;

use super::opportunities::{Opportunities, OpportunityColumns, Stay};
use crate::days::{Day, DayTable};
use crate::models::settings::zone;
use crate::quantile::median_and_p90;
use crate::query::{Cycle, DealFigures, Idle, OpportunityState, ReasonCount};

/// What answers depend on beside the deals: the settings in force, and what day it is.
pub struct Present<'a> {
    days: DayTable,
    today: Day,
    /// By the numbers of their keys.
    pipelines: HashMap<u32, &'a Pipeline>,
}

impl<'a> Present<'a> {
    /// The present of `at` by the settings of `book`.
    pub fn new(index: &Opportunities, book: &'a Book, at: Timestamp) -> Self {
        let keys = book.versions().map(|version| version.defined.key);
        let pipeline = |key: Key| {
            let number = index.values.number(key.as_str())?;
            Some((number, book.pipeline(key, at).ok()?.body))
        };
        let days = DayTable::new(zone(book, at));
        Self { today: days.day(at.micros()), days, pipelines: keys.filter_map(pipeline).collect() }
    }

    /// For how many days of the calendar nobody has done anything about an open deal.
    pub fn idle_days(&self, deal: &OpportunityColumns) -> Option<u32> {
        let open = deal.state == OpportunityState::Open;
        let days = self.today - self.days.day(deal.silence.since.micros());
        open.then(|| u32::try_from(days).unwrap_or(0))
    }

    /// Days of the calendar from the opening to the win.
    fn cycle_days(&self, deal: &OpportunityColumns) -> Option<i64> {
        let day = |at: Timestamp| i64::from(self.days.day(at.micros()));
        deal.won_at.map(|won| day(won) - day(deal.opened_at))
    }
}

/// A deal that is counted.
#[derive(Clone, Copy)]
pub struct Counted<'a> {
    pub columns: &'a OpportunityColumns,
    pub stays: &'a [Stay],
}

/// What is measured of these deals. `pipeline` is the one that was asked for.
pub fn figures(
    index: &Opportunities,
    deals: &[Counted<'_>],
    pipeline: Option<&str>,
    (book, at): (&Book, Timestamp),
) -> DealFigures {
    let present = Present::new(index, book, at);
    let count = |state| deals.iter().filter(|deal| deal.columns.state == state).count();
    let (won, lost) = (count(OpportunityState::Won), count(OpportunityState::Lost));
    let pushed = deals.iter().filter(|deal| deal.columns.pushed).count();
    let cycles = deals.iter().filter_map(|deal| present.cycle_days(deal.columns));
    let key = pipeline.unwrap_or(STANDARD_PIPELINE).parse().ok();
    let in_force = key.and_then(|key: Key| book.pipeline(key, at).ok());
    DealFigures {
        conversion: stages::conversion(index, &present, deals),
        end_to_end: stages::end_to_end(index, &present, deals),
        dwell: stages::dwell(index, &present, deals),
        push_rate: rate(pushed, deals.len()),
        idle: idle(deals, &present),
        win_rate: rate(won, won + lost),
        won_by_reason: by_reason(index, deals, OpportunityState::Won),
        lost_by_reason: by_reason(index, deals, OpportunityState::Lost),
        average_deal_size: average_size(deals),
        cycle: Cycle {
            median_days: median(cycles.collect()),
            target_days: in_force.and_then(|pipeline| pipeline.body.targets.cycle_days),
        },
        sources: sources::sources(index, &present, deals),
    }
}

/// How many of the deals were closed for which reason, the one with most first (C83, C138).
fn by_reason(
    index: &Opportunities,
    deals: &[Counted<'_>],
    state: OpportunityState,
) -> Vec<ReasonCount> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for deal in deals.iter().filter(|deal| deal.columns.state == state) {
        *counts.entry(deal.columns.reason).or_default() += 1;
    }
    let named = |(number, count)| ReasonCount {
        reason: index.values.value(number).map(str::to_owned),
        count,
    };
    let mut named: Vec<ReasonCount> = counts.into_iter().map(named).collect();
    named.sort_by(|a, b| (b.count, &a.reason).cmp(&(a.count, &b.reason)));
    named
}

fn idle(deals: &[Counted<'_>], present: &Present<'_>) -> Idle {
    let idle = |deal: &Counted<'_>| Some((deal.columns.pipeline, present.idle_days(deal.columns)?));
    let open: Vec<(u32, u32)> = deals.iter().filter_map(idle).collect();
    let over = open.iter().filter(|(pipeline, days)| {
        let known = present.pipelines.get(pipeline);
        known.is_some_and(|pipeline| pipeline.hygiene.is_idle(*days))
    });
    let over = over.count() as u64;
    Idle { median_days: median(open.iter().map(|(_, days)| i64::from(*days)).collect()), over }
}

/// The mean amount of the deals that were won, for each currency.
fn average_size(deals: &[Counted<'_>]) -> Vec<(String, Decimal)> {
    let mut sums: BTreeMap<Currency, (Decimal, u64)> = BTreeMap::new();
    let won = deals.iter().filter(|deal| deal.columns.state == OpportunityState::Won);
    for money in won.map(|deal| deal.columns.amount) {
        let (sum, count) = sums.entry(money.currency).or_default();
        *sum += money.amount;
        *count += 1;
    }
    let mean = |(currency, (sum, count)): (Currency, (Decimal, u64))| {
        (currency.to_string(), sum / Decimal::from(count))
    };
    sums.into_iter().map(mean).collect()
}

fn rate(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn median(mut values: Vec<i64>) -> Option<f64> {
    median_and_p90(&mut values).map(|(median, _)| median)
}
