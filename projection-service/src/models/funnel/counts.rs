//! Counts by day: sorted runs, so that a range is two searches and a sum over its days.

use std::ops::Range;

use crate::days::Day;

/// How many of something on each day.
#[derive(Debug, Default)]
pub struct DayCounts {
    days: Vec<(Day, u32)>,
}

impl DayCounts {
    /// One more on this day.
    pub fn add(&mut self, day: Day) {
        let at = self.days.partition_point(|(known, _)| *known < day);
        match self.days.get_mut(at) {
            Some((known, count)) if *known == day => *count += 1,
            Some(_) | None => self.days.insert(at, (day, 1)),
        }
    }

    /// One less on this day.
    pub fn remove(&mut self, day: Day) {
        let at = self.days.binary_search_by_key(&day, |(known, _)| *known);
        let at = at.expect("only what was added is removed");
        self.days[at].1 -= 1;
        if self.days[at].1 == 0 {
            self.days.remove(at);
        }
    }

    /// How many on the days of a range.
    pub fn count(&self, days: &Range<Day>) -> u64 {
        let from = self.days.partition_point(|(day, _)| *day < days.start);
        let rest = &self.days[from..];
        rest.iter().take_while(|(day, _)| *day < days.end).map(|(_, n)| u64::from(*n)).sum()
    }

    /// Bytes beside the value itself.
    pub fn memory_bytes(&self) -> usize {
        self.days.capacity() * size_of::<(Day, u32)>()
    }
}
