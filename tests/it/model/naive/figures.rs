//! The naive measure of deals: from stage to stage, how long, how many won.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value as Json;

use super::deals::{Chosen, Deal};
use super::{Micros, text};

/// The shipped pipelines: open stages in order, those between which is measured, and the win.
const PIPELINES: [(&str, &[&str], &[&str]); 2] = [
    (
        "standard",
        &["first_contact", "need_confirmed", "proposal", "negotiation", "commit"],
        &["first_contact", "need_confirmed", "proposal", "negotiation", "won"],
    ),
    (
        "template",
        &["lead", "interested", "solution", "negotiation"],
        &["lead", "interested", "solution", "negotiation", "won"],
    ),
];

/// Everything that is measured, as lines of text. `now` is the instant until which idle days count;
/// without it they are left out.
pub fn figures(
    events: &[&Json],
    chosen: Chosen<'_>,
    zone: FixedOffset,
    now: Option<Micros>,
) -> Vec<String> {
    let deals = chosen.of(events);
    let mut lines = Vec::new();
    for (pipeline, open, steps) in PIPELINES {
        let own: Vec<&Deal> = deals.iter().filter(|d| d.data["pipeline"] == pipeline).collect();
        if own.is_empty() {
            continue;
        }
        for pair in steps.windows(2) {
            lines.push(conversion(pipeline, &own, open, (pair[0], pair[1])));
        }
        lines.push(format!("whole {}", conversion(pipeline, &own, open, (steps[0], "won"))));
        for stage in open {
            lines.extend(dwell(pipeline, &own, stage));
        }
    }
    let count = |state: &str| deals.iter().filter(|deal| deal.state == state).count();
    let pushed = deals.iter().filter(|deal| deal.pushed).count();
    lines.push(format!("pushed {:?}", rate(pushed, deals.len())));
    lines.push(format!("win rate {:?}", rate(count("won"), count("won") + count("lost"))));
    let mut days: Vec<i64> = deals.iter().filter_map(|deal| cycle(deal, zone)).collect();
    lines.push(format!("cycle {:?}", median(&mut days)));
    lines.extend(["won", "lost"].iter().flat_map(|state| reasons(&deals, state)));
    lines.extend(sizes(&deals));
    lines.extend(sources(&deals, zone));
    if let Some(now) = now {
        let open = deals.iter().filter(|deal| deal.state == "open");
        let days = open.map(|deal| (date(now, zone) - date(deal.active, zone)).num_days().max(0));
        let mut days: Vec<i64> = days.collect();
        let over = days.iter().filter(|days| **days > 30).count();
        lines.push(format!("idle {:?} {over}", median(&mut days)));
    }
    lines.sort();
    lines
}

fn conversion(pipeline: &str, deals: &[&Deal], open: &[&str], (from, to): (&str, &str)) -> String {
    let goal = open.iter().position(|stage| *stage == to).unwrap_or(usize::MAX);
    let (mut entered, mut took) = (0, Vec::new());
    for deal in deals {
        let Some(nth) = deal.stays.iter().position(|(stage, ..)| stage == from) else { continue };
        entered += 1;
        let beyond = |stage: &str| open.iter().position(|known| *known == stage) >= Some(goal);
        let later = deal.stays[nth + 1..].iter().find(|(stage, ..)| beyond(stage));
        let passed = later.map(|(_, came, _)| *came).or(deal.won);
        took.extend(passed.map(|passed| passed - deal.stays[nth].1));
    }
    let rate = rate(took.len(), entered);
    let passed = took.len();
    format!("{pipeline} {from} {to}: {entered} {passed} {rate:?} {}", seconds(&mut took))
}

fn dwell(pipeline: &str, deals: &[&Deal], stage: &str) -> Option<String> {
    let stays = deals.iter().flat_map(|deal| &deal.stays).filter(|(known, ..)| known == stage);
    let all: Vec<_> = stays.collect();
    let mut took: Vec<i64> =
        all.iter().filter_map(|(_, came, went)| Some((*went)? - came)).collect();
    let ended = took.len();
    let line = format!("dwell {pipeline} {stage}: {ended} {}", seconds(&mut took));
    (!all.is_empty()).then_some(line)
}

fn reasons(deals: &[Deal], state: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for deal in deals.iter().filter(|deal| deal.state == state) {
        *counts.entry(deal.data["closed_for"].to_string()).or_default() += 1;
    }
    counts.iter().map(|(reason, count)| format!("{state} for {reason}: {count}")).collect()
}

fn sizes(deals: &[Deal]) -> Vec<String> {
    let mut sizes: BTreeMap<String, Vec<Decimal>> = BTreeMap::new();
    for deal in deals.iter().filter(|deal| deal.state == "won") {
        let money = &deal.data["amount"];
        let size = text(&money["amount"]).parse().unwrap();
        sizes.entry(text(&money["currency"])).or_default().push(size);
    }
    let mean = |amounts: &[Decimal]| {
        let mean = amounts.iter().sum::<Decimal>() / Decimal::from(amounts.len());
        mean.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
    };
    sizes.iter().map(|(currency, all)| format!("size {currency} {}", mean(all))).collect()
}

fn sources(deals: &[Deal], zone: FixedOffset) -> Vec<String> {
    let mut sources: BTreeMap<String, Vec<&Deal>> = BTreeMap::new();
    for deal in deals {
        sources.entry(deal.data["source"].to_string()).or_default().push(deal);
    }
    let line = |(source, deals): (&String, &Vec<&Deal>)| {
        let won = deals.iter().filter(|deal| deal.state == "won").count();
        let mut days: Vec<i64> = deals.iter().filter_map(|deal| cycle(deal, zone)).collect();
        let (opened, rate) = (deals.len(), rate(won, deals.len()));
        format!("source {source}: {opened} {won} {rate:?} {:?}", median(&mut days))
    };
    sources.iter().map(line).collect()
}

fn cycle(deal: &Deal, zone: FixedOffset) -> Option<i64> {
    Some((date(deal.won?, zone) - date(deal.opened, zone)).num_days())
}

fn date(at: Micros, zone: FixedOffset) -> NaiveDate {
    DateTime::from_timestamp_micros(at).unwrap().with_timezone(&zone).date_naive()
}

fn rate(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn median(values: &mut [i64]) -> Option<f64> {
    values.sort_unstable();
    let n = values.len();
    (n > 0).then(|| (values[(n - 1) / 2] + values[n / 2]) as f64 / 2.0)
}

fn seconds(micros: &mut [i64]) -> String {
    let median = median(micros).map(|micros| micros / 1e6);
    let ninety = (micros.len() * 9).div_ceil(10);
    let p90 = ninety.checked_sub(1).map(|place| micros[place] as f64 / 1e6);
    format!("{median:?} {p90:?}")
}
