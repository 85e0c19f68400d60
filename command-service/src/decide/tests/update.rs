//! Changing what is known of a lead.

use super::*;

fn update(changes: Json) -> Json {
    let mut body = json!({"lead_id": LEAD});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

fn with_lead(changes: Json) -> Bench {
    let mut bench = Bench::new();
    let mut body = lead(1);
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    bench.run("CreateLead", body).unwrap();
    bench
}

#[test]
fn only_what_really_changes_is_recorded_with_before_and_after() {
    let mut bench = with_lead(json!({"region": "south", "interest": "looms"}));
    let body = update(json!({"region": "east", "interest": null, "company": "Company 1",
        "title": "Head of procurement"}));
    let answer = bench.run("UpdateLead", body.clone()).unwrap();
    let expected = json!({"region": {"before": "south", "after": "east"},
        "interest": {"before": "looms", "after": null}, "personal": ["title"]});
    assert_eq!(answer["events"][0]["data"], expected);
    let log = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    assert!(!log.contains("Head of procurement"));
    assert!(bench.events("UpdateLead", body).is_empty(), "nothing changes a second time");
}

#[test]
fn company_or_name_and_email_or_phone_remain_and_the_source_too() {
    let mut bench = with_lead(json!({}));
    let body = update(json!({"company": null, "email": null, "source": null}));
    let problem = bench.run("UpdateLead", body).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!((problem.status, fields), (422, vec!["source", "company", "email"]));
    let body = update(json!({"company": null, "person_name": "Ann", "email": null,
        "phone": "+861065529988"}));
    assert_eq!(bench.events("UpdateLead", body)[0], "LeadUpdated");
    assert_eq!(bench.refusal("UpdateLead", update(json!({"phone": null}))), "invalid");
}

#[test]
fn an_address_of_another_lead_is_refused_and_ones_own_is_not() {
    let mut bench = with_lead(json!({}));
    bench.run("CreateLead", lead(2)).unwrap();
    let theirs = update(json!({"email": "person2@company2.com"}));
    let problem = bench.run("UpdateLead", theirs).unwrap_err();
    assert_eq!(problem.kind, "/problems/duplicate-lead");
    assert_eq!(problem.conflicts_with[0].key, "email");
    let own = update(json!({"email": "Person1@company1.com", "company": "Other"}));
    assert_eq!(bench.events("UpdateLead", own), ["LeadUpdated"]);
}

#[test]
fn a_company_can_make_two_leads_the_same() {
    let mut bench = Bench::new();
    for n in [1, 2] {
        let mut lead = lead(n);
        lead["email"] = "someone@gmail.com".into();
        bench.run("CreateLead", lead).unwrap();
    }
    let same = update(json!({"company": "COMPANY 2 Ltd."}));
    assert_eq!(bench.refusal("UpdateLead", same), "duplicate-lead");
    assert_eq!(
        bench.refusal("UpdateLead", update(json!({"company": null, "person_name": "A"}))),
        "duplicate-lead"
    );
}

#[test]
fn a_new_address_is_held_and_the_old_one_released() {
    let mut bench = with_lead(json!({}));
    bench.run("UpdateLead", update(json!({"email": "new@company1.com"}))).unwrap();
    let mut held = lead(2);
    held["email"] = "new@company1.com".into();
    assert_eq!(bench.refusal("CreateLead", held), "duplicate-lead");
    let mut free = lead(3);
    free["email"] = "person1@company1.com".into();
    bench.run("CreateLead", free).unwrap();
}

#[test]
fn a_converted_lead_is_not_changed() {
    let mut bench = with_sql_lead();
    bench.run("ConvertLead", convert(false)).unwrap();
    assert_eq!(bench.refusal("UpdateLead", update(json!({"title": "x"}))), "already-converted");
}

#[test]
fn the_fit_follows_and_only_what_changed() {
    let mut bench = with_lead(json!({"seniority": "mid_level"}));
    let answer = bench.run("UpdateLead", update(json!({"seniority": "decision_maker"}))).unwrap();
    let scored = &answer["events"][1]["data"];
    assert_eq!((&scored["fit"], &scored["points"].as_array().unwrap().len()), (&json!(40), &2));
    assert_eq!(bench.events("UpdateLead", update(json!({"interest": "looms"}))), ["LeadUpdated"]);
    let answer = bench.run("UpdateLead", update(json!({"email": "a@gmail.com"}))).unwrap();
    assert_eq!(answer["events"][1]["data"]["fit"], 20);
    assert_eq!(answer["events"][1]["data"]["band"], "cold");
}

#[test]
fn a_new_model_rescores_nothing_that_stayed() {
    let mut bench = with_lead(json!({"seniority": "mid_level"}));
    let model = json!({"fit": {"seniority.mid_level": 99, "mailbox.corporate": 77}});
    bench.run("DefineScoringModel", model).unwrap();
    assert_eq!(bench.events("UpdateLead", update(json!({"title": "x"}))), ["LeadUpdated"]);
    let answer = bench.run("UpdateLead", update(json!({"seniority": null}))).unwrap();
    assert_eq!(answer["events"][1]["data"]["points"][0]["points"], -20, "what was given");
    assert_eq!(answer["events"][1]["data"]["fit"], 10);
}

#[test]
fn a_change_that_crosses_the_line_qualifies_in_the_same_commit() {
    let mut bench = with_lead(json!({}));
    for _ in 0..2 {
        bench.run("RecordLeadBehavior", behavior("event_attended")).unwrap();
    }
    let events = bench.events("UpdateLead", update(json!({"seniority": "decision_maker"})));
    assert_eq!(events, ["LeadUpdated", "LeadScored", "LeadQualified"]);
    let events = bench.events("UpdateLead", update(json!({"company_size": 100})));
    assert_eq!(events, ["LeadUpdated", "LeadScored"], "once");
}

#[test]
fn text_is_recorded_as_the_dictionary_names_it() {
    let mut bench = Bench::new();
    let mut body = lead(1);
    body["region"] = "华东".into();
    let answer = bench.run("CreateLead", body).unwrap();
    let created = &answer["events"][0]["data"];
    assert_eq!(created["region"], "east");
    assert_eq!(created["as_written"], json!({"region": "华东"}));
    assert!(bench.events("UpdateLead", update(json!({"region": "East China"}))).is_empty());
    let answer = bench.run("UpdateLead", update(json!({"region": "Mars"}))).unwrap();
    let region = json!({"region": {"before": "east", "after": "Mars"}});
    assert_eq!(answer["events"][0]["data"], region);
    let log = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    assert!(log.contains("dictionary"), "the version that was asked is named");
}
