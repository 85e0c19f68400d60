//! The one path: a lead is captured, scored, qualified, converted and won; funnel, lead and audit
//! trail show it, as of any day.

use kith_tests::Client;
use kith_tests::samples::{event_types, id};
use serde_json::{Value as Json, json};

const QUESTIONS: [&str; 5] = ["need", "decision_maker", "budget", "timeframe", "contact_verified"];

/// Sends a command with its business time; the answer.
fn at(client: &Client, when: &str, command: &str, body: Json) -> Json {
    let answer = client.post(command, &body).at(when).send();
    assert!(answer.status < 300, "{command}: {answer:?}");
    answer.json()
}

/// Everything that happens to one lead between January and March 2024.
fn walk(client: &Client) {
    let created = at(
        client,
        "2024-01-05T09:00:00Z",
        "CreateLead",
        json!({
            "lead_id": id("lead", 1), "company": "Nordwind Textiles", "person_name": "Ann Berg",
            "email": "ann@nordwind-textiles.com", "phone": "+86 10 6552 9988", "source": "trade_show",
            "seniority": "decision_maker", "company_size": 120, "region": "north", "product": "Loom 3",
            "owner_id": id("user", 1),
        }),
    );
    assert_eq!(event_types(&created), ["LeadCreated", "LeadScored"]);
    let visited = at(
        client,
        "2024-01-12T10:00:00Z",
        "RecordLeadBehavior",
        json!({"lead_id": id("lead", 1), "behavior": "pricing_page_visited"}),
    );
    let types = ["LeadBehaviorRecorded", "LeadScored", "LeadQualified"];
    assert_eq!(
        event_types(&visited),
        types,
        "the rule qualifies in the commit that crossed the line"
    );
    let yes: Json = QUESTIONS
        .iter()
        .map(|q| ((*q).to_owned(), json!(true)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    at(
        client,
        "2024-01-20T10:00:00Z",
        "QualifyLead",
        json!({"lead_id": id("lead", 1), "level": "sql", "checklist": yes}),
    );
    let converted = at(
        client,
        "2024-02-01T10:00:00Z",
        "ConvertLead",
        json!({
            "lead_id": id("lead", 1), "account": {"mode": "match"}, "contact": {"mode": "match"},
            "opportunity": {
                "opportunity_id": id("opportunity", 1), "name": "Dyeing line",
                "amount": {"amount": "120000.50", "currency": "CNY"}, "expected_close": "2024-03-31",
            },
        }),
    );
    let streams = converted["streams"].as_array().unwrap().len();
    assert_eq!(streams, 4, "one commit on lead, account, contact and opportunity: {converted}");
    at(
        client,
        "2024-02-10T10:00:00Z",
        "ChangeOpportunityStage",
        json!({
            "opportunity_id": id("opportunity", 1), "stage": "need_confirmed",
            "criteria": {"talk_done": true, "scenario_confirmed": true, "decision_maker_known": true,
                         "rough_budget": true},
        }),
    );
    at(
        client,
        "2024-03-01T10:00:00Z",
        "WinOpportunity",
        json!({"opportunity_id": id("opportunity", 1)}),
    );
}

fn reached(client: &Client, query: &str) -> Vec<u64> {
    let funnel = client.read(format!("/v1/funnel?{query}"));
    let stages = funnel["stages"].as_array().unwrap();
    stages.iter().map(|stage| stage["reached"].as_u64().unwrap()).collect()
}

#[test]
fn a_lead_is_won_and_every_answer_shows_it() {
    let home = crate::home();
    let kith = home.serve();
    walk(&kith.admin);
    let head = kith.admin.read("/v1/positions")["head"].as_u64().unwrap();
    assert_eq!(reached(&kith.admin, &format!("at_least={head}")), [1, 1, 1, 1, 1]);
    the_lead_explains_itself(&kith.admin);
    the_funnel_knows_every_day(&kith.admin);
    the_audit_trail_has_every_event(&kith.admin);
    the_conversion_and_the_owner_are_listed(&kith.admin);
    kith.stop();
    home.run(&["verify"]).ok();
}

fn the_lead_explains_itself(client: &Client) {
    let lead = client.read(format!("/v1/leads/{}", id("lead", 1)));
    assert_eq!(lead["state"], "converted", "{lead}");
    assert_eq!(lead["phone"], "+861065529988");
    assert_eq!(lead["score"], json!({"fit": 60, "behaviour": 20, "total": 80}));
    let points = lead["explanation"].as_array().unwrap();
    let sum: i64 = points.iter().map(|point| point["points"].as_i64().unwrap()).sum();
    assert_eq!((points.len(), sum), (4, 80), "{lead}");
    assert!(points.iter().all(|point| point["cause"]["position"].as_u64().is_some()), "{lead}");
    let stages = lead["stages"].as_array().unwrap();
    let times: Vec<_> = stages.iter().map(|s| s["at"].as_str().unwrap()[..10].to_owned()).collect();
    let days = ["2024-01-05", "2024-01-12", "2024-01-20", "2024-02-01", "2024-03-01"];
    assert_eq!(times, days, "{lead}");
}

fn the_funnel_knows_every_day(client: &Client) {
    for (day, expected) in [
        ("2024-01-05", [0, 0, 0, 0, 0]),
        ("2024-01-06", [1, 0, 0, 0, 0]),
        ("2024-01-13", [1, 1, 0, 0, 0]),
        ("2024-01-21", [1, 1, 1, 0, 0]),
        ("2024-02-02", [1, 1, 1, 1, 0]),
        ("2024-03-01T10:00:00Z", [1, 1, 1, 1, 1]),
    ] {
        assert_eq!(reached(client, &format!("as_of={day}")), expected, "as of {day}");
        let recorded = reached(client, &format!("as_of={day}&basis=recorded"));
        assert_eq!(recorded, [0; 5], "nothing was recorded by {day}");
    }
    for by in ["source=trade_show", "region=north", "product=Loom 3"] {
        let (by, key) = by.split_once('=').unwrap();
        let groups = client.read(format!("/v1/funnel?by={by}"))["groups"].clone();
        assert_eq!((groups[0]["key"].as_str(), groups.as_array().unwrap().len()), (Some(key), 1));
    }
}

fn the_audit_trail_has_every_event(client: &Client) {
    let path = format!("/v1/audit?type=lead&id={}", id("lead", 1));
    let lines = client.read(path)["items"].as_array().unwrap().clone();
    let mut events: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    events.reverse();
    let expected = [
        "LeadCreated",
        "LeadScored",
        "LeadBehaviorRecorded",
        "LeadScored",
        "LeadQualified",
        "LeadQualified",
        "LeadConverted",
    ];
    assert_eq!(events, expected);
    let scored = lines.iter().find(|line| line["event"] == "LeadScored").unwrap();
    let used = &scored["setting_versions"][0];
    assert_eq!(used["version"], 1, "the decision says which version it used: {scored}");
    let all = client.read("/v1/audit?limit=500").to_string();
    // Four digits alone stand in ids and instants by chance, a number doesn't.
    for personal in ["ann@", "6552 9988", "65529988"] {
        let found = all.find(personal).map(|at| &all[at.saturating_sub(80)..at + 12]);
        assert_eq!(found, None, "the trail names somebody: {personal}");
    }
}

fn the_conversion_and_the_owner_are_listed(client: &Client) {
    let row = client.read("/v1/conversions")["items"][0].clone();
    assert_eq!(row["lead_id"], id("lead", 1), "{row}");
    assert_eq!(row["opportunity_id"], id("opportunity", 1), "{row}");
    assert_eq!((&row["account_mode"], &row["contact_mode"]), (&json!("create"), &json!("create")));
    let account = row["account_id"].as_str().unwrap();
    let change = json!({"account_id": account, "owner_id": id("user", 2), "reason": "new territory",
                        "include": ["contacts", "open_opportunities"]});
    let position = client.command("ChangeAccountOwner", &change).status(200).json();
    let position = &position["position"];
    let path = format!("/v1/ownership-changes?type=account&id={account}&at_least={position}");
    let change = client.read(path)["items"][0].clone();
    assert_eq!(
        (&change["before"], &change["after"]),
        (&json!(id("user", 1)), &json!(id("user", 2)))
    );
    assert_eq!(change["reason"], "new territory", "{change}");
}
