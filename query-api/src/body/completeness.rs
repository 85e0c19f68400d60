//! How complete the records of a kind are.

use projection_service::query::{Completeness, FilledFigures, MeetingFigures, Meetings};
use rust_decimal::prelude::ToPrimitive;

use super::body;

body! {
    /// How complete the records of a kind are.
    CompletenessFigures {
        /// The share of key fields that a record should have, 0 to 1; null without such a setting.
        goal: Option<f64>,
        /// The key fields in force.
        key_fields: Vec<String>,
        /// How many records there are.
        records: u64,
        /// Their mean share of filled key fields, 0 to 1; null without records or key fields.
        mean: Option<f64>,
        /// How many of them are at the goal or above it.
        at_goal: u64,
        /// `at_goal` by `records`; null without records or key fields.
        share_at_goal: Option<f64>,
        /// The same by group, if that was asked, by name.
        groups: Vec<CompletenessGroup>,
    }
}

body! {
    /// How complete some of the records are.
    CompletenessGroup {
        /// The id of an owner or the name of a region; null of those without one.
        key: Option<String>,
        /// How many records there are.
        records: u64,
        /// Their mean share of filled key fields, 0 to 1; null without key fields.
        mean: Option<f64>,
        /// How many of them are at the goal or above it.
        at_goal: u64,
        /// `at_goal` by `records`; null without key fields.
        share_at_goal: Option<f64>,
    }
}

/// The mean, and the share of those at the goal.
fn shares(figures: &FilledFigures) -> (Option<f64>, Option<f64>) {
    let mean = figures.mean.and_then(|mean| mean.to_f64());
    let share = mean.map(|_| figures.at_goal as f64 / figures.records as f64);
    (mean, share.map(|share| (share * 10_000.0).round() / 10_000.0))
}

impl From<Completeness> for CompletenessFigures {
    fn from(found: Completeness) -> Self {
        let Completeness { goal, key_fields, all, groups } = found;
        let (mean, share_at_goal) = shares(&all);
        let groups = groups.into_iter().map(|(key, figures)| {
            let (mean, share_at_goal) = shares(&figures);
            let FilledFigures { records, at_goal, .. } = figures;
            CompletenessGroup { key, records, mean, at_goal, share_at_goal }
        });
        Self {
            goal: goal.and_then(|goal| goal.to_f64()),
            key_fields,
            records: all.records,
            mean,
            at_goal: all.at_goal,
            share_at_goal,
            groups: groups.collect(),
        }
    }
}

body! {
    /// Whether the results of meetings are entered in time.
    MeetingResults {
        /// Within how many hours they are to be entered, as it is now; null without a limit.
        within_hours: Option<u32>,
        /// How many meetings there were.
        meetings: u64,
        /// How many have a result that was entered in time.
        in_time: u64,
        /// How many have one that was entered later.
        late: u64,
        /// How many have none, also those whose hours have not passed yet.
        without_result: u64,
        /// `in_time` by `meetings`; null without meetings.
        share_in_time: Option<f64>,
        /// The same by user, if that was asked.
        groups: Vec<MeetingGroup>,
    }
}

body! {
    /// Whether the results of a user's meetings are entered in time.
    MeetingGroup {
        /// Whom they were recorded for, else who did.
        user: String,
        /// How many meetings there were.
        meetings: u64,
        /// How many have a result that was entered in time.
        in_time: u64,
        /// How many have one that was entered later.
        late: u64,
        /// How many have none, also those whose hours have not passed yet.
        without_result: u64,
        /// `in_time` by `meetings`.
        share_in_time: Option<f64>,
    }
}

fn in_time(figures: &MeetingFigures) -> Option<f64> {
    let share = figures.in_time as f64 / figures.meetings as f64;
    (figures.meetings > 0).then(|| (share * 10_000.0).round() / 10_000.0)
}

impl From<Meetings> for MeetingResults {
    fn from(found: Meetings) -> Self {
        let groups = found.users.into_iter().map(|(user, figures)| {
            let share_in_time = in_time(&figures);
            let MeetingFigures { meetings, in_time, late, without_result } = figures;
            MeetingGroup { user, meetings, in_time, late, without_result, share_in_time }
        });
        let share_in_time = in_time(&found.all);
        let MeetingFigures { meetings, in_time, late, without_result } = found.all;
        Self {
            within_hours: found.within_hours,
            meetings,
            in_time,
            late,
            without_result,
            share_in_time,
            groups: groups.collect(),
        }
    }
}
