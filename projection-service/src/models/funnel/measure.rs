//! What is measured of a group of leads, whichever way it was found.

use super::lead::{PAIRS, STAGES};

/// Exact quantiles of one pair of stages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantiles {
    /// Median, in microseconds: the mean of the middle two.
    pub median_micros: f64,
    /// 90th percentile by nearest rank, in microseconds.
    pub p90_micros: i64,
    /// Median of the differences of calendar dates.
    pub median_days: f64,
}

/// The measures of a group of leads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measures {
    /// How many reached each stage.
    pub reached: [u64; STAGES],
    /// How many of those whose furthest stage it is were given up.
    pub disqualified: [u64; STAGES],
    /// How many of those whose furthest stage it is were put back.
    pub recycled: [u64; STAGES],
    /// How long each pair of stages took.
    pub pairs: [Option<Quantiles>; PAIRS],
}
