//! An instant as text, without a detour: times are written several times for every commit.

use arrayvec::ArrayString;
use chrono::{Datelike as _, Timelike as _};

use super::{MICROS_PER_SECOND, Timestamp};

/// `2026-03-01T09:00:00.000000Z`: every instant has as many characters, since years are 1 to 9999.
const TEXT_LEN: usize = 27;

impl Timestamp {
    /// RFC 3339 in UTC with six decimals.
    pub(super) fn text(self) -> ArrayString<TEXT_LEN> {
        let time = self.to_utc();
        let mut text = ArrayString::new();
        digits(&mut text, time.year().unsigned_abs(), 4);
        for (before, number) in
            [('-', time.month()), ('-', time.day()), ('T', time.hour()), (':', time.minute())]
        {
            text.push(before);
            digits(&mut text, number, 2);
        }
        text.push(':');
        digits(&mut text, time.second(), 2);
        text.push('.');
        let micros = self.0.rem_euclid(MICROS_PER_SECOND);
        digits(&mut text, u32::try_from(micros).expect("less than a second"), 6);
        text.push('Z');
        text
    }
}

/// The last `count` decimal digits of a number.
fn digits(text: &mut ArrayString<TEXT_LEN>, number: u32, count: u32) {
    for place in (0..count).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from(b'0' + digit as u8));
    }
}

#[cfg(test)]
mod tests;
