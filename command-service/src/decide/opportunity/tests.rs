mod won;

use serde_json::{Value as Json, json};

use crate::bench::Bench;

const ACCOUNT: &str = "00000000-0000-7000-8000-0000000000a1";
const DEAL: &str = "00000000-0000-7000-8000-0000000000d1";
const CONTACT: &str = "00000000-0000-7000-8000-0000000000c1";
const LEAD: &str = "00000000-0000-7000-8000-000000000001";
const USER: &str = "00000000-0000-7000-8000-0000000000aa";

/// A deal in each of the three states, each of a bench of its own.
const STATES: [&str; 3] = ["open", "won", "lost"];

fn cny(amount: &str) -> Json {
    json!({"amount": amount, "currency": "CNY"})
}

/// A body about the deal.
fn about(fields: Json) -> Json {
    let mut body = fields;
    body["opportunity_id"] = DEAL.into();
    body
}

/// An open deal of 1000 yuan in `first_contact`, with an account and a contact.
fn with_deal() -> Bench {
    let mut bench = Bench::new();
    let lead = json!({"lead_id": LEAD, "company": "Acme", "person_name": "Ann",
        "email": "ann@acme.example", "source": "web", "owner_id": USER});
    bench.run("CreateLead", lead).unwrap();
    let five = json!({"need": true, "decision_maker": true, "budget": true, "timeframe": true,
        "contact_verified": true});
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five});
    bench.run("QualifyLead", sql).unwrap();
    let deal = json!({"opportunity_id": DEAL, "name": "Deal", "amount": cny("1000"),
        "expected_close": "2026-06-30"});
    let convert = json!({"lead_id": LEAD, "account": {"mode": "create", "id": ACCOUNT},
        "contact": {"mode": "create", "id": CONTACT}, "opportunity": deal});
    bench.run("ConvertLead", convert).unwrap();
    bench
}

fn in_state(state: &str) -> Bench {
    let mut bench = with_deal();
    match state {
        "won" => drop(bench.run("WinOpportunity", about(json!({}))).unwrap()),
        "lost" => {
            drop(bench.run("LoseOpportunity", about(json!({"reason": "price"}))).unwrap());
        }
        _ => {}
    }
    bench
}

/// A deal above the large-deal threshold, in `proposal`.
fn with_large_deal() -> Bench {
    let mut bench = with_deal();
    threshold(&mut bench);
    bench.run("ChangeOpportunityAmount", about(json!({"amount": cny("50000.01")}))).unwrap();
    for stage in ["need_confirmed", "proposal"] {
        move_to(&mut bench, stage).unwrap();
    }
    bench
}

/// The standard pipeline with a threshold of 50000 yuan, and with criteria to leave `proposal`.
fn threshold(bench: &mut Bench) {
    let stage = |key: &str, chance: &str, kind: &str| {
        json!({"key": key, "probability": chance, "kind": kind,
            "approval": key == "negotiation",
            "exit_criteria": if key == "proposal" { json!(["offer_sent"]) } else { json!([]) }})
    };
    let stages = json!([
        stage("first_contact", "10", "open"),
        stage("need_confirmed", "25", "open"),
        stage("proposal", "50", "open"),
        stage("negotiation", "75", "open"),
        stage("won", "100", "won"),
        stage("lost", "0", "lost")
    ]);
    let body = json!({"key": "standard", "stages": stages, "large_deal": [cny("50000")],
        "effective_from": "2020-01-01"});
    bench.run("DefinePipeline", body).unwrap();
}

fn move_to(bench: &mut Bench, stage: &str) -> Result<Json, Box<event_schema::problem::Problem>> {
    let criteria = json!({"talk_done": true, "scenario_confirmed": true, "offer_sent": true,
        "decision_maker_known": true, "rough_budget": true});
    bench.run("ChangeOpportunityStage", about(json!({"stage": stage, "criteria": criteria})))
}

