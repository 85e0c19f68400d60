//! What the platform does by itself when its time has come.

use chrono::{DateTime, TimeDelta, Utc};
use command_service::stamp::{Stamp, SystemStamp};
use kith_tests::samples::{account, event_types, id, lead, with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// How long ahead a duty is made that a test waits for: long enough for the commands before it.
const AHEAD: TimeDelta = TimeDelta::seconds(6);

/// The time by which duties are due.
fn now() -> DateTime<Utc> {
    SystemStamp::new().now().to_utc()
}

fn days_ago(days: i64, ahead: TimeDelta) -> String {
    let at: DateTime<Utc> = now() - TimeDelta::days(days) + ahead;
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

/// Opens the nth deal with the nth account and moves it a stage on, all at this time.
fn deal(admin: &Client, n: u32, at: &str) {
    admin.post("CreateAccount", &account(n)).at(at).send().status(201);
    let open = json!({"opportunity_id": id("opportunity", n), "account_id": id("account", n),
        "name": "Looms", "amount": {"amount": "1000", "currency": "CNY"},
        "expected_close": "2027-06-30"});
    admin.post("OpenOpportunity", &open).at(at).send().status(201);
    let criteria = json!({"talk_done": true, "scenario_confirmed": true, "rough_budget": true,
        "decision_maker_known": true});
    let next = json!({"opportunity_id": id("opportunity", n), "stage": "need_confirmed", "criteria": criteria});
    admin.post("ChangeOpportunityStage", &next).at(at).send().status(200);
}

/// Makes the nth record with `make`, silent for so many days in a moment. A machine so slow that the
/// duty was due before it was recorded has made history of it, and tries again with another record.
fn due_soon(
    days: i64,
    first: u32,
    is_ahead: impl Fn(u32) -> bool,
    make: impl Fn(u32, &str),
) -> u32 {
    for (n, more) in (first..).zip([1, 2, 4, 8]) {
        make(n, &days_ago(days, AHEAD * more));
        if is_ahead(n) {
            return n;
        }
    }
    panic!("the commands took longer than {}", AHEAD * 8);
}

fn shown(admin: &Client, list: &str, kind: &str, n: u32) -> Json {
    admin.read(format!("/v1/{list}/{}", id(kind, n)))
}

fn soon(at: &Json) -> bool {
    let at: Option<DateTime<Utc>> = at.as_str().and_then(|at| at.parse().ok());
    at.is_some_and(|at| at < now() + TimeDelta::hours(1))
}

/// Waits for an event of this type that the clock brought about on a record.
fn wait_for(kith: &Kith, event: &str, record: &str) -> Json {
    let path = format!("/v1/events/stream?types={event}&from_position=1");
    for line in kith.admin.request("GET", path).follow() {
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let event: Json = serde_json::from_str(data).unwrap();
        if event["stream"]["id"] == record && event["actor"] == "policy:idle" {
            return event;
        }
    }
    panic!("the stream ended without {event}");
}

/// How often the clock has acted on a record.
fn acts(admin: &Client, kind: &str, n: u32) -> usize {
    let of = format!("/v1/audit?type={kind}&id={}&actor=policy:idle", id(kind, n));
    admin.read(of)["items"].as_array().unwrap().len()
}

#[test]
fn a_deal_that_nobody_touches_goes_a_stage_back_once() {
    let home = crate::home();
    let kith = home.serve();
    let admin = &kith.admin;
    // Forty days are history: their duty was due when they were recorded, the next is a round ahead.
    deal(admin, 1, &days_ago(40, AHEAD));
    let history = shown(admin, "opportunities", "opportunity", 1);
    let next: DateTime<Utc> = history["downgrade_due_at"].as_str().unwrap().parse().unwrap();
    assert!(next > now() + TimeDelta::days(29), "{history}");
    // Somebody talked about the second, so that it isn't idle.
    let ahead = |n| soon(&shown(admin, "opportunities", "opportunity", n)["downgrade_due_at"]);
    let talked = due_soon(30, 10, ahead, |n, at| deal(admin, n, at));
    let talk = json!({"opportunity_id": id("opportunity", talked), "channel": "call"});
    admin.command("LogInteraction", &talk).status(201);
    let idle = due_soon(30, 20, ahead, |n, at| deal(admin, n, at));
    let before = shown(admin, "opportunities", "opportunity", idle);

    let moved = wait_for(&kith, "OpportunityStageChanged", &id("opportunity", idle));
    assert_eq!(moved["data"]["idle"]["since"], before["last_activity_at"]);
    assert_eq!(moved["data"]["idle"]["due_at"], before["downgrade_due_at"]);
    let list = format!("/v1/opportunities/{}", id("opportunity", idle));
    let after = admin.read(format!("{list}?at_least={}", moved["position"]));
    assert_eq!((&after["stage"], &after["probability"]), (&json!("first_contact"), &json!(10.0)));
    assert_eq!(after["last_activity_at"], before["last_activity_at"], "no person did that");
    assert_eq!(after["downgrade_due_at"], Json::Null, "the first stage has none before it");
    let audit = admin.read(format!("/v1/audit?actor=policy:idle&at_least={}", moved["position"]));
    let row = &audit["items"][0];
    assert_eq!(row["command"], "DowngradeIdleOpportunity", "{row}");
    assert_eq!(row["setting_versions"][0]["setting"], "pipeline/standard", "{row}");
    assert_eq!(acts(admin, "opportunity", idle), 1);
    for other in [1, talked] {
        assert_eq!(shown(admin, "opportunities", "opportunity", other)["stage"], "need_confirmed");
        assert_eq!(acts(admin, "opportunity", other), 0);
    }
}

#[test]
fn a_lead_that_was_left_alone_loses_its_points_once_and_says_why() {
    let home = crate::home();
    let kith = home.serve();
    let admin = &kith.admin;
    let create = |n: u32, at: &str| {
        admin.post("CreateLead", &lead(n)).at(at).send().status(201);
    };
    create(1, &days_ago(100, AHEAD));
    let silent = |n: u32| {
        let since = shown(admin, "leads", "lead", n)["last_activity_at"].clone();
        let since: DateTime<Utc> = since.as_str().unwrap().parse().unwrap();
        since + TimeDelta::days(90) > now()
    };
    let heard = due_soon(90, 10, silent, create);
    let named = json!({"lead_id": id("lead", heard), "channel": "meeting"});
    admin.command("LogInteraction", &named).status(201);
    let idle = due_soon(90, 20, silent, create);
    // Being handed to somebody is nothing that the lead does.
    let assign = json!({"lead_id": id("lead", idle), "owner_id": id("user", 7)});
    let assigned = admin.command("AssignLead", &assign).status(200).json();
    assert_eq!(event_types(&assigned), ["LeadAssigned"]);

    let idled = wait_for(&kith, "LeadIdled", &id("lead", idle));
    let path = format!("/v1/leads/{}?at_least={}", id("lead", idle), idled["position"]);
    let lead = admin.read(path);
    let last = lead["explanation"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["rule"], &last["points"]), (&json!("behaviour.idle"), &json!(-15)), "{lead}");
    assert_eq!(last["cause"]["event"], "LeadIdled");
    assert_eq!(
        (acts(admin, "lead", idle), acts(admin, "lead", heard), acts(admin, "lead", 1)),
        (2, 0, 0)
    );
}

#[test]
fn a_duty_is_met_once_over_a_kill() {
    let home = crate::home();
    let kith = home.serve();
    let ahead =
        |n| soon(&shown(&kith.admin, "opportunities", "opportunity", n)["downgrade_due_at"]);
    let idle = due_soon(30, 1, ahead, |n, at| deal(&kith.admin, n, at));
    kith.kill();
    let kith = home.serve();
    let record = id("opportunity", idle);
    wait_for(&kith, "OpportunityStageChanged", &record);
    kith.kill();
    let kith = home.serve();
    // Whoever touches it after that begins a silence of its own.
    let touch = with(json!({"opportunity_id": record}), json!({"next_step": "call again"}));
    kith.admin.command("UpdateOpportunity", &touch).status(200);
    assert_eq!(acts(&kith.admin, "opportunity", idle), 1);
}
