//! What the clock asks for: deals go a stage back, leads get the points for having been left alone.

use event_schema::Timestamp;
use event_schema::command::{Command, DowngradeIdleOpportunity, ScoreIdleLead};
use event_schema::event::IdleDuty;
use event_schema::id::{LeadId, OpportunityId};
use serde_json::{Value as Json, json};

use super::{LEAD, convert, five, lead};
use crate::bench::Bench;
use crate::request::Request;

fn duty(days: u32) -> IdleDuty {
    let since: Timestamp = "2026-01-20T09:00:00Z".parse().unwrap();
    IdleDuty { since, due_at: since.plus_seconds(i64::from(days) * 86_400), days }
}

/// Hands in what no client can.
fn ask(bench: &mut Bench, command: impl Into<Command>) -> Json {
    let asked = Request {
        command: command.into(),
        ..bench.request("RecycleLead", json!({"lead_id": LEAD}))
    };
    bench.run_request(asked).unwrap()["events"].clone()
}

fn with_deal() -> (Bench, OpportunityId) {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    let made = bench.run("ConvertLead", convert(true)).unwrap();
    let opened = made["events"].as_array().unwrap().iter();
    let streams = made["streams"].as_array().unwrap();
    assert_eq!(opened.filter(|event| event["type"] == "OpportunityOpened").count(), 1);
    let deal = streams.iter().find(|stream| stream["type"] == "opportunity").unwrap();
    (bench, OpportunityId(deal["id"].as_str().unwrap().parse().unwrap()))
}

fn forward(bench: &mut Bench, deal: OpportunityId) {
    let criteria = json!({"talk_done": true, "scenario_confirmed": true, "rough_budget": true,
        "decision_maker_known": true});
    let next = json!({"opportunity_id": deal.0, "stage": "need_confirmed", "criteria": criteria});
    bench.run("ChangeOpportunityStage", next).unwrap();
}

#[test]
fn an_idle_deal_goes_one_stage_back_and_no_further_than_the_first() {
    let (mut bench, opportunity_id) = with_deal();
    forward(&mut bench, opportunity_id);
    let idle = duty(30);
    let events = ask(&mut bench, DowngradeIdleOpportunity { opportunity_id, idle });
    let moved = &events[0];
    assert_eq!(moved["type"], "OpportunityStageChanged");
    let data = &moved["data"];
    assert_eq!(
        (&data["before"], &data["after"]),
        (&json!("need_confirmed"), &json!("first_contact"))
    );
    assert_eq!(data["probability"], "10", "the chance is that of the stage");
    assert_eq!(
        data["idle"],
        json!({"since": "2026-01-20T09:00:00.000000Z",
        "due_at": "2026-02-19T09:00:00.000000Z", "days": 30})
    );
    let again = DowngradeIdleOpportunity { opportunity_id, idle: duty(30) };
    assert_eq!(ask(&mut bench, again), json!([]), "the first stage has none before it");
}

#[test]
fn a_duty_of_a_deal_that_was_closed_or_that_nobody_asks_for_any_more_is_void() {
    let (mut bench, opportunity_id) = with_deal();
    forward(&mut bench, opportunity_id);
    let other = DowngradeIdleOpportunity { opportunity_id, idle: duty(14) };
    assert_eq!(ask(&mut bench, other), json!([]), "the pipeline says thirty days");
    bench.run("WinOpportunity", json!({"opportunity_id": opportunity_id.0})).unwrap();
    let won = DowngradeIdleOpportunity { opportunity_id, idle: duty(30) };
    assert_eq!(ask(&mut bench, won), json!([]));
}

#[test]
fn a_lead_that_was_left_alone_gets_its_points_with_the_reason() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let id = LeadId(LEAD.parse().unwrap());
    let events = ask(&mut bench, ScoreIdleLead { lead_id: id, idle: duty(90) });
    let types: Vec<&Json> = events.as_array().unwrap().iter().map(|e| &e["type"]).collect();
    assert_eq!(types, ["LeadIdled", "LeadScored"]);
    let points = &events[1]["data"]["points"];
    assert_eq!(points, &json!([{"rule": "behaviour.idle", "part": "behaviour", "points": -15}]));
    assert_eq!(
        (&events[1]["data"]["behaviour"], &events[1]["data"]["total"]),
        (&json!(-15), &json!(-5))
    );
}

#[test]
fn a_lead_that_is_out_or_a_model_that_gives_nothing_owes_nothing() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let id = LeadId(LEAD.parse().unwrap());
    let asked = |days| ScoreIdleLead { lead_id: id, idle: duty(days) };
    assert_eq!(ask(&mut bench, asked(30)), json!([]), "the model says ninety days");
    bench.run("DefineScoringModel", json!({"idle_days": 30})).unwrap();
    bench.run("DefineScoringModel", json!({"behaviour": {"idle": 0}})).unwrap();
    assert_eq!(ask(&mut bench, asked(30)), json!([]));
    bench.run("DefineScoringModel", json!({"behaviour": {"idle": -5}})).unwrap();
    bench.run("RecycleLead", json!({"lead_id": LEAD})).unwrap();
    assert_eq!(ask(&mut bench, asked(30)), json!([]));
}

#[test]
fn days_of_silence_are_settings_that_null_takes_away() {
    let mut bench = Bench::new();
    for (command, field) in
        [("DefineScoringModel", "idle_days"), ("DefinePipeline", "downgrade_after_days")]
    {
        let mut body = |days: Json| {
            let mut body = json!({field: days});
            if command == "DefinePipeline" {
                body["key"] = "standard".into();
                body["stages"] = json!([{"key": "talk", "probability": 10, "kind": "open"},
                    {"key": "won", "probability": 100, "kind": "won"},
                    {"key": "lost", "probability": 0, "kind": "lost"}]);
            }
            bench.run(command, body)
        };
        let problem = body(json!(0)).unwrap_err();
        assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, field));
        let defined = body(Json::Null).unwrap();
        assert_eq!(defined["events"][0]["data"]["body"][field], Json::Null);
        let defined = body(json!(45)).unwrap();
        assert_eq!(defined["events"][0]["data"]["body"][field], 45);
    }
}