/// Every new command with fields that are legal for an open deal, and what it leaves there.
fn commands() -> Vec<(&'static str, Json, &'static str)> {
    vec![
        ("ChangeOpportunityAmount", json!({"amount": cny("7")}), "OpportunityAmountChanged"),
        ("ChangeExpectedClose", json!({"expected_close": "2026-09-30"}), "ExpectedCloseChanged"),
        (
            "ChangeOpportunityOwner",
            json!({"owner_id": LEAD, "reason": "left"}),
            "OpportunityOwnerChanged",
        ),
        (
            "OverrideProbability",
            json!({"probability": "33.5", "reason": "known"}),
            "ProbabilityOverridden",
        ),
        ("RequestStageApproval", json!({"stage": "negotiation"}), "StageApprovalRequested"),
        ("MarkOpportunityRisk", json!({"risk": "budget"}), "OpportunityRiskMarked"),
        ("SetMilestone", json!({"milestone": "pilot"}), "MilestoneSet"),
        ("SetBuyingRole", json!({"contact_id": CONTACT, "role": "user"}), "BuyingRoleSet"),
    ]
}

#[test]
fn what_changes_an_open_deal_changes_no_closed_one_and_nothing_twice() {
    for state in STATES {
        let mut bench = in_state(state);
        for (command, fields, event) in commands() {
            if state == "open" {
                assert_eq!(bench.events(command, about(fields.clone())), [event]);
                let again = bench.events(command, about(fields));
                assert!(again.is_empty(), "{command} a second time: {again:?}");
            } else {
                let problem = bench.run(command, about(fields)).unwrap_err();
                assert_eq!(problem.kind, "/problems/wrong-state", "{command} when {state}");
                assert!(problem.detail.contains(state), "{command}: {}", problem.detail);
            }
        }
    }
}

#[test]
fn a_deal_that_nobody_opened_is_unknown_to_every_command() {
    let mut bench = Bench::new();
    let more = [
        ("UpdateOpportunity", json!({"name": "x"}), ""),
        ("ApproveStage", json!({"stage": "x", "price": true, "feasibility": true}), ""),
        ("RejectStage", json!({"stage": "x", "reason": "r"}), ""),
        ("ReopenOpportunity", json!({"reason": "r"}), ""),
        ("ClearOpportunityRisk", json!({"risk": "budget"}), ""),
        ("CompleteMilestone", json!({"milestone": "pilot"}), ""),
    ];
    for (command, fields, _) in commands().into_iter().chain(more) {
        assert_eq!(bench.refusal(command, about(fields)), "unknown-target", "{command}");
    }
}

#[test]
fn fields_are_updated_in_every_state_and_only_those_that_change_are_told() {
    for state in STATES {
        let mut bench = in_state(state);
        let fields = json!({"name": "Deal", "competitors": ["Nordwind"], "next_step": null,
            "in_pipeline": false, "documents": [{"name": "Offer", "url": "https://docs.example/1"}],
            "driver_id": USER, "region": "华北"});
        let answer = bench.run("UpdateOpportunity", about(fields.clone())).unwrap();
        let data = &answer["events"][0]["data"];
        assert_eq!(data["competitors"], json!({"before": null, "after": ["Nordwind"]}), "{state}");
        assert_eq!(data["in_pipeline"], json!({"before": true, "after": false}));
        assert_eq!(data["region"], json!({"before": null, "after": "north"}));
        assert_eq!(data["as_written"], json!({"region": "华北"}));
        assert!(data.get("name").is_none() && data.get("next_step").is_none(), "{data}");
        assert!(bench.events("UpdateOpportunity", about(fields)).is_empty());
        let cleared = json!({"competitors": [], "in_pipeline": null, "region": null});
        let answer = bench.run("UpdateOpportunity", about(cleared)).unwrap();
        let data = &answer["events"][0]["data"];
        assert_eq!(data["competitors"], json!({"before": ["Nordwind"], "after": null}));
        assert_eq!(data["in_pipeline"], json!({"before": false, "after": true}));
        assert_eq!(data["region"]["after"], Json::Null);
    }
}

