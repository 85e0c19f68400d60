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

    /// A new lead.
    pub fn add(&mut self, lead: &Lead) {
        let share = Share::of(lead, &self.days);
        self.all.change(None, Some(&share));
        self.shift(lead, None, Some(&share));
    }

    /// A lead changed; its dimensions stay.
    pub fn change(&mut self, before: &Lead, after: &Lead) {
        let (old, new) = (Share::of(before, &self.days), Share::of(after, &self.days));
        if old != new {
            self.all.change(Some(&old), Some(&new));
            self.shift(after, Some(&old), Some(&new));
        }
    }

    fn shift(&mut self, lead: &Lead, before: Option<&Share>, after: Option<&Share>) {
        for (groups, number) in self.groups.iter_mut().zip(lead.dimensions) {
            if let Some(groups) = groups {
                group(groups, number).change(before, after);
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
    let mut order: Vec<(Day, u32)> =
        (0..).zip(leads).map(|(at, lead)| (days.day(lead.created), at)).collect();
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
