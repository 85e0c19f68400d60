use chrono::SecondsFormat;
use proptest::prelude::*;

use super::*;

fn check(at: Timestamp) {
    let expected = at.to_utc().to_rfc3339_opts(SecondsFormat::Micros, true);
    assert_eq!(at.to_string(), expected);
    assert_eq!(expected.parse(), Ok(at));
}

#[test]
fn the_ends_of_time_and_the_days_around_leap_years_are_written_in_full() {
    for text in ["1900-03-01", "2000-02-29", "2024-02-29", "2024-12-31", "1969-12-31"] {
        let day: Timestamp = format!("{text}T23:59:59.999999Z").parse().unwrap();
        check(day);
        check(day.plus_micros(1));
    }
    for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::from_micros(-1), Timestamp::default()] {
        check(at);
    }
}

proptest! {
    #[test]
    fn every_instant_is_written_as_rfc_3339_says(micros in any::<i64>(), small in any::<i32>()) {
        check(Timestamp::from_micros(micros / 64));
        check(Timestamp::from_micros(micros));
        check(Timestamp::from_micros(small.into()));
    }
}
