//! Which version is in force.

use event_schema::Timestamp;
use event_schema::event::{SettingDefined, SettingKind};
use proptest::prelude::*;
use serde_json::json;

use super::super::*;

const KIND: SettingKind = SettingKind::Codes;

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(second)
}

fn version(version: u32, effective_from: Option<i64>) -> SettingDefined {
    SettingDefined {
        kind: KIND,
        key: LOSS.parse().unwrap(),
        version,
        effective_from: effective_from.map(at),
        shipped: false,
        body: json!({"codes": [format!("v{version}")]}),
    }
}

fn shipped(v: u32) -> SettingDefined {
    SettingDefined { shipped: true, ..version(v, None) }
}

/// The version in force at each instant, given versions with the time of their recording.
fn check(history: &[(SettingDefined, i64)], expected: &[(i64, Option<u32>)]) {
    let mut book = Book::default();
    history.iter().for_each(|(event, recorded)| book.apply(event, at(*recorded)));
    for (instant, version) in expected {
        let found = book.at(KIND, LOSS.parse().unwrap(), at(*instant));
        assert_eq!(found.map(|v| v.defined.version), *version, "at {instant}");
    }
}

#[test]
fn the_first_version_of_a_key_that_is_not_shipped_holds_from_the_beginning() {
    check(&[(version(1, None), 100)], &[(-1_000, Some(1)), (100, Some(1))]);
}

#[test]
fn a_later_version_holds_from_its_recording() {
    let history = [(version(1, None), 100), (version(2, None), 200)];
    check(&history, &[(199, Some(1)), (200, Some(2))]);
}

#[test]
fn a_shipped_version_holds_from_the_beginning_and_the_tenants_own_from_its_recording() {
    let history = [(shipped(1), 100), (version(2, None), 200)];
    check(&history, &[(-1_000, Some(1)), (199, Some(1)), (200, Some(2))]);
}

#[test]
fn a_version_with_a_time_holds_from_then_even_if_that_is_before_its_recording() {
    let history = [(shipped(1), 100), (version(2, Some(50)), 200)];
    check(&history, &[(49, Some(1)), (50, Some(2)), (300, Some(2))]);
}

#[test]
fn a_backdated_version_ends_where_the_next_one_begins() {
    let history = [(shipped(1), 1), (version(2, Some(200)), 200), (version(3, Some(100)), 300)];
    check(&history, &[(99, Some(1)), (100, Some(3)), (199, Some(3)), (200, Some(2))]);
}

#[test]
fn of_two_versions_from_the_same_instant_the_later_holds() {
    let history = [(version(1, Some(10)), 1), (version(2, Some(10)), 2)];
    check(&history, &[(9, None), (10, Some(2))]);
}

#[test]
fn before_the_first_time_no_version_holds() {
    check(&[(version(1, Some(10)), 1)], &[(9, None), (10, Some(1))]);
    let none = Book::default().codes(LOSS.parse().unwrap(), at(0)).unwrap_err();
    assert_eq!(none.to_string(), "no codes named loss holds at that time");
}

#[test]
fn a_version_that_is_known_already_changes_nothing() {
    let mut book = Book::default();
    book.apply(&version(1, None), at(1));
    let before = book.clone();
    book.apply(&version(1, Some(7)), at(9));
    assert_eq!(book, before);
}

#[test]
fn a_body_of_a_newer_kith_is_kept_and_reported() {
    let mut book = Book::default();
    let newer = SettingDefined { body: json!({"codes": [], "colours": 3}), ..version(1, None) };
    book.apply(&newer, at(1));
    let error = book.codes(LOSS.parse().unwrap(), at(1)).unwrap_err();
    assert!(matches!(&error, NotInForce::Unreadable { used, .. } if used.version == 1), "{error}");
    assert_eq!(book.unreadable().map(|v| &v.defined).collect::<Vec<_>>(), [&newer]);
    assert_eq!(book.next_version(KIND, LOSS.parse().unwrap()), 2);
}

#[test]
fn a_clone_is_not_changed_by_what_is_applied_later() {
    let mut book = Book::default();
    book.apply(&version(1, None), at(1));
    let before = book.clone();
    book.apply(&version(2, None), at(2));
    assert_eq!(before.next_version(KIND, LOSS.parse().unwrap()), 2);
    assert_eq!(book.next_version(KIND, LOSS.parse().unwrap()), 3);
}

#[test]
fn a_turn_is_the_instant_from_which_a_version_holds_whenever_it_was_recorded() {
    let mut book = Book::default();
    assert_eq!(book.last_turn(at(500)), None);
    for (defined, recorded) in [(shipped(1), 100), (version(2, Some(300)), 200)] {
        book.apply(&defined, at(recorded));
    }
    assert_eq!(book.last_turn(at(299)), Some(Timestamp::MIN));
    assert_eq!(book.last_turn(at(300)), Some(at(300)));
    book.apply(&version(3, Some(250)), at(400));
    assert_eq!(book.last_turn(at(299)), Some(at(250)));
    assert_eq!(book.last_turn(at(1_000)), Some(at(300)));
}

#[test]
fn the_next_version_of_an_unknown_key_is_the_first() {
    assert_eq!(Book::default().next_version(KIND, "new".parse().unwrap()), 1);
}

proptest! {
    #[test]
    fn a_book_made_of_a_books_versions_is_equal(
        history in prop::collection::vec((prop::option::of(-50_i64..50), 0_i64..100), 0..8),
    ) {
        let mut book = Book::default();
        for (i, (effective, recorded)) in history.into_iter().enumerate() {
            book.apply(&version(i as u32 + 1, effective), at(recorded));
        }
        let mut again = Book::default();
        book.versions().for_each(|v| again.apply(&v.defined, v.recorded_at));
        prop_assert_eq!(book, again);
    }
}