#[test]
fn name_and_kind_are_never_empty() {
    let mut bench = with_deal();
    let body = about(json!({"name": null, "kind": null, "product": "x"}));
    let problem = bench.run("UpdateOpportunity", body).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!((problem.status, fields), (422, vec!["name", "kind"]));
}

#[test]
fn unknown_codes_contacts_and_milestones_are_refused() {
    let mut bench = with_deal();
    let rows = [
        ("MarkOpportunityRisk", json!({"risk": "weather"}), "invalid"),
        ("ClearOpportunityRisk", json!({"risk": "weather"}), "invalid"),
        ("SetBuyingRole", json!({"contact_id": CONTACT, "role": "friend"}), "invalid"),
        ("SetBuyingRole", json!({"contact_id": LEAD, "role": "user"}), "unknown-reference"),
        ("CompleteMilestone", json!({"milestone": "pilot"}), "unknown-reference"),
        ("RequestStageApproval", json!({"stage": "nowhere"}), "unknown-reference"),
        ("RequestStageApproval", json!({"stage": "won"}), "invalid"),
        ("RequestStageApproval", json!({"stage": "proposal"}), "invalid"),
    ];
    for (command, fields, slug) in rows {
        assert_eq!(bench.refusal(command, about(fields.clone())), slug, "{command} {fields}");
    }
    assert!(bench.events("ClearOpportunityRisk", about(json!({"risk": "other"}))).is_empty());
    let none = json!({"contact_id": CONTACT, "role": null});
    assert!(bench.events("SetBuyingRole", about(none)).is_empty());
}

#[test]
fn risks_and_roles_say_what_was_before() {
    let mut bench = with_deal();
    let mark = |fields: Json| about(fields);
    bench.run("MarkOpportunityRisk", mark(json!({"risk": "budget", "level": "low"}))).unwrap();
    let high = mark(json!({"risk": "budget", "level": "high"}));
    let answer = bench.run("MarkOpportunityRisk", high).unwrap();
    let level = &answer["events"][0]["data"]["level"];
    assert_eq!(*level, json!({"before": "low", "after": "high"}));
    let noted = mark(json!({"risk": "budget", "note": "they said so"}));
    let answer = bench.run("MarkOpportunityRisk", noted).unwrap();
    assert_eq!(answer["events"][0]["data"]["level"]["after"], "high", "the level stays");
    assert!(!answer.to_string().contains("they said so"), "a note is sealed");
    let cleared = bench.run("ClearOpportunityRisk", mark(json!({"risk": "budget"}))).unwrap();
    assert_eq!(cleared["events"][0]["data"]["level"], json!({"before": "high", "after": null}));
    let role = |role: Json| about(json!({"contact_id": CONTACT, "role": role}));
    bench.run("SetBuyingRole", role("user".into())).unwrap();
    assert_eq!(bench.events("SetBuyingRole", role("influencer".into())), ["BuyingRoleSet"]);
    assert_eq!(bench.events("SetBuyingRole", role(Json::Null)), ["BuyingRoleRemoved"]);
}

#[test]
fn a_milestone_is_set_completed_and_corrected() {
    let mut bench = with_deal();
    let set = about(json!({"milestone": "pilot", "name": "Pilot", "due_on": "2026-05-01"}));
    assert_eq!(bench.events("SetMilestone", set.clone()), ["MilestoneSet"]);
    assert!(bench.events("SetMilestone", set).is_empty());
    let clear = about(json!({"milestone": "pilot", "due_on": null}));
    let answer = bench.run("SetMilestone", clear).unwrap();
    let due_on = &answer["events"][0]["data"]["due_on"];
    assert_eq!(*due_on, json!({"before": "2026-05-01", "after": null}));
    let done = |on: Json| about(json!({"milestone": "pilot", "done_on": on}));
    assert_eq!(bench.refusal("CompleteMilestone", done("2026-03-02".into())), "invalid");
    let answer = bench.run("CompleteMilestone", done(Json::Null)).unwrap();
    let done_on = &answer["events"][0]["data"]["done_on"];
    assert_eq!(*done_on, json!({"before": null, "after": "2026-03-01"}));
    assert!(bench.events("CompleteMilestone", done(Json::Null)).is_empty());
    let corrected = bench.events("CompleteMilestone", done("2026-02-27".into()));
    assert_eq!(corrected, ["MilestoneCompleted"]);
}

