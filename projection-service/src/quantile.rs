//! Medians and percentiles from raw values: the median is the mean of the middle two, p90 is the
//! nearest rank.

/// Places of the two middle values of `n`, the same one twice where `n` is odd.
pub fn middle(n: u64) -> (u64, u64) {
    ((n - 1) / 2, n / 2)
}

/// Place of the 90th percentile by nearest rank: `ceil(0.9 n) - 1`.
pub fn rank_90(n: u64) -> u64 {
    (n * 9).div_ceil(10) - 1
}

/// The mean of two values. Exact for every pair, since a sum of two `i64` fits an `i128`.
pub fn mean_of_two(low: i64, high: i64) -> f64 {
    (i128::from(low) + i128::from(high)) as f64 / 2.0
}

/// Median and 90th percentile of values in any order; `None` of nothing.
pub fn median_and_p90(values: &mut [i64]) -> Option<(f64, i64)> {
    let n = values.len() as u64;
    if n == 0 {
        return None;
    }
    let (low, high) = middle(n);
    let ninety = *values.select_nth_unstable(rank_90(n) as usize).1;
    let (before, upper, _) = values.select_nth_unstable(high as usize);
    let upper = *upper;
    let lower = if low == high {
        upper
    } else {
        before.iter().copied().max().expect("half of two or more values is at least one")
    };
    Some((mean_of_two(lower, upper), ninety))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[i64], median: f64, p90: i64) {
        let mut values = values.to_vec();
        assert_eq!(median_and_p90(&mut values), Some((median, p90)));
    }

    #[test]
    fn the_median_is_the_mean_of_the_middle_two_and_p90_the_nearest_rank() {
        check(&[7], 7.0, 7);
        check(&[4, 1], 2.5, 4);
        check(&[-10, 3, 1], 1.0, 3);
        check(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5.5, 9);
        check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 6.0, 10);
        assert_eq!(median_and_p90(&mut []), None);
    }
}
