//! Answers about the funnel.

use std::ops;
use std::sync::PoisonError;

use event_schema::time::MICROS_PER_SECOND;
use rules::settings::{STEPS, ScoringModel, StepTarget};
use rules::zone::Zone;

use super::Funnels;
use super::columns::dimension;
use super::dayindex::DayIndex;
use super::lead::{PAIR, STAGE, STAGES};
use super::measure::Measures;
use super::scan::scan;
use crate::days::{Day, DayTable};
use crate::query::{
    Conversion, Funnel, FunnelBy, FunnelGroup, FunnelTarget, Left, Range, StageCount,
};

/// Fewest leads whose index is made before somebody asks: for fewer it takes no time.
const WARM_LEADS_MIN: usize = 256;

impl Funnels {
    /// Makes the index with days as in `zone`, unless there is one; true if it was made.
    pub fn warm(&self, zone: Zone) -> bool {
        let leads = self.columns.leads();
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let cold = index.as_ref().is_none_or(|index| index.days().zone() != zone);
        let worth_it = cold && leads.len() >= WARM_LEADS_MIN;
        if worth_it {
            *index = Some(DayIndex::new(DayTable::new(zone), leads));
        }
        worth_it
    }

    /// True if there is an index.
    #[cfg(test)]
    pub fn is_warm(&self) -> bool {
        self.index.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The funnel of the leads created in a range, days as in `zone`.
    pub fn funnel(&self, range: &Range, by: Option<FunnelBy>, zone: Zone) -> Funnel {
        let leads = self.columns.leads();
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        // The zone changes hardly ever, and then every day begins at another instant.
        let index = match &mut *index {
            Some(index) if index.days().zone() == zone => index,
            stale => stale.insert(DayIndex::new(DayTable::new(zone), leads)),
        };
        let dimension = by.map(dimension);
        let (all, groups) = match whole_days(range, index.days()) {
            Some(days) => {
                let groups = dimension.map(|d| index.groups(d, leads, &days));
                (index.all(&days), groups.unwrap_or_default())
            }
            None => scan(leads, range, index.days(), dimension),
        };
        Funnel {
            stages: stages(&all),
            left: left(&all),
            conversion: conversions(&all),
            groups: by.map_or_else(Vec::new, |by| self.name(by, groups)),
            targets: Vec::new(),
        }
    }

    /// The groups that have leads, largest first.
    fn name(&self, by: FunnelBy, groups: Vec<(u32, Measures)>) -> Vec<FunnelGroup> {
        let values = self.columns.values(by);
        let mut named: Vec<FunnelGroup> = groups
            .into_iter()
            .filter(|(_, measures)| measures.reached[0] > 0)
            .map(|(number, measures)| FunnelGroup {
                key: values.value(number).map(str::to_owned),
                stages: stages(&measures),
                left: left(&measures),
                conversion: conversions(&measures),
            })
            .collect();
        named.sort_by(|a, b| (b.stages[0].reached, &a.key).cmp(&(a.stages[0].reached, &b.key)));
        named
    }
}

/// The days of a range that begins and ends where days begin.
fn whole_days(range: &Range, days: &DayTable) -> Option<ops::Range<Day>> {
    let from = range.from.map_or(Some(Day::MIN), |from| days.starting(from))?;
    let to = range.to.map_or(Some(Day::MAX), |to| days.starting(to))?;
    Some(from..to)
}

fn stages(measures: &Measures) -> Vec<StageCount> {
    let count = |stage: usize| {
        let reached = measures.reached[stage];
        let further = measures.reached.get(stage + 1).copied().unwrap_or(0);
        let gone = measures.disqualified[stage] + measures.recycled[stage];
        StageCount { stage: STAGE[stage], reached, current: reached - further - gone }
    };
    (0..STAGES).map(count).collect()
}

fn left(measures: &Measures) -> Left {
    Left {
        disqualified: measures.disqualified.iter().sum(),
        recycled: measures.recycled.iter().sum(),
    }
}

/// What the steps should come to, by the scoring model.
pub fn targets(model: &ScoringModel) -> Vec<FunnelTarget> {
    let of = |(step, (from, to)): (&str, (usize, usize))| {
        let target = model.targets.get(step)?;
        let StepTarget { rate_min, rate_max, days_max } = *target;
        Some(FunnelTarget { from: STAGE[from], to: STAGE[to], rate_min, rate_max, days_max })
    };
    STEPS.into_iter().zip(PAIR).filter_map(of).collect()
}

fn conversions(measures: &Measures) -> Vec<Conversion> {
    let seconds = |micros: f64| micros / MICROS_PER_SECOND as f64;
    let conversion = |((from, to), took): ((usize, usize), &Option<super::measure::Quantiles>)| {
        let (reached_from, reached_to) = (measures.reached[from], measures.reached[to]);
        Conversion {
            from: STAGE[from],
            to: STAGE[to],
            rate: (reached_from > 0).then(|| reached_to as f64 / reached_from as f64),
            median_seconds: took.map(|took| seconds(took.median_micros)),
            p90_seconds: took.map(|took| seconds(took.p90_micros as f64)),
            median_days: took.map(|took| took.median_days),
        }
    };
    PAIR.into_iter().zip(&measures.pairs).map(conversion).collect()
}
