//! Answers about the past.

use kith_tests::samples::{id, lead, qualify};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two leads of January and March 2024, of which the second qualifies before it was captured.
fn history() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    let at = |when: &str, command: &str, body: &Json| {
        let answer = kith.admin.post(command, body).at(when).send();
        assert!(answer.status < 300, "{answer:?}");
    };
    at("2024-01-10T12:00:00Z", "CreateLead", &lead(1));
    at("2024-03-10T12:00:00Z", "CreateLead", &lead(2));
    at("2024-03-08T12:00:00Z", "QualifyLead", &qualify(2));
    at("2024-04-01T12:00:00Z", "QualifyLead", &qualify(1));
    let head = kith.admin.read("/v1/positions")["head"].clone();
    kith.admin.read(format!("/v1/funnel?at_least={head}"));
    (home, kith)
}

/// Leads and those in sql.
fn counts(client: &Client, query: &str) -> (u64, u64) {
    let funnel = client.read(format!("/v1/funnel?{query}"));
    let reached = |n: usize| funnel["stages"][n]["reached"].as_u64().unwrap();
    (reached(0), reached(2))
}

#[test]
fn the_funnel_is_as_it_was() {
    let (_home, kith) = history();
    for (then, expected) in [
        ("1900-01-01", (0, 0)),
        ("2024-01-10", (0, 0)),
        ("2024-01-10T11:59:59.999999Z", (0, 0)),
        ("2024-01-10T12:00:00Z", (1, 0)),
        ("2024-01-10T20:00:00%2B08:00", (1, 0)),
        // An event counts from the later of its own time and its predecessor's.
        ("2024-03-09", (1, 0)),
        ("2024-03-10T12:00:00Z", (2, 1)),
        ("2024-04-01T12:00:00Z", (2, 2)),
    ] {
        assert_eq!(counts(&kith.admin, &format!("as_of={then}")), expected, "as of {then}");
    }
    // Its duration is its own.
    let step = kith.admin.read("/v1/funnel?from=2024-03-01&to=2024-04-01")["conversion"].clone();
    let lead_to_mql = &step[0];
    assert_eq!(lead_to_mql["median_seconds"], -172_800.0, "{step}");
    assert_eq!(lead_to_mql["median_days"], -2.0, "{step}");
}

#[test]
fn by_recording_it_is_what_one_could_have_known() {
    let (_home, kith) = history();
    assert_eq!(counts(&kith.admin, "as_of=2024-06-01&basis=recorded"), (0, 0));
    let events = kith.admin.get("/v1/events?types=LeadCreated").lines();
    let first = events[0]["recorded_at"].as_str().unwrap();
    assert_eq!(counts(&kith.admin, &format!("as_of={first}&basis=recorded")), (1, 0));
    let second = events[1]["recorded_at"].as_str().unwrap();
    assert_eq!(counts(&kith.admin, &format!("as_of={second}&basis=recorded")), (2, 0));
}

#[test]
fn a_range_is_half_open() {
    let (_home, kith) = history();
    for (query, leads) in [
        ("from=2024-01-10T12:00:00Z&to=2024-03-10T12:00:00Z", 1),
        ("from=2024-01-11", 1),
        ("to=2024-01-11", 1),
        ("to=2024-01-10", 0),
        ("from=2024-01-01&to=2024-04-01", 2),
        ("from=2024-01-10&to=2024-01-10", 0),
    ] {
        assert_eq!(counts(&kith.admin, query).0, leads, "{query}");
    }
}

#[test]
fn single_records_are_as_they_were_or_were_not_there() {
    let (_home, kith) = history();
    let at = |then: &str| kith.admin.get(format!("/v1/leads/{}?as_of={then}", id("lead", 1)));
    at("2024-01-09").problem(404, "unknown-target");
    assert_eq!(at("2024-02-01").status(200).json()["state"], "new");
    assert_eq!(at("2024-05-01").status(200).json()["state"], "sql");
    let items = |then: &str| kith.admin.read(format!("/v1/leads?as_of={then}"))["items"].clone();
    assert_eq!(items("2024-01-09"), json!([]));
    assert_eq!(items("2024-02-01").as_array().unwrap().len(), 1);
    let audit = kith.admin.read("/v1/audit?type=lead&as_of=2024-02-01");
    let events: Vec<_> = audit["items"].as_array().unwrap().iter().map(|l| &l["event"]).collect();
    assert_eq!(events, ["LeadScored", "LeadCreated"]);
}

#[test]
fn after_now_and_misspelt_are_refused() {
    let (_home, kith) = history();
    kith.admin.get("/v1/funnel?as_of=2999-01-01").problem(422, "invalid");
    kith.admin.get("/v1/funnel?as_of=2024-01-01T00:00:00").problem(422, "invalid");
    kith.admin.get("/v1/funnel?as_of=2024-13-01").problem(422, "invalid");
    kith.admin.get("/v1/funnel?asof=2024-01-01").problem(400, "malformed");
    kith.admin.get("/v1/funnel?as_of=").status(422);
}

#[test]
fn a_bare_date_is_its_first_instant_in_the_tenant_s_zone() {
    let (_home, kith) = history();
    let zone = json!({"time_zone": "Asia/Shanghai", "effective_from": "2000-01-01T00:00:00Z"});
    let defined = kith.admin.command("DefineTenant", &zone);
    assert!(defined.status < 300, "{defined:?}");
    let body = lead(3);
    let made =
        kith.admin.post("CreateLead", &body).at("2024-01-31T18:00:00Z").send().status(201).json();
    let at_least = format!("at_least={}", made["position"]);
    // 18:00 UTC is two in the morning of February in Shanghai.
    assert_eq!(counts(&kith.admin, &format!("from=2024-02-01&to=2024-03-01&{at_least}")).0, 1);
    assert_eq!(counts(&kith.admin, &format!("from=2024-01-01&to=2024-02-01&{at_least}")).0, 1);
    let bad = json!({"time_zone": "Mars/Olympus"});
    kith.admin.command("DefineTenant", &bad).problem(422, "invalid");
}

#[test]
fn as_of_now_equals_live() {
    let (_home, kith) = history();
    let now = kith.admin.get("/v1/events").lines().pop().unwrap()["recorded_at"].clone();
    let now = now.as_str().unwrap();
    for path in ["/v1/leads", "/v1/audit", "/v1/conversions", "/v1/opportunities"] {
        let live = kith.admin.read(path);
        assert_eq!(
            kith.admin.read(format!("{path}?as_of={now}"))["items"],
            live["items"],
            "{path}"
        );
        let recorded = kith.admin.read(format!("{path}?as_of={now}&basis=recorded"));
        assert_eq!(recorded["items"], live["items"], "{path}");
    }
    let live = kith.admin.read("/v1/funnel?by=source");
    assert_eq!(kith.admin.read(format!("/v1/funnel?by=source&as_of={now}")), live);
}
