//! Duties that come round while nobody does anything (C30, C135): when the next one is due.
//!
//! A duty that was due before anybody could have met it is history: it shows as silence and is never
//! acted on. That is one which was due when the last activity was recorded, or when the setting that
//! asks for it was. One that comes round again does so as many days after that.

use event_schema::Timestamp;
use event_schema::event::IdleDuty;
use serde::{Deserialize, Serialize};

/// Seconds of a day, as duties count them.
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Since when nobody has done anything about a record, and what came of that so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// When somebody last did something.
    pub since: Timestamp,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Which duty of this silence was met last, by when it was due.
    pub met: Option<Timestamp>,
}

/// How often a duty comes round in one silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    /// Once.
    Once,
    /// Whenever as many days have gone by again.
    Again,
}

impl Silence {
    /// Somebody did something.
    pub fn new(at: Timestamp, recorded_at: Timestamp) -> Self {
        Self { since: at, recorded_at, met: None }
    }

    /// Somebody did something else; if it was before what is known, the silence goes on.
    pub fn broken(&mut self, at: Timestamp, recorded_at: Timestamp) {
        if at >= self.since {
            *self = Self::new(at, recorded_at);
        }
    }

    /// A duty was met; one of an earlier silence says nothing of this one.
    pub fn meet(&mut self, duty: &IdleDuty) {
        if duty.since == self.since {
            self.met = self.met.max(Some(duty.due_at));
        }
    }

    /// The next duty after so many days of silence, whether it is due yet or not. `asked_at` is when
    /// the setting that asks for it was recorded.
    pub fn next(&self, days: u32, rounds: Rounds, asked_at: Timestamp) -> Option<IdleDuty> {
        let step = i64::from(days) * DAY_SECONDS;
        if step == 0 {
            return None;
        }
        let history = self.recorded_at.max(asked_at);
        let is_history = self.since.plus_seconds(step) <= history;
        let due_at = match rounds {
            Rounds::Once if is_history || self.met.is_some() => return None,
            Rounds::Once => self.since.plus_seconds(step),
            Rounds::Again => {
                let from = if is_history { history } else { self.since };
                let met = self.met.map_or(0, |met| met.micros_since(from).max(0));
                from.plus_seconds(step * (1 + met / (step * 1_000_000)))
            }
        };
        Some(IdleDuty { since: self.since, due_at, days })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_seconds(day * DAY_SECONDS)
    }

    fn due(silence: Silence, rounds: Rounds) -> Option<Timestamp> {
        silence.next(30, rounds, day(0)).map(|duty| duty.due_at)
    }

    #[test]
    fn a_duty_comes_round_after_its_days_and_again_once_it_was_met() {
        let mut silence = Silence::new(day(100), day(100));
        assert_eq!(due(silence, Rounds::Again), Some(day(130)));
        silence.meet(&silence.next(30, Rounds::Again, day(0)).unwrap());
        assert_eq!(due(silence, Rounds::Again), Some(day(160)));
        assert_eq!(due(silence, Rounds::Once), None);
        silence.broken(day(140), day(140));
        assert_eq!(due(silence, Rounds::Once), Some(day(170)));
    }

    #[test]
    fn what_was_due_when_it_was_recorded_is_history_and_the_next_is_not() {
        let mut silence = Silence::new(day(100), day(135));
        assert_eq!(due(silence, Rounds::Once), None);
        assert_eq!(due(silence, Rounds::Again), Some(day(165)));
        silence.meet(&silence.next(30, Rounds::Again, day(0)).unwrap());
        assert_eq!(due(silence, Rounds::Again), Some(day(195)));
        let at_the_very_instant = Silence::new(day(100), day(130));
        assert_eq!(due(at_the_very_instant, Rounds::Again), Some(day(160)));
    }

    #[test]
    fn what_was_due_before_it_was_asked_for_is_history() {
        let silence = Silence::new(day(100), day(100));
        let next = |asked| silence.next(30, Rounds::Again, day(asked)).unwrap().due_at;
        assert_eq!((next(129), next(130), next(195)), (day(130), day(160), day(225)));
        assert_eq!(silence.next(30, Rounds::Once, day(130)), None);
        assert_eq!(silence.next(0, Rounds::Again, day(0)), None);
    }

    #[test]
    fn an_earlier_fact_breaks_no_silence_and_an_earlier_duty_meets_none() {
        let mut silence = Silence::new(day(100), day(100));
        let before = silence;
        silence.broken(day(90), day(120));
        silence.meet(&IdleDuty { since: day(50), due_at: day(500), days: 30 });
        assert_eq!(silence, before);
    }

    proptest! {
        /// Whoever acts on every duty in turn, however late, acts once for each that is neither
        /// history nor still ahead.
        #[test]
        fn every_duty_is_met_once(since in 0_i64..50, late in 0_i64..200, asked in 0_i64..200,
            days in 1_u32..40, now in 0_i64..400) {
            let mut silence = Silence::new(day(since), day(since + late));
            let mut met = Vec::new();
            while let Some(duty) = silence.next(days, Rounds::Again, day(asked))
                && duty.due_at <= day(now)
            {
                met.push(duty.due_at);
                silence.meet(&duty);
            }
            let history = (since + late).max(asked);
            let from = if since + i64::from(days) <= history { history } else { since };
            let owed = (1..=400).map(|k| from + k * i64::from(days));
            let owed: Vec<_> = owed.filter(|due| *due <= now).map(day).collect();
            prop_assert_eq!(met, owed);
        }
    }
}
