//! Fields that the tenant defined: what is taken, what is refused, and what stays.

use serde_json::{Value as Json, json};

use crate::bench::Bench;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

/// Fields of every type.
fn fields(kind: &str) -> Json {
    json!({"key": kind, "fields": [
        {"key": "level", "type": "code", "codes": ["3A", "3B"], "required": true},
        {"key": "beds", "type": "number", "min": 1, "max": 5000},
        {"key": "share", "type": "decimal"},
        {"key": "opened", "type": "date"},
        {"key": "vip", "type": "flag"},
        {"key": "note", "type": "text", "max_length": 10},
        {"key": "above", "type": "record", "of": "account"},
    ]})
}

/// A bench where records of this kind have fields.
fn with_fields(kind: &str) -> Bench {
    let mut bench = Bench::new();
    bench.run("DefineFields", fields(kind)).unwrap();
    bench
}

fn account(n: u32, custom: Json) -> Json {
    json!({"account_id": id(n), "name": format!("Hospital {n}"), "custom": custom})
}

fn changed(n: u32, custom: Json) -> Json {
    json!({"account_id": id(n), "custom": custom})
}

/// The refusal, as its kind and the fields with what is wrong of each.
fn refused(bench: &mut Bench, command: &str, body: Json) -> String {
    let problem = bench.run(command, body).expect_err(command);
    let named: Vec<_> = problem.errors.iter().map(|e| format!("{} {}", e.field, e.code)).collect();
    let slug = problem.kind.trim_start_matches("/problems/");
    format!("{} {slug}: {}", problem.status, named.join(", "))
}

#[test]
fn every_fault_of_every_field_is_told_at_once() {
    let mut bench = with_fields("account");
    let wrong = json!({"level": "4", "beds": 0, "share": "x", "opened": "soon", "vip": 1,
        "note": "longer than ten", "above": "Acme", "colour": "red"});
    let expected = "422 invalid: custom.above bad-uuid, custom.beds out-of-range, \
        custom.colour unknown-field, custom.level unknown-value, custom.note too-long, \
        custom.opened bad-date, custom.share wrong-type, custom.vip wrong-type";
    assert_eq!(refused(&mut bench, "CreateAccount", account(1, wrong.clone())), expected);
    bench.run("CreateAccount", account(1, json!({"level": "3A"}))).unwrap();
    assert_eq!(refused(&mut bench, "UpdateAccount", changed(1, wrong)), expected);
    let missing = "422 invalid: custom.level missing";
    assert_eq!(refused(&mut bench, "CreateAccount", account(2, json!({}))), missing);
    assert_eq!(refused(&mut bench, "UpdateAccount", changed(1, json!({"level": null}))), missing);
    let nobody = account(2, json!({"level": "3A", "above": id(9)}));
    let unknown = "422 unknown-reference: custom.above unknown";
    assert_eq!(refused(&mut bench, "CreateAccount", nobody), unknown);
    let both = account(2, json!({"above": id(9)}));
    let expected = "422 invalid: custom.level missing, custom.above unknown";
    assert_eq!(refused(&mut bench, "CreateAccount", both), expected);
}

#[test]
fn values_are_written_in_one_way_and_changes_say_before_and_after() {
    let mut bench = with_fields("account");
    bench.run("CreateAccount", account(2, json!({"level": "3B"}))).unwrap();
    let custom =
        json!({"level": "3A", "beds": "120", "share": 0.50, "vip": "true", "above": id(2)});
    let answer = bench.run("CreateAccount", account(1, custom)).unwrap();
    let expected = json!({"level": "3A", "beds": 120, "share": "0.5", "vip": true, "above": id(2)});
    assert_eq!(answer["events"][0]["data"]["custom"], expected);
    let more = json!({"beds": 120, "share": "0.500", "vip": null, "note": "new"});
    let answer = bench.run("UpdateAccount", changed(1, more.clone())).unwrap();
    let expected = json!({"vip": {"before": true, "after": null},
        "note": {"before": null, "after": "new"}});
    assert_eq!(answer["events"][0]["data"]["custom"], expected);
    assert!(bench.events("UpdateAccount", changed(1, more)).is_empty(), "nothing changed");
}