#[test]
fn a_large_deal_enters_negotiation_only_with_an_approval_of_its_amount() {
    let mut bench = with_large_deal();
    let problem = move_to(&mut bench, "negotiation").unwrap_err();
    assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, "approval"));
    assert!(problem.detail.contains("RequestStageApproval"), "{}", problem.detail);
    let stage = |more: Json| {
        let mut body = about(more);
        body["stage"] = "negotiation".into();
        body
    };
    let yes = stage(json!({"price": true, "feasibility": true}));
    assert_eq!(bench.refusal("ApproveStage", yes.clone()), "wrong-state");
    assert_eq!(
        bench.events("RequestStageApproval", stage(json!({"note": "please"}))),
        ["StageApprovalRequested"]
    );
    assert!(bench.events("RequestStageApproval", stage(json!({}))).is_empty());
    let no = stage(json!({"price": false, "feasibility": false}));
    assert_eq!(bench.run("ApproveStage", no).unwrap_err().errors.len(), 2);
    let answer = bench.run("ApproveStage", yes.clone()).unwrap();
    assert_eq!(answer["events"][0]["data"]["amount"]["amount"], "50000.01");
    assert_eq!(bench.refusal("ApproveStage", yes.clone()), "wrong-state");
    // What was approved doesn't cover more, nor another currency.
    for amount in [cny("60000"), json!({"amount": "10", "currency": "EUR"}), cny("50001")] {
        bench.run("ChangeOpportunityAmount", about(json!({"amount": amount}))).unwrap();
    }
    assert_eq!(move_to(&mut bench, "negotiation").unwrap_err().kind, "/problems/unmet-criteria");
    bench.run("RequestStageApproval", stage(json!({}))).unwrap();
    bench.run("RejectStage", stage(json!({"reason": "below cost"}))).unwrap();
    assert!(move_to(&mut bench, "negotiation").is_err());
    assert_eq!(bench.refusal("RejectStage", stage(json!({"reason": "x"}))), "wrong-state");
    bench.run("RequestStageApproval", stage(json!({}))).unwrap();
    bench.run("ApproveStage", yes).unwrap();
    move_to(&mut bench, "negotiation").unwrap();
}

#[test]
fn what_isnt_large_needs_no_approval_and_everything_missing_is_told_at_once() {
    let mut bench = with_large_deal();
    let bare = about(json!({"stage": "negotiation"}));
    let problem = bench.run("ChangeOpportunityStage", bare).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["criteria.offer_sent", "approval"]);
    // The threshold itself isn't above it, and another currency has none.
    for amount in [cny("50000"), json!({"amount": "900000", "currency": "EUR"})] {
        bench.run("ChangeOpportunityAmount", about(json!({"amount": amount}))).unwrap();
        move_to(&mut bench, "negotiation").unwrap();
        move_to(&mut bench, "proposal").unwrap();
    }
    bench.run("ChangeOpportunityAmount", about(json!({"amount": cny("70000")}))).unwrap();
    assert_eq!(bench.events("WinOpportunity", about(json!({}))), ["OpportunityWon"]);
}

#[test]
fn a_chance_is_overridden_until_the_stage_changes_or_it_is_taken_back() {
    let mut bench = with_deal();
    let chance = |probability: Json| about(json!({"probability": probability, "reason": "r"}));
    let answer = bench.run("OverrideProbability", chance("40".into())).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!((&data["before"], &data["after"]), (&json!("10"), &json!("40")));
    let back = bench.run("OverrideProbability", chance(Json::Null)).unwrap();
    assert_eq!(back["events"][0]["data"]["ended"], true);
    assert_eq!(back["events"][0]["data"]["after"], "10");
    assert!(bench.events("OverrideProbability", chance(Json::Null)).is_empty());
    bench.run("OverrideProbability", chance("41".into())).unwrap();
    move_to(&mut bench, "need_confirmed").unwrap();
    assert!(bench.events("OverrideProbability", chance(Json::Null)).is_empty(), "it has ended");
    threshold(&mut bench);
    assert_eq!(bench.refusal("OverrideProbability", chance("42".into())), "unmet-criteria");
    bench.run("ChangeOpportunityAmount", about(json!({"amount": cny("50001")}))).unwrap();
    bench.run("OverrideProbability", chance("42".into())).unwrap();
    bench.run("ChangeOpportunityAmount", about(json!({"amount": cny("1")}))).unwrap();
    assert_eq!(bench.events("OverrideProbability", chance(Json::Null)), ["ProbabilityOverridden"]);
}

