//! Counting what came of each record.

use std::collections::BTreeMap;

use event_schema::event::{BulkActionFinished, BulkRefusal, BulkRefusals};
use event_schema::problem::Problem;
use uuid::Uuid;

use crate::port::{Done, Outcome};

/// Most refusals that are told one by one.
const REFUSALS_MAX: usize = 1_000;
/// Most bytes of them, so that the report fits into a commit.
const REFUSALS_BYTES_MAX: usize = 160 * 1024;
/// What stands around a refusal in the log, in bytes.
const REFUSAL_FRAME_BYTES: usize = 80;

/// The sums so far.
#[derive(Default)]
pub struct Tally {
    changed: u32,
    unchanged: u32,
    refused: BTreeMap<String, u32>,
    refusals: Vec<BulkRefusal>,
    bytes: usize,
}

impl Tally {
    /// Counts one record. A command that couldn't be judged now is no refusal: it is given back, and
    /// the act goes on another time.
    pub fn count(&mut self, id: Uuid, outcome: Outcome) -> Result<(), Box<Problem>> {
        match outcome {
            Ok(Done { events: 0, .. }) => self.unchanged += 1,
            Ok(Done { .. }) => self.changed += 1,
            Err(problem) if matches!(problem.status, 429 | 500..) => return Err(problem),
            Err(problem) => self.refuse(id, *problem),
        }
        Ok(())
    }

    /// Counts a record that wasn't there to be written out.
    pub fn refuse(&mut self, id: Uuid, problem: Problem) {
        let code = problem.kind.trim_start_matches("/problems/").to_owned();
        *self.refused.entry(code.clone()).or_default() += 1;
        let bytes = problem.detail.len() + code.len() + REFUSAL_FRAME_BYTES;
        if self.refusals.len() < REFUSALS_MAX && self.bytes + bytes <= REFUSALS_BYTES_MAX {
            self.bytes += bytes;
            self.refusals.push(BulkRefusal { id, code, message: problem.detail });
        }
    }

    /// The report.
    pub fn report(self) -> BulkActionFinished {
        let Self { changed, unchanged, refused, refusals, bytes: _ } = self;
        let kind = |(code, count)| BulkRefusals { code, count };
        let refused = refused.into_iter().map(kind).collect();
        BulkActionFinished { changed, unchanged, refused, refusals }
    }
}

#[cfg(test)]
mod tests {
    use event_schema::problem::Slug;

    use super::*;

    #[test]
    fn refusals_beyond_the_limit_are_counted_and_not_told() {
        let mut tally = Tally::default();
        for n in 0..1_500_u128 {
            let problem = Problem::new(Slug::WrongState, "no");
            tally.count(Uuid::from_u128(n), Err(Box::new(problem))).unwrap();
        }
        tally.count(Uuid::nil(), Ok(Done { events: 2, position: 9 })).unwrap();
        tally.count(Uuid::nil(), Ok(Done { events: 0, position: 9 })).unwrap();
        let report = tally.report();
        assert_eq!((report.changed, report.unchanged), (1, 1));
        assert_eq!(report.refused, [BulkRefusals { code: "wrong-state".into(), count: 1_500 }]);
        assert_eq!(report.refusals.len(), REFUSALS_MAX);
    }

    #[test]
    fn long_refusals_fit_into_a_commit() {
        let mut tally = Tally::default();
        for n in 0..1_000_u128 {
            let problem = Problem::new(Slug::WrongState, "x".repeat(2_000));
            tally.count(Uuid::from_u128(n), Err(Box::new(problem))).unwrap();
        }
        let report = serde_json::to_vec(&tally.report()).unwrap();
        assert!(report.len() < event_schema::entry::COMMIT_BYTES_MAX * 3 / 4, "{}", report.len());
    }

    #[test]
    fn what_can_not_be_judged_now_is_no_refusal() {
        let mut tally = Tally::default();
        for slug in [Slug::TooMany, Slug::LogUnavailable, Slug::DiskFull, Slug::Internal] {
            let problem = Box::new(Problem::new(slug, "later"));
            assert_eq!(tally.count(Uuid::nil(), Err(problem.clone())), Err(problem));
        }
        assert_eq!(tally.report().refused, []);
    }
}