#[test]
fn a_field_keeps_its_type_and_one_out_of_use_is_unknown() {
    let mut bench = with_fields("account");
    bench.run("CreateAccount", account(1, json!({"level": "3A", "beds": 7}))).unwrap();
    let other = |field: Json| json!({"key": "account", "fields": [field]});
    let text = other(json!({"key": "beds", "type": "text"}));
    let expected = "422 invalid: fields[0].type unchangeable";
    assert_eq!(refused(&mut bench, "DefineFields", text), expected);
    let gone = other(json!({"key": "beds", "type": "number", "removed": true}));
    assert_eq!(bench.events("DefineFields", gone.clone()), ["SettingDefined"]);
    let body = changed(1, json!({"beds": 8}));
    let expected = "422 invalid: custom.beds unknown-field";
    assert_eq!(refused(&mut bench, "UpdateAccount", body), expected);
    // What isn't named stays: the level is required as before.
    let missing = "422 invalid: custom.level missing";
    assert_eq!(refused(&mut bench, "CreateAccount", account(2, json!({}))), missing);
    assert!(bench.events("DefineFields", gone).is_empty(), "it is out of use already");
    let text = other(json!({"key": "beds", "type": "text"}));
    let expected = "422 invalid: fields[0].type unchangeable";
    assert_eq!(refused(&mut bench, "DefineFields", text), expected);
}

#[test]
fn the_version_in_force_at_the_business_time_decides_and_is_recorded() {
    let mut bench = Bench::new();
    let kind = |key: &str| json!({"key": "account", "fields": [{"key": key, "type": "flag"}]});
    bench.run("DefineFields", kind("old")).unwrap();
    let mut later = kind("new");
    later["effective_from"] = "2026-01-01T00:00:00Z".into();
    bench.run("DefineFields", later).unwrap();
    bench.run("CreateAccount", account(1, json!({"new": true}))).unwrap();
    let last = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    let commit: Json = serde_json::from_str(last.lines().nth(1).unwrap()).unwrap();
    let used = json!({"kind": "fields", "key": "account", "version": 2});
    assert!(commit["settings"].as_array().unwrap().contains(&used), "{commit}");
    bench.occurred_at = Some("2025-06-01T00:00:00Z".parse().unwrap());
    let refusal = refused(&mut bench, "CreateAccount", account(2, json!({"new": true})));
    assert_eq!(refusal, "422 invalid: custom.new unknown-field");
}

#[test]
fn without_a_definition_every_field_is_unknown() {
    let mut bench = Bench::new();
    let refusal = refused(&mut bench, "CreateAccount", account(1, json!({"beds": 7})));
    assert_eq!(refusal, "422 invalid: custom.beds unknown-field");
    assert_eq!(bench.events("CreateAccount", account(1, json!({}))), ["AccountCreated"]);
}

#[test]
fn a_survivors_blanks_are_filled() {
    let mut bench = with_fields("account");
    bench.run("CreateAccount", account(1, json!({"level": "3A"}))).unwrap();
    bench.run("CreateAccount", account(2, json!({"level": "3B", "beds": 9}))).unwrap();
    let merge = json!({"survivor_id": id(1), "duplicate_id": id(2)});
    let answer = bench.run("MergeAccounts", merge).unwrap();
    let filled = &answer["events"][0]["data"]["custom"];
    assert_eq!(*filled, json!({"beds": {"before": null, "after": 9}}));
    // A record that was merged is named by the one that it turned out to be.
    let new = account(3, json!({"level": "3A", "above": id(2)}));
    let answer = bench.run("CreateAccount", new).unwrap();
    assert_eq!(answer["events"][0]["data"]["custom"]["above"], json!(id(1)));
}