#[test]
fn a_closed_deal_goes_on_where_it_was_closed_or_where_it_is_told_to() {
    for (state, before) in [("won", "won"), ("lost", "lost")] {
        let mut bench = with_deal();
        let reopen = |stage: Json| about(json!({"reason": "again", "stage": stage}));
        assert_eq!(bench.refusal("ReopenOpportunity", reopen(Json::Null)), "wrong-state");
        move_to(&mut bench, "need_confirmed").unwrap();
        let close = |bench: &mut Bench| match state {
            "won" => bench.run("WinOpportunity", about(json!({}))).unwrap(),
            _ => bench.run("LoseOpportunity", about(json!({"reason": "price"}))).unwrap(),
        };
        close(&mut bench);
        let data = bench.run("ReopenOpportunity", reopen(Json::Null)).unwrap()["events"][0]["data"]
            .clone();
        assert_eq!(data["before"], before);
        assert_eq!(
            (&data["stage"], &data["probability"]),
            (&json!("need_confirmed"), &json!("25"))
        );
        close(&mut bench);
        assert_eq!(
            bench.refusal("ReopenOpportunity", reopen("nowhere".into())),
            "unknown-reference"
        );
        assert_eq!(bench.refusal("ReopenOpportunity", reopen("won".into())), "invalid");
        let given = bench.run("ReopenOpportunity", reopen("proposal".into())).unwrap();
        assert_eq!(given["events"][0]["data"]["stage"], "proposal");
        close(&mut bench);
        let stages = json!([{"key": "start", "probability": "5", "kind": "open"},
            {"key": "won", "probability": "100", "kind": "won"},
            {"key": "lost", "probability": "0", "kind": "lost"}]);
        bench.run("DefinePipeline", json!({"key": "standard", "stages": stages})).unwrap();
        let first = bench.run("ReopenOpportunity", reopen(Json::Null)).unwrap();
        assert_eq!(first["events"][0]["data"]["stage"], "start", "its stage is gone");
    }
}

#[test]
fn a_reopened_deal_goes_over_with_its_account_again() {
    let mut bench = in_state("won");
    bench.run("ReopenOpportunity", about(json!({"reason": "again"}))).unwrap();
    let over = json!({"account_id": ACCOUNT, "owner_id": LEAD, "reason": "left",
        "include": ["open_opportunities"]});
    let expected = ["AccountOwnerChanged", "OpportunityOwnerChanged"];
    assert_eq!(bench.events("ChangeAccountOwner", over), expected);
}

#[test]
fn an_opened_deal_takes_what_is_known_of_it_and_the_names_of_the_dictionary() {
    let mut bench = with_deal();
    let body = json!({"account_id": ACCOUNT, "name": "Second", "amount": cny("5"),
        "expected_close": "2026-01-01", "region": "North China", "competitors": ["Nordwind"],
        "buying_motives": ["saves water"], "next_step": "visit", "next_step_on": "2026-04-01",
        "in_pipeline": false});
    let data = bench.run("OpenOpportunity", body).unwrap()["events"][0]["data"].clone();
    assert_eq!(
        (&data["region"], &data["as_written"]["region"]),
        (&json!("north"), &json!("North China"))
    );
    assert_eq!((&data["close_in_past"], &data["in_pipeline"]), (&json!(true), &json!(false)));
    assert_eq!(data["competitors"], json!(["Nordwind"]));
}
