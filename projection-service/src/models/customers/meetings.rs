//! Whether the results of meetings are entered in time (C122): by user, and which have none.

use std::collections::BTreeMap;

use super::Customers;
use super::account_view::Present;
use crate::column::Place;
use crate::query::{MeetingFigures, Meetings, Range};

impl Customers {
    /// Whether each channel is one of meetings, by its number.
    pub(super) fn meetings(&self, (book, at): Present<'_>) -> Vec<bool> {
        let channels = &self.interactions.channels;
        let setting = book.completeness("interaction", at).map(|setting| setting.body);
        let is = |number: u32| {
            let word = channels.value(number);
            word.zip(setting).is_some_and(|(word, setting)| setting.is_meeting(word))
        };
        (0..=channels.len() as u32).map(is).collect()
    }

    /// Of the meetings in a range how many have a result, and how many had it in time. Which hours that
    /// are is said by the setting that held when each was recorded.
    pub fn meeting_figures(&self, range: &Range, by_user: bool, present: Present<'_>) -> Meetings {
        let index = &self.interactions;
        let (book, at) = present;
        let meetings = self.meetings(present);
        let (mut all, mut users) = (MeetingFigures::default(), BTreeMap::new());
        for (place, columns) in index.columns.iter().enumerate() {
            if !meetings[columns.channel as usize] || !range.contains(columns.at) {
                continue;
            }
            let setting = book.completeness("interaction", columns.recorded_at);
            let late = setting
                .is_some_and(|setting| setting.body.is_late(columns.at, columns.recorded_at));
            let has_result = index.has_result(place as Place);
            let one = MeetingFigures {
                meetings: 1,
                in_time: u64::from(has_result && !late),
                late: u64::from(has_result && late),
                without_result: u64::from(!has_result),
            };
            all.add(one);
            if by_user {
                users.entry(columns.user).or_insert_with(MeetingFigures::default).add(one);
            }
        }
        let user = |number: u32| index.users.value(number).unwrap_or_default().to_owned();
        let mut users: Vec<_> =
            users.into_iter().map(|(number, figures)| (user(number), figures)).collect();
        users.sort_by(|one, other| one.0.cmp(&other.0));
        let setting = book.completeness("interaction", at);
        Meetings {
            within_hours: setting.and_then(|setting| setting.body.entered_within_hours),
            all,
            users,
        }
    }
}
