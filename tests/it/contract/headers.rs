//! Headers of a command: what each promises.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use kith_tests::samples::{id, lead, lead_with, make_sql, qualify, token};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

fn behavior(n: u32) -> Json {
    json!({"lead_id": id("lead", n), "behavior": "email_opened"})
}

/// The last event of the log.
fn last_event(client: &Client) -> Json {
    client.get("/v1/events").status(200).lines().pop().unwrap()
}

/// The platform's own present, give or take: when it recorded something just now.
fn present(kith: &Kith) -> DateTime<Utc> {
    kith.admin.command("CreateLead", &lead(900)).status(201);
    last_event(&kith.admin)["recorded_at"].as_str().unwrap().parse().unwrap()
}

#[test]
fn an_answer_has_stream_revision_position_and_events() {
    let home = crate::home();
    let kith = home.serve();
    let created = kith.admin.command("CreateLead", &lead(1)).status(201).json();
    assert_eq!(created["stream"], json!({"type": "lead", "id": id("lead", 1)}));
    assert_eq!(created["replayed"], false);
    let count = created["events"].as_array().unwrap().len();
    assert_eq!(created["revision"], count);
    assert!(created["events"][0]["data"]["source"].is_string(), "{created}");
    assert!(!created.to_string().contains("person1@"), "an answer holds no address");
    let next = kith.admin.command("RecordLeadBehavior", &behavior(1)).status(200).json();
    let before = created["position"].as_u64().unwrap();
    assert_eq!(next["position"], before + next["events"].as_array().unwrap().len() as u64);
    assert_eq!(next["position"], kith.admin.read("/v1/positions")["head"]);
}

#[test]
fn an_id_is_made_where_none_is_given() {
    let home = crate::home();
    let kith = home.serve();
    let body = lead_with(1, json!({"lead_id": null}));
    let created = kith.admin.command("CreateLead", &body).status(201).json();
    let made: uuid::Uuid = created["stream"]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(made.get_version_num(), 7);
}

#[test]
fn if_match_is_the_revision_of_the_own_stream() {
    let home = crate::home();
    let kith = home.serve();
    make_sql(&kith.admin, 1);
    let answer = kith.admin.command("RecordLeadBehavior", &behavior(1)).status(200).json();
    let now = answer["revision"].as_u64().unwrap();
    let send = |tag: String| {
        kith.admin.post("RecordLeadBehavior", &behavior(1)).header("If-Match", tag).send()
    };
    let problem = send(format!("\"{}\"", now - 1)).problem(412, "revision-mismatch");
    assert!(problem["detail"].as_str().unwrap().contains(&now.to_string()), "{problem}");
    send(format!("\"{}\"", now + 1)).problem(412, "revision-mismatch");
    send(format!("\"{now}\"")).status(200);
    send(format!("\"{now}\"")).problem(412, "revision-mismatch");
    send("seven".into()).problem(400, "malformed");
}

#[test]
fn business_time_may_lie_in_the_past_and_a_minute_ahead() {
    let home = crate::home();
    let kith = home.serve();
    let now = present(&kith);
    let at = |n: u32, time: String| kith.admin.post("CreateLead", &lead(n)).at(&time).send();
    let text = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Micros, true);
    at(1, "2017-06-14T00:00:00Z".into()).status(201);
    assert_eq!(last_event(&kith.admin)["occurred_at"], "2017-06-14T00:00:00.000000Z");
    at(2, text(now + Duration::seconds(30))).status(201);
    at(3, text(now + Duration::seconds(600))).problem(422, "invalid");
    at(3, "2999-01-01T00:00:00Z".into()).problem(422, "invalid");
    at(3, "2017-06-14T00:00:00".into()).problem(422, "invalid");
    at(3, "yesterday".into()).problem(422, "invalid");
    at(3, "2017-06-14T08:00:00+08:00".into()).status(201);
    assert_eq!(last_event(&kith.admin)["occurred_at"], "2017-06-14T00:00:00.000000Z");
    // Before the stream's last event.
    kith.admin.post("QualifyLead", &qualify(1)).at("2016-01-01T00:00:00Z").send().status(200);
}

#[test]
fn a_correlation_id_follows_to_every_event() {
    let home = crate::home();
    let kith = home.serve();
    let send = |n: u32, id: &str| {
        kith.admin.post("CreateLead", &lead(n)).header("Kith-Correlation-Id", id).send()
    };
    send(1, "web:2024-03.A_b").status(201);
    let events = kith.admin.get("/v1/events?types=LeadCreated,LeadScored").lines();
    assert!(events.iter().all(|event| event["correlation_id"] == "web:2024-03.A_b"), "{events:?}");
    let position = events.last().unwrap()["position"].clone();
    let audit = kith.admin.read(format!("/v1/audit?type=lead&at_least={position}"));
    assert_eq!(audit["items"][0]["correlation_id"], "web:2024-03.A_b");
    for bad in ["two words", "x/y", "ü", &"x".repeat(65)] {
        let status = send(2, bad).status;
        assert!(status == 400 || status == 422, "{bad:?} was answered with {status}");
    }
}

#[test]
fn a_dry_run_decides_and_appends_nothing() {
    let home = crate::home();
    let kith = home.serve();
    let before = kith.admin.read("/v1/positions")["head"].clone();
    let dry = |body: &Json| {
        kith.admin.post("CreateLead", body).header("Kith-Dry-Run", "true").key("dry").send()
    };
    let answer = dry(&lead(1));
    assert!(answer.status == 200 || answer.status == 201, "{answer:?}");
    assert_eq!(answer.json()["events"][0]["type"], "LeadCreated");
    dry(&lead_with(1, json!({"email": "nobody"}))).problem(422, "invalid");
    assert_eq!(kith.admin.read("/v1/positions")["head"], before);
    kith.admin.get(format!("/v1/leads/{}", id("lead", 1))).problem(404, "unknown-target");
    // It spends no key either.
    kith.admin.post("CreateLead", &lead(2)).key("dry").send().status(201);
}

#[test]
fn on_behalf_of_is_shown_beside_the_actor() {
    let home = crate::home();
    let kith = home.serve();
    let user = id("user", 7);
    let send = |value: &str| {
        kith.admin.post("CreateLead", &lead(1)).header("Kith-On-Behalf-Of", value).send()
    };
    let status = send("somebody").status;
    assert!(status == 400 || status == 422, "no user id was answered with {status}");
    let position = send(&user).status(201).json()["position"].clone();
    let event = last_event(&kith.admin);
    assert_eq!(event["on_behalf_of"], user, "{event}");
    assert!(event["actor"].is_string());
    let audit = kith.admin.read(format!("/v1/audit?type=lead&at_least={position}"));
    assert_eq!(audit["items"][0]["on_behalf_of"], user);
}

#[test]
fn business_time_and_acting_for_others_need_the_right() {
    let home = crate::home();
    let kith = home.serve();
    let order = json!({"role": "service", "subject": "web-form", "allow": ["CreateLead"]});
    let service = kith.admin.with_token(&token(&kith.admin, &order));
    service.post("CreateLead", &lead(1)).at("2024-01-01T00:00:00Z").send().status(201);
    assert_eq!(last_event(&kith.admin)["actor"], "web-form");
    let analyst = kith.admin.with_token(&token(&kith.admin, &json!({"role": "analyst"})));
    analyst.command("CreateLead", &lead(2)).problem(403, "missing-right");
}
