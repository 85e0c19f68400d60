//! Custom fields: what goes together, what stays, and which values are taken.

use event_schema::event::SettingKind;
use event_schema::field::Scalar;
use serde_json::{Value, json};

use super::*;
use crate::settings::{Book, check};

fn fields(body: Value) -> Fields {
    serde_json::from_value(json!({"fields": body})).unwrap()
}

/// The faults of a body, as `field code`.
fn faults(kind: &str, body: Value) -> String {
    let checked = check(
        &Book::default(),
        SettingKind::Fields,
        kind.parse().unwrap(),
        &json!({"fields": body}),
    );
    let told = |fault: FieldError| format!("{} {}", fault.field, fault.code);
    checked.err().unwrap_or_default().into_iter().map(told).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_does_not_go_together_is_told_at_once() {
    assert_eq!(faults("account", json!([{"key": "beds", "type": "number", "min": "1"}])), "");
    let twice = json!([{"key": "a", "type": "flag"}, {"key": "a", "type": "flag"}]);
    assert_eq!(faults("account", twice), "fields[1].key repeated");
    let codes = json!([{"key": "a", "type": "code", "codes": ["x", "y", "x"]}]);
    assert_eq!(faults("account", codes), "fields[0].codes repeated");
    let wrong = json!([
        {"key": "level", "type": "code"},
        {"key": "beds", "type": "number", "codes": ["a"], "of": "lead", "max_length": 7},
        {"key": "note", "type": "text", "max_length": 201, "min": "1", "personal": true},
        {"key": "above", "type": "record", "of": "ticket"},
        {"key": "share", "type": "decimal", "min": "2", "max": "1"},
    ]);
    let expected = "fields[0].codes missing, fields[1].codes not-legal, fields[1].of not-legal, \
                    fields[1].max_length not-legal, fields[2].personal not-personal, \
                    fields[2].max_length out-of-range, fields[2].min not-legal, \
                    fields[3].of unknown-value, fields[4].max out-of-range";
    assert_eq!(faults("account", wrong), expected);
    let personal = json!([{"key": "hobby", "type": "text", "personal": true}]);
    assert_eq!(faults("contact", personal), "");
}

#[test]
fn fifty_can_be_in_use_and_those_that_were_are_kept() {
    let many = |count: usize, removed: bool| -> Value {
        let one = |n| json!({"key": format!("f{n}"), "type": "flag", "removed": removed});
        (0..count).map(one).collect()
    };
    for (count, removed, expected) in [
        (50, false, ""),
        (51, false, "fields too-many"),
        (200, true, ""),
        (201, true, "fields too-many"),
    ] {
        assert_eq!(faults("lead", many(count, removed)), expected, "{count}");
    }
}

#[test]
fn a_field_keeps_its_type_what_it_names_and_whether_it_is_sealed() {
    let before = fields(json!([
        {"key": "beds", "type": "number"}, {"key": "above", "type": "record", "of": "account"},
    ]));
    let after = fields(json!([
        {"key": "beds", "type": "text", "personal": true},
        {"key": "above", "type": "record", "of": "lead"},
        {"key": "new", "type": "flag"},
    ]));
    let told: Vec<_> = before.unlike(&after).into_iter().map(|fault| fault.field).collect();
    assert_eq!(told, ["fields[0].type", "fields[0].personal", "fields[1].of"]);
    let renamed = fields(json!([{"key": "beds", "type": "number", "max": "5", "removed": true}]));
    assert_eq!(before.unlike(&renamed), []);
}

#[track_caller]
fn check_read(field: Value, given: Scalar, expected: &str) {
    let mut field = field;
    field["key"] = "it".into();
    let field: CustomField = serde_json::from_value(field).unwrap();
    let read = match field.read(&given) {
        Ok(value) => serde_json::to_string(&value).unwrap(),
        Err((code, _)) => code.to_owned(),
    };
    assert_eq!(read, expected, "{given:?}");
}

fn text(text: &str) -> Scalar {
    Scalar::Text(text.into())
}

fn number(number: impl Into<serde_json::Number>) -> Scalar {
    Scalar::Number(number.into())
}

#[test]
fn numbers_are_whole_or_decimal_and_in_their_range() {
    let beds = || json!({"type": "number", "min": "1", "max": "2000"});
    for (given, expected) in [
        (number(1), "1"),
        (number(2000), "2000"),
        (text(" 120 "), "120"),
        (number(0), "out-of-range"),
        (number(2001), "out-of-range"),
        (text("12.5"), "wrong-type"),
        (text(""), "wrong-type"),
        (Scalar::Flag(true), "wrong-type"),
        (number(serde_json::Number::from_f64(1.5).unwrap()), "wrong-type"),
    ] {
        check_read(beds(), given, expected);
    }
    check_read(json!({"type": "number"}), number(i64::MAX), "out-of-range");
    let share = || json!({"type": "decimal", "min": "0"});
    check_read(share(), text("0.50"), "\"0.5\"");
    check_read(share(), number(serde_json::Number::from_f64(0.25).unwrap()), "\"0.25\"");
    check_read(share(), text("-0.1"), "out-of-range");
    check_read(share(), text("1e3"), "wrong-type");
    check_read(share(), Scalar::Flag(false), "wrong-type");
}

#[test]
fn texts_dates_flags_codes_and_records_are_taken_in_one_way_of_writing() {
    let note = || json!({"type": "text", "max_length": 5});
    check_read(note(), text(" abcde "), "\"abcde\"");
    check_read(note(), text("abcdef"), "too-long");
    check_read(note(), text(" "), "empty");
    check_read(note(), text("a\u{7}b"), "bad-character");
    check_read(note(), number(1), "wrong-type");
    check_read(json!({"type": "text"}), text(&"x".repeat(200)), &format!("{:?}", "x".repeat(200)));
    check_read(json!({"type": "text"}), text(&"x".repeat(201)), "too-long");
    check_read(json!({"type": "date"}), text("2026-02-28"), "\"2026-02-28\"");
    check_read(json!({"type": "date"}), text("2026-02-30"), "bad-date");
    check_read(json!({"type": "date"}), text("2026-2-3"), "bad-date");
    check_read(json!({"type": "flag"}), Scalar::Flag(false), "false");
    check_read(json!({"type": "flag"}), text("true"), "true");
    check_read(json!({"type": "flag"}), text("yes"), "wrong-type");
    let level = || json!({"type": "code", "codes": ["3A", "3B"]});
    check_read(level(), text("3A"), "\"3A\"");
    check_read(level(), text("other"), "\"other\"");
    check_read(level(), text("3a"), "unknown-value");
    let above = || json!({"type": "record", "of": "account"});
    let id = "0197A000-0000-7000-8000-000000000005";
    check_read(above(), text(id), &format!("{:?}", id.to_lowercase()));
    check_read(above(), text("Acme"), "bad-uuid");
}

#[test]
fn an_object_has_a_key_of_its_own() {
    let body = json!({"name": "Machine", "of": "account"});
    let told =
        |key: &str| check(&Book::default(), SettingKind::Object, key.parse().unwrap(), &body);
    assert_eq!(told("machine"), Ok(()));
    for key in ["lead", "account", "record", "setting"] {
        assert_eq!(told(key).unwrap_err()[0].code, "reserved", "{key}");
    }
}
