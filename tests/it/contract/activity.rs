//! What was done with leads (C88): meetings booked, leads reached in time, calls that reached somebody.

use kith_tests::Kith;
use kith_tests::samples::{id, lead_with, with};
use serde_json::{Value as Json, json};

/// Sends a command about a lead at an instant of 2024, as `MM-DDThh`.
fn send(kith: &Kith, command: &str, (n, at): (u32, &str), body: Json) -> Json {
    let line = json!({"command": command, "occurred_at": format!("2024-{at}:00:00Z"),
        "data": with(json!({"lead_id": id("lead", n)}), body)});
    let answer = kith.admin.batch(&[line]).remove(0);
    assert!(answer["status"].as_u64().unwrap() < 300, "{answer}");
    answer["position"].clone()
}

fn log(kith: &Kith, about: (u32, &str), channel: &str, outcome: &str) -> Json {
    send(kith, "LogLeadContact", about, json!({"channel": channel, "outcome": outcome}))
}

/// Four leads, of which the first three are marketing-qualified on 10 March at noon.
fn cohort(kith: &Kith) -> Json {
    for (n, source) in [(1, "web"), (2, "web"), (3, "fair"), (4, "fair")] {
        let created = lead_with(n, json!({"source": source}));
        send(kith, "CreateLead", (n, "03-01T09"), created);
    }
    log(kith, (1, "03-02T09"), "call", "busy");
    log(kith, (1, "03-02T10"), "call", "busy");
    for n in 1..=3 {
        send(kith, "QualifyLead", (n, "03-10T12"), json!({"level": "mql"}));
    }
    // Seven days of 24 hours and not an hour more.
    log(kith, (1, "03-17T12"), "Phone", "Reached");
    log(kith, (2, "03-17T13"), "mail", "replied");
    log(kith, (3, "03-18T09"), "call", "no answer");
    send(kith, "RecordLeadBehavior", (2, "03-20T09"), json!({"behavior": "meeting_booked"}));
    log(kith, (4, "03-20T09"), "call", "connected")
}

fn activity(kith: &Kith, position: &Json, more: &str) -> Json {
    kith.admin.read(format!("/v1/funnel/activity?at_least={position}&wait_ms=20000{more}"))
}

/// Marketing-qualified, booked, reached in time, calls, and calls that reached somebody.
fn counts(part: &Json) -> [&Json; 5] {
    ["mql", "booked", "touched", "calls", "connected"].map(|name| &part[name])
}

#[test]
fn what_was_done_with_a_cohort_is_measured_beside_its_goals() {
    let home = crate::home();
    let kith = home.serve();
    let position = cohort(&kith);
    let found = activity(&kith, &position, "&by=source");
    let rates = json!({"leads": 4, "mql": 3, "booked": 1, "booking_rate": 1.0 / 3.0,
        "touched": 1, "touch_rate": 1.0 / 3.0, "calls": 5, "connected": 2, "connect_rate": 0.4});
    assert_eq!(with(found.clone(), rates), found);
    let groups = found["groups"].as_array().unwrap();
    assert_eq!((&groups[0]["key"], &groups[1]["key"]), (&json!("fair"), &json!("web")));
    assert_eq!(json!(counts(&groups[0])), json!([1, 0, 0, 2, 1]));
    assert_eq!(json!(counts(&groups[1])), json!([2, 1, 1, 3, 1]));
    assert_eq!((&groups[0]["leads"], &groups[0]["booking_rate"]), (&json!(2), &json!(0.0)));
    let goals = json!({"booking_min": "0.2", "touch_days": 7, "touch_min": "0.8",
        "connect_min": "0.15", "connect_max": "0.3"});
    assert_eq!(found["targets"], goals);
    let then = activity(&kith, &position, "&as_of=2024-03-17T12:30:00Z");
    assert_eq!(json!(counts(&then)), json!([3, 0, 1, 3, 1]));
    let nobody = activity(&kith, &position, "&from=2024-04-01");
    assert_eq!((&nobody["leads"], &nobody["calls"]), (&json!(0), &json!(0)));
    assert!(["booking_rate", "touch_rate", "connect_rate"].iter().all(|r| nobody[r].is_null()));
}

#[test]
fn what_counts_as_a_call_and_as_reached_is_a_setting() {
    let home = crate::home();
    let kith = home.serve();
    cohort(&kith);
    let define = |activity: Json| {
        let body = json!({"activity": activity});
        kith.admin.command("DefineScoringModel", &body).status(200).json()["position"].clone()
    };
    let position = define(json!({"touch_days": 8, "calls": ["mail", "call"]}));
    let found = activity(&kith, &position, "");
    assert_eq!(json!(counts(&found)), json!([3, 1, 2, 5, 2]));
    assert_eq!((&found["targets"]["touch_days"], &found["groups"]), (&json!(8), &json!([])));
    let position = define(json!({"reached": ["busy", "no answer"], "touch_min": "0.5"}));
    let found = activity(&kith, &position, "");
    assert_eq!(json!(counts(&found)), json!([3, 1, 2, 5, 3]));
    let wrong = json!({"activity": {"touch_days": 0, "booking_min": "2", "connect_max": "0.1"}});
    let problem = kith.admin.command("DefineScoringModel", &wrong).problem(422, "invalid");
    let fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    let expected = ["activity.touch_days", "activity.booking_min", "activity.connect_max"];
    assert_eq!(json!(fields), json!(expected));
    let same = json!({"activity": {"touch_min": "0.5"}});
    let again = kith.admin.command("DefineScoringModel", &same).status(200).json();
    assert_eq!(again["events"], json!([]));
}

#[test]
fn what_was_done_with_a_duplicate_is_the_survivors() {
    let home = crate::home();
    let kith = home.serve();
    cohort(&kith);
    let merge = |survivor: u32, duplicate: u32| {
        let both =
            json!({"survivor_id": id("lead", survivor), "duplicate_id": id("lead", duplicate)});
        kith.admin.command("MergeLeads", &both).status(200).json()["position"].clone()
    };
    // The fourth was never qualified, but its call counts for the third now.
    let position = merge(3, 4);
    let found = activity(&kith, &position, "&by=source");
    assert_eq!(json!(counts(&found)), json!([3, 1, 1, 5, 2]));
    let position = merge(3, 1);
    let found = activity(&kith, &position, "&by=source");
    assert_eq!((&found["leads"], json!(counts(&found))), (&json!(2), json!([2, 1, 1, 5, 2])));
    assert_eq!(json!(counts(&found["groups"][0])), json!([1, 0, 1, 5, 2]), "{found}");
}
