//! Why deals are won, and where they go afterwards.

use serde_json::json;

use super::*;

/// A deal of the pipeline `template`, which has a stage after the win.
fn of_template() -> Bench {
    let mut bench = with_deal();
    let deal = json!({"opportunity_id": OTHER, "account_id": ACCOUNT, "name": "Deal",
        "amount": cny("1000"), "expected_close": "2026-06-30", "pipeline": "template"});
    bench.run("OpenOpportunity", deal).unwrap();
    bench
}

const OTHER: &str = "00000000-0000-7000-8000-0000000000d2";

fn stage(stage: &str) -> Json {
    json!({"opportunity_id": OTHER, "stage": stage})
}

#[test]
fn a_win_keeps_a_reason_of_the_list_and_seals_its_note() {
    for reason in ["service", "other"] {
        let mut bench = with_deal();
        let win = about(json!({"reason": reason, "note": "Ann liked the demo"}));
        let answer = bench.run("WinOpportunity", win).unwrap();
        assert_eq!(answer["events"][0]["data"]["reason"], reason);
        assert!(!answer.to_string().contains("Ann liked"), "{answer}");
    }
    let mut bench = with_deal();
    let answer = bench.run("WinOpportunity", about(json!({}))).unwrap();
    assert_eq!(answer["events"][0]["data"].get("reason"), None, "nobody need give one");
}

#[test]
fn an_unknown_reason_and_a_win_to_come_are_told_at_once() {
    let mut bench = with_deal();
    let win = about(json!({"reason": "weather", "won_at": "2999-01-01T00:00:00Z"}));
    let problem = bench.run("WinOpportunity", win).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["reason", "won_at"]);
}

#[test]
fn a_won_deal_moves_among_the_stages_that_count_as_won_and_stays_won() {
    let mut bench = of_template();
    bench.run("WinOpportunity", json!({"opportunity_id": OTHER})).unwrap();
    assert!(bench.events("ChangeOpportunityStage", stage("won")).is_empty());
    let moved = bench.run("ChangeOpportunityStage", stage("after_sales")).unwrap();
    let data = &moved["events"][0]["data"];
    assert_eq!((&data["before"], &data["after"]), (&json!("won"), &json!("after_sales")));
    assert_eq!(data["probability"], "100");
    assert_eq!(bench.refusal("ChangeOpportunityStage", stage("solution")), "wrong-state");
    assert_eq!(bench.refusal("ChangeOpportunityStage", stage("lost")), "wrong-state");
    assert_eq!(bench.refusal("ChangeOpportunityStage", stage("nowhere")), "unknown-reference");
    let again = json!({"opportunity_id": OTHER});
    assert_eq!(bench.refusal("WinOpportunity", again), "wrong-state", "it is won once");
    assert_eq!(
        bench.events("ChangeOpportunityStage", stage("won")),
        ["OpportunityStageChanged"],
        "what was moved by mistake goes back"
    );
}

#[test]
fn a_deal_that_is_taken_up_again_goes_on_where_it_was_won() {
    let mut bench = of_template();
    bench.run("WinOpportunity", json!({"opportunity_id": OTHER})).unwrap();
    bench.run("ChangeOpportunityStage", stage("after_sales")).unwrap();
    let reopen = json!({"opportunity_id": OTHER, "reason": "again"});
    let reopened = bench.run("ReopenOpportunity", reopen).unwrap();
    assert_eq!(reopened["events"][0]["data"]["stage"], "lead");
}

#[test]
fn the_rules_of_steps_hold_after_the_win_too() {
    let mut bench = with_deal();
    let stage_of = |key: &str, kind: &str| json!({"key": key, "probability": "100", "kind": kind});
    let mut last = stage_of("renewed", "won");
    last["criteria"] = json!(["signed"]);
    let stages = [
        stage_of("first_contact", "open"),
        stage_of("won", "won"),
        stage_of("live", "won"),
        last,
        stage_of("lost", "lost"),
    ];
    bench.run("DefinePipeline", json!({"key": "standard", "stages": stages})).unwrap();
    bench.run("WinOpportunity", about(json!({}))).unwrap();
    let skipping = about(json!({"stage": "renewed"}));
    let problem = bench.run("ChangeOpportunityStage", skipping).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["stage", "criteria.signed"]);
    bench.run("ChangeOpportunityStage", about(json!({"stage": "live"}))).unwrap();
    let signed = about(json!({"stage": "renewed", "criteria": {"signed": true}}));
    bench.run("ChangeOpportunityStage", signed).unwrap();
}
