//! Days in a tenant's time zone.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use event_schema::Timestamp;
use event_schema::time::{BadTimestamp, MICROS_PER_SECOND};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time zone of the IANA database, as compiled in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

/// A text that is no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no time zone: write its name in the IANA database, such as Asia/Shanghai")]
pub struct BadZone;

/// A text that is neither an instant nor a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBound {
    /// A date and time without an offset.
    #[error("{}", BadTimestamp::WithoutOffset)]
    WithoutOffset,
    /// Anything else.
    #[error("is neither a time nor a date: write it as 2026-03-01T09:00:00Z or 2026-03-01")]
    Malformed,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// Its name in the IANA database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The first instant of a date. Where the clocks were put forward over midnight that is the
    /// instant of the change; where they were put back over it, the first of the two midnights; for
    /// a date that a zone left out, the first instant after it.
    pub fn day_start(self, date: NaiveDate) -> Timestamp {
        let midnight = date.and_time(NaiveTime::MIN);
        let start = match self.0.from_local_datetime(&midnight).earliest() {
            Some(start) => start.to_utc().timestamp(),
            None => self.end_of_gap(midnight),
        };
        Timestamp::from_micros(start.saturating_mul(MICROS_PER_SECOND))
    }

    /// The date at an instant.
    pub fn date_of(self, at: Timestamp) -> NaiveDate {
        at.to_utc().with_timezone(&self.0).date_naive()
    }

    /// The number of the day at an instant, counted without gaps from 0001-01-01 as 1: differences
    /// are days by the calendar.
    pub fn day_number(self, at: Timestamp) -> i32 {
        self.date_of(at).num_days_from_ce()
    }

    /// A bound of a query or an `as_of`: an instant, or a date for its first instant.
    pub fn bound(self, text: &str) -> Result<Timestamp, BadBound> {
        if let Some(date) = date(text) {
            return Ok(self.day_start(date));
        }
        text.parse().map_err(|e| match e {
            BadTimestamp::WithoutOffset => BadBound::WithoutOffset,
            BadTimestamp::Malformed => BadBound::Malformed,
        })
    }

    /// The first second, as UTC since the epoch, at which clocks in the zone show `local` or later,
    /// where none shows `local` itself.
    fn end_of_gap(self, local: NaiveDateTime) -> i64 {
        let shows = |utc: i64| {
            let utc = DateTime::from_timestamp(utc, 0).expect("a second near a legal date");
            utc.with_timezone(&self.0).naive_local()
        };
        // No zone is a day away from UTC, so the change is between the two.
        let around = |days: fn(NaiveDateTime) -> Option<NaiveDateTime>| {
            days(local).unwrap_or(local).and_utc().timestamp()
        };
        let mut before = around(|local| local.checked_sub_days(Days::new(1)));
        let mut after = around(|local| local.checked_add_days(Days::new(1)));
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if shows(middle) < local { before = middle } else { after = middle }
        }
        after
    }
}

/// A date as in RFC 3339, and nothing like it.
fn date(text: &str) -> Option<NaiveDate> {
    let shape = |(i, c): (usize, u8)| if i == 4 || i == 7 { c == b'-' } else { c.is_ascii_digit() };
    let shaped = text.len() == 10 && text.bytes().enumerate().all(shape);
    if shaped { text.parse().ok() } else { None }
}

impl FromStr for Zone {
    type Err = BadZone;

    fn from_str(text: &str) -> Result<Self, BadZone> {
        text.parse().map(Self).map_err(|_| BadZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
