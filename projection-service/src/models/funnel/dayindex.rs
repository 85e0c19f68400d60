//! All leads by day of creation in one zone: the whole, and the groups of each dimension that was
//! asked for.

use std::ops::Range;

use super::cells::{Cells, Share};
use super::lead::{DIMENSIONS, Lead};
use super::measure::Measures;
use crate::days::{Day, DayTable};

/// The index.
pub struct DayIndex {
    days: DayTable,
    all: Cells,
    /// By number of the value, once the dimension was asked for.
    groups: [Option<Vec<Cells>>; DIMENSIONS],
}

impl DayIndex {
    /// The index of these leads.
    pub fn new(days: DayTable, leads: &[Lead]) -> Self {
        let mut all = Cells::default();
        for (_, share) in by_day(&days, leads) {
            all.change(None, Some(&share));
        }
        Self { days, all, groups: [const { None }; DIMENSIONS] }
    }

    /// The days it counts in.
    pub fn days(&self) -> &DayTable {
        &self.days
    }

    /// A lead is there, is another one, or counts no more: `None` is not being there.
    pub fn change(&mut self, before: Option<&Lead>, after: Option<&Lead>) {
        let share = |lead: Option<&Lead>| {
            lead.filter(|lead| lead.counts()).map(|lead| Share::of(lead, &self.days))
        };
        let (old, new) = (share(before), share(after));
        if old != new {
            self.all.change(old.as_ref(), new.as_ref());
        }
        for (i, groups) in self.groups.iter_mut().enumerate() {
            let Some(groups) = groups else { continue };
            let number = |lead: Option<&Lead>| lead.map(|lead| lead.dimensions[i]);
            match (number(before), number(after)) {
                (Some(one), Some(other)) if one == other => {
                    if old != new {
                        group(groups, one).change(old.as_ref(), new.as_ref());
                    }
                }
                (one, other) => {
                    if let Some(one) = one {
                        group(groups, one).change(old.as_ref(), None);
                    }
                    if let Some(other) = other {
                        group(groups, other).change(None, new.as_ref());
                    }
                }
            }
        }
    }

    /// The measures of all leads created on the days of a range.
    pub fn all(&self, days: &Range<Day>) -> Measures {
        self.all.measures(days)
    }

    /// The measures of each group of a dimension, by number of its value.
    pub fn groups(
        &mut self,
        dimension: usize,
        leads: &[Lead],
        days: &Range<Day>,
    ) -> Vec<(u32, Measures)> {
        let table = &self.days;
        let groups = self.groups[dimension].get_or_insert_with(|| {
            let mut groups = Vec::new();
            for (lead, share) in by_day(table, leads) {
                group(&mut groups, lead.dimensions[dimension]).change(None, Some(&share));
            }
            groups
        });
        (0..).zip(groups).map(|(number, cells)| (number, cells.measures(days))).collect()
    }

    /// Bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let groups = self.groups.iter().flatten().flatten();
        self.all.memory_bytes() + groups.map(Cells::memory_bytes).sum::<usize>()
    }
}

/// Leads and their shares in the order of their days, so that every run of days grows at its end.
fn by_day<'a>(days: &DayTable, leads: &'a [Lead]) -> impl Iterator<Item = (&'a Lead, Share)> {
    let mut order: Vec<(Day, u32)> = (0..)
        .zip(leads)
        .filter(|(_, lead)| lead.counts())
        .map(|(at, lead)| (days.day(lead.created), at))
        .collect();
    order.sort_unstable();
    let days = days.clone();
    order.into_iter().map(move |(_, at)| {
        let lead = &leads[at as usize];
        (lead, Share::of(lead, &days))
    })
}

fn group(groups: &mut Vec<Cells>, number: u32) -> &mut Cells {
    let at = number as usize;
    if groups.len() <= at {
        groups.resize_with(at + 1, Cells::default);
    }
    &mut groups[at]
}
