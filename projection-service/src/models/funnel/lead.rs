//! One lead as the funnel sees it: sixty-four bytes.

use event_schema::Timestamp;
use serde::{Deserialize, Serialize};

use crate::query::LeadStage;

/// How many stages the funnel has.
pub const STAGES: usize = 5;
/// The stages in order.
pub const STAGE: [LeadStage; STAGES] =
    [LeadStage::Lead, LeadStage::Mql, LeadStage::Sql, LeadStage::Opportunity, LeadStage::Won];
/// How many pairs of stages are measured.
pub const PAIRS: usize = 6;
/// The pairs, by place of their stages: neighbours, then lead→opportunity and lead→won.
pub const PAIR: [(usize, usize); PAIRS] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 4)];
/// How many dimensions there are.
pub const DIMENSIONS: usize = 4;

/// Not reached. No business time lies there, see `Timestamp::MIN`.
const NEVER: i64 = i64::MIN;

/// Stages that have a time of their own after creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Milestone {
    Mql = 0,
    Sql = 1,
    Opportunity = 2,
    Won = 3,
}

/// How a lead left the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Exit {
    /// It is in it.
    #[default]
    No,
    /// Given up.
    Disqualified,
    /// Put back for later.
    Recycled,
    /// It turned out to be another lead and counts there.
    Merged,
}

/// A lead.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// When it was created, in business; microseconds.
    pub created: i64,
    times: [i64; 4],
    /// Numbers of source, owner, region and product.
    pub dimensions: [u32; DIMENSIONS],
    /// Whether and how it left.
    pub exit: Exit,
    /// Whether a meeting with it was ever booked. It lies where the size of a lead has room.
    pub booked: bool,
}

impl Lead {
    /// A new lead.
    pub fn new(created: Timestamp, dimensions: [u32; DIMENSIONS]) -> Self {
        let (created, times) = (created.micros(), [NEVER; 4]);
        Self { created, times, dimensions, exit: Exit::No, booked: false }
    }

    /// A stage was reached; one that is reached again keeps its earliest time.
    pub fn reach(&mut self, milestone: Milestone, at: Timestamp) {
        let time = &mut self.times[milestone as usize];
        *time = if *time == NEVER { at.micros() } else { (*time).min(at.micros()) };
    }

    /// A stage counts as reached, unless it was.
    pub fn reach_by_skipping(&mut self, milestone: Milestone, at: Timestamp) {
        if self.times[milestone as usize] == NEVER {
            self.reach(milestone, at);
        }
    }

    /// Takes over the earliest times of another one that turned out to be this one, and its meeting.
    pub fn take_in(&mut self, other: &Self) {
        self.created = self.created.min(other.created);
        self.booked |= other.booked;
        for (time, other) in self.times.iter_mut().zip(other.times) {
            if *time == NEVER || (other != NEVER && other < *time) {
                *time = other;
            }
        }
    }

    /// Whether it counts at all.
    pub fn counts(&self) -> bool {
        self.exit != Exit::Merged
    }

    /// When it became marketing-qualified, if it ever did.
    pub fn qualified(&self) -> Option<i64> {
        self.reached()[Milestone::Mql as usize + 1]
    }

    /// When each stage was reached; a skipped one counts with the time of the later one.
    pub fn reached(&self) -> [Option<i64>; STAGES] {
        let mut reached = [Some(self.created); STAGES];
        let mut later = None;
        for (i, time) in self.times.iter().enumerate().rev() {
            later = if *time == NEVER { later } else { Some(*time) };
            reached[i + 1] = later;
        }
        reached
    }
}

/// The place of the last stage that was reached.
pub fn furthest(reached: &[Option<i64>; STAGES]) -> usize {
    reached.iter().rposition(Option::is_some).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_stage_counts_with_the_time_of_the_later_one() {
        let at = Timestamp::from_micros;
        let mut lead = Lead::new(at(10), [0; 4]);
        assert_eq!(lead.reached(), [Some(10), None, None, None, None]);
        lead.reach(Milestone::Opportunity, at(40));
        lead.reach(Milestone::Sql, at(5));
        lead.reach(Milestone::Sql, at(30));
        assert_eq!(lead.reached(), [Some(10), Some(5), Some(5), Some(40), None]);
        assert_eq!(furthest(&lead.reached()), 3);
        assert_eq!(size_of::<Lead>(), 64);
    }

    #[test]
    fn two_leads_that_are_one_have_the_earliest_times_of_both() {
        let at = Timestamp::from_micros;
        let (mut one, mut other) = (Lead::new(at(10), [0; 4]), Lead::new(at(7), [0; 4]));
        one.reach(Milestone::Mql, at(20));
        other.reach(Milestone::Mql, at(15));
        other.reach(Milestone::Sql, at(30));
        one.take_in(&other);
        assert_eq!(one.reached(), [Some(7), Some(15), Some(30), None, None]);
    }
}
