//! What points do to a lead beside its score: priority, and the ways back from being put aside.

use serde_json::{Value as Json, json};

use super::{LEAD, behavior, lead};
use crate::bench::Bench;

fn last_score(bench: &mut Bench, body: Json) -> Json {
    let answer = bench.run("RecordLeadBehavior", body).unwrap();
    let events = answer["events"].as_array().unwrap();
    let scored = events.iter().find(|event| event["type"] == "LeadScored");
    scored.map_or(Json::Null, |event| event["data"].clone())
}

#[test]
fn two_trial_logins_and_a_key_page_make_a_cold_lead_urgent() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    last_score(&mut bench, behavior("trial_login"));
    let page = last_score(&mut bench, behavior("pricing_page_visited"));
    assert_eq!(page["priority"], "low");
    let second = last_score(&mut bench, behavior("trial_login"));
    assert_eq!((&second["priority"], &second["band"]), (&json!("high"), &json!("cold")));
    assert_eq!(second["points"], json!([]), "a log-in gives no points, and raises all the same");
}

#[test]
fn a_high_score_that_can_not_be_reached_goes_back_and_returns_by_itself() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    for _ in 0..3 {
        bench.run("RecordLeadBehavior", behavior("event_attended")).unwrap();
    }
    let missed = json!({"lead_id": LEAD, "channel": "call", "outcome": "no answer"});
    bench.run("LogLeadContact", missed).unwrap();
    let back = json!({"lead_id": LEAD, "reason": "unreachable"});
    assert_eq!(bench.events("RecycleLead", back), ["LeadRecycled"]);
    // Marketing has it; what it does next is key and it stands above the line still.
    let events = bench.events("RecordLeadBehavior", behavior("event_attended"));
    assert_eq!(events, ["LeadBehaviorRecorded", "LeadScored", "LeadQualified"]);
}

#[test]
fn a_model_gives_points_for_a_source_and_says_when_a_trial_is_urgent() {
    let mut bench = Bench::new();
    let model = json!({"sources": [{"source": "Referral", "points": 15}], "warm_total": 20,
        "trial": {"logins": 1, "key_pages": ["email_opened"]}});
    bench.run("DefineScoringModel", model).unwrap();
    let mut referred = lead(1);
    referred["source"] = "referral".into();
    let answer = bench.run("CreateLead", referred).unwrap();
    let scored = &answer["events"][1]["data"];
    // A corporate address gives 10 as before.
    assert_eq!((&scored["fit"], &scored["band"]), (&json!(25), &json!("warm")));
    last_score(&mut bench, behavior("email_opened"));
    assert_eq!(last_score(&mut bench, behavior("trial_login"))["priority"], "high");
    let none = json!({"sources": [{"source": "Referral", "points": 0}]});
    bench.run("DefineScoringModel", none).unwrap();
    let mut second = lead(2);
    second["source"] = "referral".into();
    assert_eq!(bench.run("CreateLead", second).unwrap()["events"][1]["data"]["fit"], 10);
}

#[test]
fn a_second_form_adds_to_what_the_first_one_said() {
    let mut bench = Bench::new();
    let first = json!({"email": "ann@nordwind.com", "company": "Nordwind", "source": "form"});
    bench.run("CreateLead", first).unwrap();
    let second = json!({"email": "ann@nordwind.com", "company": "Nordwind", "title": "Buyer", "company_size": 120,
        "source": "form", "on_duplicate": "merge"});
    let answer = bench.run("CreateLead", second).unwrap();
    let events = answer["events"].as_array().unwrap();
    let updated = events.iter().find(|event| event["type"] == "LeadUpdated").unwrap();
    assert_eq!(updated["data"]["company_size"], json!({"before": null, "after": 120}));
    assert_eq!(updated["data"]["personal"], json!(["title"]));
}
