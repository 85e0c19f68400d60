//! Durations by day, for exact medians and percentiles of any range of days.
//!
//! Values lie in buckets of about a sixteenth of their size, each ordered by day. A rank is found by
//! counting whole buckets and selecting inside one, so a million values cost a few microseconds.

use std::collections::BTreeMap;
use std::ops::Range;

use super::counts::DayCounts;
use super::measure::Quantiles;
use crate::days::Day;
use crate::quantile::{mean_of_two, middle, rank_90};

/// Up to this many values one bucket is faster than many.
const ONE_BUCKET_MAX: usize = 512;
/// Bits of a value that choose its bucket after the leading one.
const BUCKET_BITS: u32 = 4;

/// Values of one bucket, by day.
#[derive(Debug, Default)]
struct Bucket {
    days: Vec<Day>,
    micros: Vec<i64>,
}

/// The durations of a pair of stages.
#[derive(Debug, Default)]
pub struct Durations {
    buckets: BTreeMap<i32, Bucket>,
    len: usize,
    split: bool,
    /// How many leads took so many calendar days.
    calendar: BTreeMap<Day, DayCounts>,
}

/// How long one lead took: microseconds, and days by the calendar.
pub type Took = (i64, Day);

impl Durations {
    /// Adds a lead of the cohort of `day`.
    pub fn add(&mut self, day: Day, (micros, days): Took) {
        self.calendar.entry(days).or_default().add(day);
        self.len += 1;
        if !self.split && self.len > ONE_BUCKET_MAX {
            self.split();
        }
        self.buckets.entry(self.bucket(micros)).or_default().add(day, micros);
    }

    /// Takes a lead away again.
    pub fn remove(&mut self, day: Day, (micros, days): Took) {
        let key = self.bucket(micros);
        let bucket = self.buckets.get_mut(&key).expect("only what was added is removed");
        bucket.remove(day, micros);
        let counts = self.calendar.get_mut(&days).expect("only what was added is removed");
        counts.remove(day);
        self.len -= 1;
    }

    fn bucket(&self, micros: i64) -> i32 {
        if self.split { bucket(micros) } else { 0 }
    }

    fn split(&mut self) {
        self.split = true;
        for whole in std::mem::take(&mut self.buckets).into_values() {
            for (day, micros) in whole.days.into_iter().zip(whole.micros) {
                self.buckets.entry(bucket(micros)).or_default().add(day, micros);
            }
        }
    }

    /// Median and 90th percentile over a range of days, and the median in calendar days.
    pub fn quantiles(&self, days: &Range<Day>) -> Option<Quantiles> {
        let slices: Vec<&[i64]> = self.buckets.values().map(|bucket| bucket.within(days)).collect();
        let n: u64 = slices.iter().map(|slice| slice.len() as u64).sum();
        if n == 0 {
            return None;
        }
        let (low, high) = middle(n);
        let lower = nth(&slices, low);
        let upper = if low == high { lower } else { nth(&slices, high) };
        Some(Quantiles {
            median_micros: mean_of_two(lower, upper),
            p90_micros: nth(&slices, rank_90(n)),
            median_days: self.median_days(days, (low, high)),
        })
    }

    fn median_days(&self, days: &Range<Day>, (low, high): (u64, u64)) -> f64 {
        let mut below = 0;
        let mut lower = None;
        for (took, counts) in &self.calendar {
            below += counts.count(days);
            if below > low {
                lower.get_or_insert(*took);
            }
            if below > high {
                let lower = lower.unwrap_or(*took);
                return mean_of_two(lower.into(), (*took).into());
            }
        }
        unreachable!("as many leads took some calendar days as took some time")
    }

    /// Bytes beside the value itself.
    pub fn memory_bytes(&self) -> usize {
        let buckets = self.buckets.values();
        let values: usize =
            buckets.map(|b| 64 + b.days.capacity() * 4 + b.micros.capacity() * 8).sum();
        values + self.calendar.values().map(|counts| 40 + counts.memory_bytes()).sum::<usize>()
    }
}

impl Bucket {
    fn add(&mut self, day: Day, micros: i64) {
        let at = self.days.partition_point(|known| *known <= day);
        self.days.insert(at, day);
        self.micros.insert(at, micros);
    }

    fn remove(&mut self, day: Day, micros: i64) {
        let from = self.days.partition_point(|known| *known < day);
        let found = self.micros[from..].iter().position(|known| *known == micros);
        let at = from + found.expect("only what was added is removed");
        self.days.remove(at);
        self.micros.remove(at);
    }

    fn within(&self, days: &Range<Day>) -> &[i64] {
        let from = self.days.partition_point(|day| *day < days.start);
        let to = from + self.days[from..].partition_point(|day| *day < days.end);
        &self.micros[from..to]
    }
}

/// The value of rank `rank`, from 0, where every value of a slice is below those of the next.
fn nth(slices: &[&[i64]], rank: u64) -> i64 {
    let mut rank = rank as usize;
    for slice in slices {
        if rank < slice.len() {
            let mut values = slice.to_vec();
            return *values.select_nth_unstable(rank).1;
        }
        rank -= slice.len();
    }
    unreachable!("the rank is below the number of values")
}

/// The bucket of a value: grows with it, sixteen to each power of two.
fn bucket(value: i64) -> i32 {
    let size = value.unsigned_abs();
    let power = size.checked_ilog2().unwrap_or(0);
    let bucket = if power < BUCKET_BITS {
        size as i32
    } else {
        let bits = (size >> (power - BUCKET_BITS)) as i32 - (1 << BUCKET_BITS);
        ((power - BUCKET_BITS + 1) << BUCKET_BITS) as i32 + bits
    };
    if value < 0 { -bucket } else { bucket }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantile::median_and_p90;
    use crate::testing::Dice;

    #[test]
    fn buckets_grow_with_their_values() {
        let mut values: Vec<i64> =
            (0..63).flat_map(|p| [1 << p, (1 << p) + (1 << p) / 3]).collect();
        values.extend(values.clone().iter().map(|v| -v));
        values.extend([0, i64::MAX, i64::MIN + 1]);
        values.sort_unstable();
        assert!(values.iter().map(|v| bucket(*v)).is_sorted());
    }

    #[test]
    fn quantiles_of_a_range_are_those_of_a_sorted_list() {
        let seed = 7;
        let mut dice = Dice::new(seed);
        let mut durations = Durations::default();
        let mut held: Vec<(Day, Took)> = Vec::new();
        for step in 0..6_000 {
            let took = (dice.below(1 << (1 + step % 44)) as i64 - 1_000, dice.below(50) as Day - 5);
            let day = dice.below(400) as Day;
            durations.add(day, took);
            held.push((day, took));
            if dice.below(4) == 0 {
                let (day, took) = held.swap_remove(dice.below(held.len() as u64) as usize);
                durations.remove(day, took);
            }
            if step % 97 == 0 {
                let from = dice.below(400) as Day;
                let range = from..from + dice.below(300) as Day;
                let within = held.iter().filter(|(day, _)| range.contains(day));
                let (mut micros, mut days): (Vec<i64>, Vec<i64>) =
                    within.map(|(_, (micros, days))| (*micros, i64::from(*days))).unzip();
                let expected = median_and_p90(&mut micros).map(|(median, p90)| Quantiles {
                    median_micros: median,
                    p90_micros: p90,
                    median_days: median_and_p90(&mut days).unwrap().0,
                });
                assert_eq!(durations.quantiles(&range), expected, "seed {seed}, step {step}");
            }
        }
    }
}
