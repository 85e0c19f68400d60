//! Days of a zone by table: converting a million instants by calendar arithmetic takes a tenth of a
//! second, by table a few milliseconds.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use chrono::{Datelike, Days, NaiveDate};
use event_schema::Timestamp;
use rules::zone::Zone;

/// Number of a day, counted without gaps. A day lasts from its first instant to the first instant of
/// the next, also where clocks that are put back just after midnight show the old date once more.
pub type Day = i32;

/// Microseconds of a day of 24 hours.
pub const DAY_MICROS: i64 = 86_400 * 1_000_000;
/// The days that the table covers; the rest is computed.
const FIRST: (i32, u32, u32) = (2005, 1, 1);
const DAYS: usize = 16_436;

/// Tables by zone: each takes tens of milliseconds to make and every past state needs one.
static TABLES: LazyLock<Mutex<HashMap<Zone, Starts>>> = LazyLock::new(Mutex::default);

/// First instants of days, in microseconds; made when first used.
type Starts = Arc<OnceLock<Vec<i64>>>;

/// The days of one zone.
#[derive(Clone)]
pub struct DayTable {
    zone: Zone,
    first: Day,
    starts: Starts,
}

impl DayTable {
    /// The days of `zone`; the table is made when it is first used.
    pub fn new(zone: Zone) -> Self {
        let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        let starts = tables.entry(zone).or_default().clone();
        Self { zone, first: first_date().num_days_from_ce(), starts }
    }

    /// The zone.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The day at an instant.
    pub fn day(&self, at: i64) -> Day {
        let starts = self.starts.get_or_init(|| self.table());
        let guess = (at - starts[0]).div_euclid(DAY_MICROS);
        let Some(mut place) = usize::try_from(guess).ok().filter(|g| *g + 2 < starts.len()) else {
            return self.zone.day_number(Timestamp::from_micros(at));
        };
        // A zone is at most a few hours off the guess, so this takes at most two steps.
        while at < starts[place] && place > 0 {
            place -= 1;
        }
        while at >= starts[place + 1] && place + 2 < starts.len() {
            place += 1;
        }
        self.first + place as Day
    }

    /// The first instant of a day, in microseconds.
    pub fn start(&self, day: Day) -> i64 {
        let starts = self.starts.get_or_init(|| self.table());
        let place = usize::try_from(day - self.first).ok();
        place.and_then(|place| starts.get(place).copied()).unwrap_or_else(|| {
            let date = NaiveDate::from_num_days_from_ce_opt(day);
            let end = if day < self.first { Timestamp::MIN } else { Timestamp::MAX };
            date.map_or(end, |date| self.zone.day_start(date)).micros()
        })
    }

    /// The day that begins at this very instant, if one does.
    pub fn starting(&self, at: Timestamp) -> Option<Day> {
        let date = self.zone.date_of(at);
        (self.zone.day_start(date) == at).then(|| date.num_days_from_ce())
    }

    fn table(&self) -> Vec<i64> {
        let start = |n: usize| {
            let date = first_date().checked_add_days(Days::new(n as u64));
            self.zone.day_start(date.expect("some decades after 2005 are dates")).micros()
        };
        (0..DAYS).map(start).collect()
    }
}

fn first_date() -> NaiveDate {
    let (year, month, day) = FIRST;
    NaiveDate::from_ymd_opt(year, month, day).expect("the first of January is a date")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_calendar_says() {
        for zone in ["UTC", "Asia/Shanghai", "America/Santiago", "Pacific/Apia", "Africa/Cairo"] {
            let zone: Zone = zone.parse().unwrap();
            let table = DayTable::new(zone);
            let mut at = Timestamp::from_micros(-1_000_000_007);
            while at < "2031-01-01T00:00:00Z".parse().unwrap() {
                assert_eq!(table.day(at.micros()), zone.day_number(at), "{zone} {at}");
                at = at.plus_seconds(9_973);
            }
            let start = zone.day_start(NaiveDate::from_ymd_opt(2026, 3, 29).unwrap());
            assert_eq!(table.day(start.micros()), zone.day_number(start));
            assert_eq!(table.day(start.micros() - 1) + 1, table.day(start.micros()));
            assert_eq!(table.starting(start), Some(zone.day_number(start)));
            assert_eq!(table.starting(start.plus_micros(1)), None);
        }
    }
}
