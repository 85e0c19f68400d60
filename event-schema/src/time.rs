//! Instants. All times in events are UTC with microseconds; reading the clock is not done here.

mod text;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::plain;

/// Microseconds in a second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z. In JSON it is RFC 3339 in UTC with six
/// decimals, in binary rows the bare number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(i64);

/// A text that is no instant, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTimestamp {
    /// A date and time without `Z` or `+hh:mm`: it would mean another instant on every machine.
    #[error("a time needs an offset, such as 2026-03-01T09:00:00Z or 2026-03-01T17:00:00+08:00")]
    WithoutOffset,
    /// Anything else.
    #[error("not a time: write it as RFC 3339, such as 2026-03-01T09:00:00Z")]
    Malformed,
}

impl Timestamp {
    /// The earliest instant, used as "from the beginning of time".
    pub const MIN: Self = Self(-62_135_596_800 * MICROS_PER_SECOND);
    /// The latest instant that RFC 3339 can write.
    pub const MAX: Self = Self(253_402_300_799 * MICROS_PER_SECOND);

    /// From microseconds since the epoch, clamped to the years 1 to 9999.
    pub fn from_micros(micros: i64) -> Self {
        Self(micros.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Microseconds since the epoch.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// This instant and so many microseconds; a negative number goes back.
    pub fn plus_micros(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// This instant and so many seconds; a negative number goes back.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Microseconds from `earlier` to this instant; negative where `earlier` is later.
    pub fn micros_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The same instant for calendar arithmetic.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).expect("a timestamp is within years 1 to 9999")
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self::from_micros(time.timestamp_micros())
    }
}

impl FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        match DateTime::parse_from_rfc3339(text) {
            Ok(time) => Ok(time.with_timezone(&Utc).into()),
            Err(_) if DateTime::parse_from_rfc3339(&format!("{text}Z")).is_ok() => {
                Err(BadTimestamp::WithoutOffset)
            }
            Err(_) => Err(BadTimestamp::Malformed),
        }
    }
}

/// Reads the one form that we write, `2026-03-01T09:00:00.000000Z`, several times as fast as the
/// reader of every form; `None` for whatever is another form or no time.
fn as_written(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 27] = text.as_bytes().try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    if marks.iter().any(|(at, mark)| bytes[*at] != *mark) {
        return None;
    }
    let number = |digits: &[u8]| {
        let digit = |n: u32, b: &u8| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'));
        digits.iter().try_fold(0, digit)
    };
    let (year, month) = (number(&bytes[..4])?, number(&bytes[5..7])?);
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, number(&bytes[8..10])?)?;
    let (hour, minute) = (number(&bytes[11..13])?, number(&bytes[14..16])?);
    // A leap second is read by the reader of every form.
    let (second, micro) = (number(&bytes[17..19])?, number(&bytes[20..26])?);
    Some(date.and_hms_micro_opt(hour, minute, second, micro)?.and_utc().into())
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            to.serialize_str(&self.text())
        } else {
            to.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            plain::read(from, |text| as_written(text).map_or_else(|| text.parse(), Ok))
        } else {
            i64::deserialize(from).map(Self::from_micros)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) {
        let read: Option<Timestamp> = serde_json::from_value(text.into()).ok();
        assert_eq!(read, text.parse().ok(), "{text}");
    }

    #[test]
    fn the_form_that_is_written_is_read_like_every_form() {
        for text in [
            "2026-03-01T09:00:00.000000Z",
            "2024-02-29T23:59:59.999999Z",
            "2023-02-29T00:00:00.000000Z",
            "2026-03-01T24:00:00.000000Z",
            "2016-12-31T23:59:60.000000Z",
            "2026-03-01T09:00:00.0+0000Z",
            "0000-00-00T00:00:00.000000Z",
            "0000-01-01T00:00:00.000000Z",
            "2026-03-01t09:00:00.000000z",
        ] {
            check(text);
        }
    }

    proptest! {
        #[test]
        fn every_instant_is_read_back(micros in Timestamp::MIN.micros()..Timestamp::MAX.micros()) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(as_written(&at.to_string()), Some(at));
            check(&at.to_string());
        }
    }
}
