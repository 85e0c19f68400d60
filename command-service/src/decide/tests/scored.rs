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

#[test]
fn a_title_that_the_dictionary_knows_gives_the_first_score() {
    let mut bench = Bench::new();
    let seniority = |bench: &mut Bench, n: u32, changes: Json| {
        let mut body = lead(n);
        for (field, value) in changes.as_object().unwrap() {
            body[field] = value.clone();
        }
        let answer = bench.run("CreateLead", body).unwrap();
        let scored = answer["events"][1]["data"]["fit"].clone();
        (answer["events"][0]["data"]["seniority"].clone(), scored)
    };
    // Thirty for somebody who decides, ten for the address; case and accents don't matter.
    let ceo = seniority(&mut bench, 1, json!({"title": "CEO"}));
    assert_eq!(ceo, (json!("decision_maker"), json!(40)));
    let own = seniority(&mut bench, 2, json!({"title": "CEO", "seniority": "mid_level"}));
    assert_eq!(own, (json!("mid_level"), json!(30)), "what is sent counts");
    let unknown = seniority(&mut bench, 3, json!({"title": "Chief happiness officer"}));
    assert_eq!(unknown, (Json::Null, json!(10)));
    let log = String::from_utf8(bench.log[0].bytes.to_vec()).unwrap();
    assert!(
        log.lines().nth(2).unwrap().contains("dictionary"),
        "the version that said so is named"
    );
    assert!(!log.lines().nth(2).unwrap().contains("CEO"), "a title is personal");

    let titles = json!({"key": "title", "values": [{"name": "Chief happiness officer", "seniority": "mid_level"}]});
    bench.run("DefineDictionary", titles).unwrap();
    let known = seniority(&mut bench, 4, json!({"title": "chief happiness officer"}));
    assert_eq!(known, (json!("mid_level"), json!(30)));
    let regions = json!({"key": "region", "values": [{"name": "north", "seniority": "other"}]});
    let problem = bench.run("DefineDictionary", regions).unwrap_err();
    assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, "values[0].seniority"));
}

#[test]
fn a_title_says_which_persona_somebody_is_until_somebody_else_says_it() {
    let mut bench = Bench::new();
    let model = json!({"icp": {"personas": ["procurement"]}, "fit": {"persona": 5}});
    bench.run("DefineScoringModel", model).unwrap();
    let mut body = lead(1);
    body["title"] = "采购员".into();
    let answer = bench.run("CreateLead", body).unwrap();
    assert_eq!(answer["events"][0]["data"]["persona"], "procurement");
    let points = answer["events"][1]["data"]["points"].to_string();
    assert!(points.contains(r#""rule":"persona""#), "{points}");
    let mut update = |change: Json| {
        let mut body = change;
        body["lead_id"] = LEAD.into();
        bench.run("UpdateLead", body).map(|answer| answer["events"][0]["data"]["persona"].clone())
    };
    let moved = update(json!({"title": "Engineer"})).unwrap();
    assert_eq!(moved, json!({"before": "procurement", "after": "user"}));
    let said = update(json!({"persona": "decision_maker"})).unwrap();
    assert_eq!(said["after"], "decision_maker");
    assert_eq!(update(json!({"title": "Buyer"})).unwrap(), Json::Null, "somebody said otherwise");
    let wrong = update(json!({"persona": "gatekeeper"})).unwrap_err();
    assert_eq!((wrong.status, wrong.errors[0].field.as_str()), (422, "persona"));
    update(json!({"persona": "other"})).unwrap();
}

#[test]
fn a_setting_that_names_a_persona_that_no_list_has_is_refused_by_its_place() {
    let mut bench = Bench::new();
    let model = json!({"icp": {"personas": ["user", "procurment"]}});
    let title = json!({"name": "Buyer", "persona": "procurment"});
    let titles = json!({"key": "title", "values": [title]});
    for (command, body, field) in [
        ("DefineScoringModel", model, "icp.personas[1]"),
        ("DefineDictionary", titles, "values[0].persona"),
    ] {
        let wrong = bench.run(command, body).unwrap_err();
        assert_eq!((wrong.status, wrong.errors[0].field.as_str()), (422, field));
        assert_eq!(wrong.errors[0].code, "unknown-value");
    }
}

#[test]
fn a_budget_in_the_range_of_the_ideal_customer_scores_and_one_beside_it_takes_it_back() {
    let mut bench = Bench::new();
    let budgets = json!([{"currency": "CNY", "min": "100000", "max": 500_000}]);
    let model = json!({"icp": {"budgets": budgets}, "fit": {"budget": 15}});
    bench.run("DefineScoringModel", model).unwrap();
    let mut body = lead(1);
    body["budget"] = json!({"amount": "120000", "currency": "CNY"});
    let answer = bench.run("CreateLead", body).unwrap();
    assert_eq!(answer["events"][1]["data"]["fit"], 25, "and ten for the address");
    let less = json!({"lead_id": LEAD, "budget": {"amount": "20000", "currency": "CNY"}});
    let answer = bench.run("UpdateLead", less).unwrap();
    assert_eq!(answer["events"][1]["data"]["fit"], 10);
    for (budgets, field) in [
        (json!([{"currency": "CNY"}]), "icp.budgets[0].min"),
        (json!([{"currency": "CNY", "min": 2, "max": 1}]), "icp.budgets[0].max"),
        (json!([{"currency": "CNY", "min": -1}]), "icp.budgets[0].min"),
        (
            json!([{"currency": "CNY", "min": 1}, {"currency": "CNY", "max": 9}]),
            "icp.budgets[1].currency",
        ),
    ] {
        let model = json!({"icp": {"budgets": budgets}});
        let wrong = bench.run("DefineScoringModel", model).unwrap_err();
        assert_eq!((wrong.status, wrong.errors[0].field.as_str()), (422, field));
    }
}

#[test]
fn a_new_title_changes_the_seniority_that_the_old_one_gave_and_no_other() {
    let mut bench = Bench::new();
    let mut body = lead(1);
    body["title"] = "Manager".into();
    bench.run("CreateLead", body).unwrap();
    let update = |bench: &mut Bench, changes: Json| {
        let mut body = changes;
        body["lead_id"] = LEAD.into();
        bench.run("UpdateLead", body).unwrap()["events"][0]["data"]["seniority"].clone()
    };
    let promoted = update(&mut bench, json!({"title": "Director"}));
    assert_eq!(promoted, json!({"before": "mid_level", "after": "decision_maker"}));
    assert_eq!(update(&mut bench, json!({"title": "Gardener"})), Json::Null, "nobody knows of it");
    update(&mut bench, json!({"seniority": "other"}));
    assert_eq!(update(&mut bench, json!({"title": "CEO"})), Json::Null, "somebody said otherwise");
}

#[test]
fn where_a_visit_came_from_says_nothing_of_who_came() {
    let mut bench = Bench::new();
    let mut body = lead(1);
    body["utm"] = json!({"campaign": "spring", "id": "4711",
        "referrer": "https://search.example/results?q=ann@nordwind.com#top"});
    let answer = bench.run("CreateLead", body).unwrap();
    let utm = &answer["events"][0]["data"]["utm"];
    let page = "https://search.example/results";
    assert_eq!(utm, &json!({"campaign": "spring", "id": "4711", "referrer": page}));
}
