//! The measures of any range by looking at every lead: for ranges that cut a day.

use super::lead::{DIMENSIONS, Exit, Lead, PAIR, PAIRS, STAGES, furthest};
use super::measure::{Measures, Quantiles};
use crate::days::DayTable;
use crate::quantile::median_and_p90;
use crate::query::Range;

/// Sums up a group of leads.
#[derive(Default)]
pub struct Tally {
    reached: [u64; STAGES],
    disqualified: [u64; STAGES],
    recycled: [u64; STAGES],
    micros: [Vec<i64>; PAIRS],
    days: [Vec<i64>; PAIRS],
}

/// What one lead adds, found once for all groups that it is in.
struct Sample {
    furthest: usize,
    exit: Exit,
    took: [Option<(i64, i64)>; PAIRS],
}

impl Sample {
    fn of(lead: &Lead, table: &DayTable) -> Self {
        let reached = lead.reached();
        let furthest = furthest(&reached);
        let mut took = [None; PAIRS];
        if furthest > 0 {
            let dates = reached.map(|at| at.map(|at| i64::from(table.day(at))));
            took = PAIR
                .map(|(from, to)| Some((reached[to]? - reached[from]?, dates[to]? - dates[from]?)));
        }
        Self { furthest, exit: lead.exit, took }
    }
}

impl Tally {
    fn add(&mut self, sample: &Sample) {
        let Sample { furthest, exit, took } = sample;
        self.reached[..=*furthest].iter_mut().for_each(|n| *n += 1);
        match exit {
            Exit::No | Exit::Merged => {}
            Exit::Disqualified => self.disqualified[*furthest] += 1,
            Exit::Recycled => self.recycled[*furthest] += 1,
        }
        for (i, (micros, days)) in took.iter().enumerate().filter_map(|(i, t)| Some((i, (*t)?))) {
            self.micros[i].push(micros);
            self.days[i].push(days);
        }
    }

    fn measures(mut self) -> Measures {
        let mut pairs = [None; PAIRS];
        for (i, pair) in pairs.iter_mut().enumerate() {
            let took = median_and_p90(&mut self.micros[i]).zip(median_and_p90(&mut self.days[i]));
            *pair = took.map(|((median_micros, p90_micros), (median_days, _))| Quantiles {
                median_micros,
                p90_micros,
                median_days,
            });
        }
        let Self { reached, disqualified, recycled, .. } = self;
        Measures { reached, disqualified, recycled, pairs }
    }
}

/// The measures of all leads created in a range, and of the groups of a dimension by number.
pub fn scan(
    leads: &[Lead],
    range: &Range,
    table: &DayTable,
    dimension: Option<usize>,
) -> (Measures, Vec<(u32, Measures)>) {
    debug_assert!(dimension.is_none_or(|dimension| dimension < DIMENSIONS));
    let from = range.from.map_or(i64::MIN, |from| from.micros());
    let to = range.to.map_or(i64::MAX, |to| to.micros());
    let mut all = Tally::default();
    let mut groups: Vec<Tally> = Vec::new();
    for lead in leads {
        if lead.created < from || lead.created >= to || !lead.counts() {
            continue;
        }
        let sample = Sample::of(lead, table);
        all.add(&sample);
        if let Some(dimension) = dimension {
            let at = lead.dimensions[dimension] as usize;
            if groups.len() <= at {
                groups.resize_with(at + 1, Tally::default);
            }
            groups[at].add(&sample);
        }
    }
    let groups = (0..).zip(groups).map(|(number, tally)| (number, tally.measures()));
    (all.measures(), groups.collect())
}
