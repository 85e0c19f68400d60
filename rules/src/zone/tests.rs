//! Days in zones whose clocks jump.

use proptest::prelude::*;

use super::*;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

#[test]
fn a_day_starts_at_its_first_existing_instant() {
    let check = |name: &str, day: &str, start: &str| {
        let found = zone(name).day_start(day.parse().unwrap());
        assert_eq!(found, start.parse().unwrap(), "{name} {day}");
    };
    check("UTC", "2026-03-01", "2026-03-01T00:00:00Z");
    check("Asia/Shanghai", "2026-03-01", "2026-02-28T16:00:00Z");
    // Clocks go from 00:00 to 01:00.
    check("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00");
    // Clocks go back from 00:00 to 23:00.
    check("America/Sao_Paulo", "2018-02-18", "2018-02-18T00:00:00-03:00");
    // Clocks went back from 00:01 to 23:01, so there were two midnights.
    check("America/St_Johns", "2006-10-29", "2006-10-29T00:00:00-02:30");
    // Clocks went from 23:30 to 00:30, in the middle of a night.
    check("America/Toronto", "1919-03-31", "1919-03-31T00:30:00-04:00");
    // A date that Samoa left out when it changed sides.
    check("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00");
}

#[test]
fn days_are_counted_by_the_calendar_of_the_zone() {
    let shanghai = zone("Asia/Shanghai");
    let before = "2026-02-28T15:59:59.999999Z".parse().unwrap();
    let after = "2026-02-28T16:00:00Z".parse().unwrap();
    assert_eq!(shanghai.date_of(before).to_string(), "2026-02-28");
    assert_eq!(shanghai.date_of(after).to_string(), "2026-03-01");
    assert_eq!(shanghai.day_number(after) - shanghai.day_number(before), 1);
    assert_eq!(Zone::UTC.day_number(Timestamp::MIN), 1);
}

#[test]
fn a_bound_is_an_instant_or_a_date() {
    let check = |text: &str, expected: Result<&str, BadBound>| {
        let expected = expected.map(|text| text.parse().unwrap());
        assert_eq!(zone("Asia/Shanghai").bound(text), expected, "{text}");
    };
    check("2026-03-01", Ok("2026-02-28T16:00:00Z"));
    check("2026-03-01T09:00:00+08:00", Ok("2026-03-01T01:00:00Z"));
    check("2026-03-01T09:00:00", Err(BadBound::WithoutOffset));
    for text in ["", "2026-3-01", "2026-02-30", "20260301", "+026-03-01", "tomorrow", "2026-W09-1"]
    {
        check(text, Err(BadBound::Malformed));
    }
}

#[test]
fn names_of_the_database_are_zones_and_nothing_else_is() {
    assert_eq!(zone("Asia/Kathmandu").to_string(), "Asia/Kathmandu");
    for text in ["", "Mars/Base", "+08:00", "asia/shanghai "] {
        assert_eq!(text.parse::<Zone>(), Err(BadZone), "{text}");
    }
}

proptest! {
    #[test]
    fn a_day_starts_on_its_date_or_where_the_zone_left_it_out(
        place in 0..chrono_tz::TZ_VARIANTS.len(),
        day in -36_500_i32..36_500,
    ) {
        let zone = Zone(chrono_tz::TZ_VARIANTS[place]);
        let date = NaiveDate::from_num_days_from_ce_opt(730_000 + day).unwrap();
        let start = zone.day_start(date);
        prop_assert!(zone.date_of(start) >= date);
        prop_assert!(zone.date_of(start) <= date + Days::new(1));
        prop_assert!(zone.date_of(start.plus_micros(-1)) < date);
    }
}
