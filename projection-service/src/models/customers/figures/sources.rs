//! Which sources bring deals that are won, and how fast (C143).

use std::collections::BTreeMap;

use super::{Counted, Present, median, rate};
use crate::models::customers::opportunities::Opportunities;
use crate::query::{OpportunityState, SourceFigures};

/// How many deals a source opened and won, and the days that each win took.
#[derive(Default)]
struct Source {
    opened: usize,
    won: usize,
    cycles: Vec<i64>,
}

/// The sources that deals came by, the one with most deals first.
pub fn sources(
    index: &Opportunities,
    present: &Present<'_>,
    deals: &[Counted<'_>],
) -> Vec<SourceFigures> {
    let mut sources: BTreeMap<u32, Source> = BTreeMap::new();
    for deal in deals {
        let source = sources.entry(deal.columns.source).or_default();
        source.opened += 1;
        source.won += usize::from(deal.columns.state == OpportunityState::Won);
        source.cycles.extend(present.cycle_days(deal.columns));
    }
    let named = |(number, source): (u32, Source)| SourceFigures {
        source: index.values.value(number).map(str::to_owned),
        opened: source.opened as u64,
        won: source.won as u64,
        rate: rate(source.won, source.opened),
        median_cycle_days: median(source.cycles),
    };
    let mut named: Vec<SourceFigures> = sources.into_iter().map(named).collect();
    named.sort_by(|a, b| (b.opened, &a.source).cmp(&(a.opened, &b.source)));
    named
}
