//! The counts and durations of one group of leads by day of creation.

use std::ops::Range;

use super::counts::DayCounts;
use super::durations::{Durations, Took};
use super::lead::{Exit, Lead, PAIR, PAIRS, STAGES, furthest};
use super::measure::Measures;
use crate::days::{Day, DayTable};

/// What one lead adds to its groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    day: Day,
    /// Place of the furthest stage: every earlier one is reached, too.
    furthest: usize,
    exit: Exit,
    took: [Option<Took>; PAIRS],
}

impl Share {
    /// The share of a lead, with days as `days` has them.
    pub fn of(lead: &Lead, days: &DayTable) -> Self {
        let reached = lead.reached();
        let dates = reached.map(|at| at.map(|at| days.day(at)));
        let took =
            PAIR.map(|(from, to)| Some((reached[to]? - reached[from]?, dates[to]? - dates[from]?)));
        let day = dates[0].expect("every lead was created");
        Self { day, furthest: furthest(&reached), exit: lead.exit, took }
    }
}

/// One group.
#[derive(Debug, Default)]
pub struct Cells {
    reached: [DayCounts; STAGES],
    disqualified: [DayCounts; STAGES],
    recycled: [DayCounts; STAGES],
    pairs: [Durations; PAIRS],
}

impl Cells {
    /// Replaces a lead's share by another one: `None` is not being here.
    pub fn change(&mut self, before: Option<&Share>, after: Option<&Share>) {
        if let Some(share) = before {
            self.counts(share).for_each(|counts| counts.remove(share.day));
        }
        if let Some(share) = after {
            self.counts(share).for_each(|counts| counts.add(share.day));
        }
        for (i, durations) in self.pairs.iter_mut().enumerate() {
            let old = before.and_then(|share| Some((share.day, share.took[i]?)));
            let new = after.and_then(|share| Some((share.day, share.took[i]?)));
            if old == new {
                continue;
            }
            if let Some((day, took)) = old {
                durations.remove(day, took);
            }
            if let Some((day, took)) = new {
                durations.add(day, took);
            }
        }
    }

    fn counts(&mut self, share: &Share) -> impl Iterator<Item = &mut DayCounts> {
        let left = match share.exit {
            // A merged one has no share, see `DayIndex`.
            Exit::No | Exit::Merged => None,
            Exit::Disqualified => Some(&mut self.disqualified[share.furthest]),
            Exit::Recycled => Some(&mut self.recycled[share.furthest]),
        };
        self.reached[..=share.furthest].iter_mut().chain(left)
    }

    /// The measures over a range of days.
    pub fn measures(&self, days: &Range<Day>) -> Measures {
        let count = |counts: &DayCounts| counts.count(days);
        Measures {
            reached: self.reached.each_ref().map(count),
            disqualified: self.disqualified.each_ref().map(count),
            recycled: self.recycled.each_ref().map(count),
            pairs: self.pairs.each_ref().map(|pair| pair.quantiles(days)),
        }
    }

    /// Bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let counts = self.reached.iter().chain(&self.disqualified).chain(&self.recycled);
        size_of::<Self>()
            + counts.map(DayCounts::memory_bytes).sum::<usize>()
            + self.pairs.iter().map(Durations::memory_bytes).sum::<usize>()
    }
}
