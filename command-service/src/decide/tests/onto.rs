//! New facts put on the lead that holds the keys (`on_duplicate: merge`).

use super::*;

fn again(n: u32, changes: Json) -> Json {
    let mut body = lead(n);
    body["on_duplicate"] = "merge".into();
    body["email"] = "person1@company1.com".into();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

fn with_holder() -> Bench {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    bench
}

const SECOND: &str = "00000000-0000-7000-8000-000000000002";

#[test]
fn the_newer_value_wins_but_source_utm_owner_and_reference_are_only_filled() {
    let mut bench = with_holder();
    let erp = |id: &str| json!({"system": "erp", "id": id});
    let body = again(
        2,
        json!({"source": "fair", "owner_id": LEAD, "title": "Head",
        "company": "Company One", "external_id": erp("1"), "utm": {"source": "mail"},
        "seniority": "decision_maker"}),
    );
    let answer = bench.run("CreateLead", body).unwrap();
    assert_eq!(answer["stream"]["id"], LEAD);
    let types: Vec<_> =
        answer["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["LeadsMerged", "LeadUpdated", "LeadScored", "LeadMergedInto"]);
    let updated = &answer["events"][1]["data"];
    assert_eq!(updated["company"], json!({"before": "Company 1", "after": "Company One"}));
    assert_eq!((&updated["source"], &updated["personal"]), (&Json::Null, &json!(["title"])));
    assert_eq!(updated["external_id"]["after"], erp("1"));
    assert_eq!(answer["events"][0]["data"]["owner_id"], Json::Null);
    let answer = bench
        .run(
            "CreateLead",
            again(
                3,
                json!({"external_id": erp("2"),
        "company": "Company One", "utm": {"source": "web"}}),
            ),
        )
        .unwrap();
    assert_eq!(answer["events"][0]["data"]["identities"][0]["keys"][0]["kind"], "external");
    assert_eq!(answer["events"][1]["data"]["external_id"], erp("2"), "{answer}");
    let problem = bench.run("CreateLead", {
        let mut other = lead(7);
        other["external_id"] = erp("2");
        other
    });
    assert_eq!(problem.unwrap_err().conflicts_with[0].stream.id.to_string(), LEAD);
}

#[test]
fn the_sent_id_is_an_alias_and_taken() {
    let mut bench = with_holder();
    bench.run("CreateLead", again(2, json!({}))).unwrap();
    let opened = json!({"lead_id": SECOND, "behavior": "email_opened"});
    assert_eq!(bench.run("RecordLeadBehavior", opened).unwrap()["stream"]["id"], LEAD);
    assert_eq!(bench.refusal("CreateLead", again(2, json!({}))), "duplicate-lead");
}

#[test]
fn nothing_new_under_no_id_is_nothing() {
    let mut bench = with_holder();
    let mut body = again(2, json!({"company": "Company 1"}));
    body.as_object_mut().unwrap().remove("lead_id");
    let answer = bench.run("CreateLead", body).unwrap();
    assert_eq!((&answer["events"], &answer["stream"]["id"]), (&json!([]), &json!(LEAD)));
}

#[test]
fn without_a_holder_a_lead_is_created_as_ever() {
    let mut bench = Bench::new();
    let created = bench.events("CreateLead", again(2, json!({})));
    assert_eq!(created, ["LeadCreated", "LeadScored"]);
}

#[test]
fn a_converted_lead_is_no_holder() {
    let mut bench = with_sql_lead();
    bench.run("ConvertLead", convert(false)).unwrap();
    let created = bench.events("CreateLead", again(2, json!({})));
    assert_eq!(created, ["LeadCreated", "LeadScored"]);
}

#[test]
fn facts_that_fit_two_leads_are_refused_and_the_second_named() {
    let mut bench = with_holder();
    let mut second = lead(2);
    second["phone"] = "+861065529988".into();
    bench.run("CreateLead", second).unwrap();
    let body = again(3, json!({"company": "Company 2", "phone": "+861065529988"}));
    let problem = bench.run("CreateLead", body).unwrap_err();
    assert_eq!(problem.kind, "/problems/duplicate-lead");
    assert_eq!(problem.conflicts_with[0].stream.id.to_string(), SECOND);
}

#[test]
fn new_facts_can_qualify_the_holder() {
    let mut bench = with_holder();
    for _ in 0..2 {
        bench.run("RecordLeadBehavior", behavior("event_attended")).unwrap();
    }
    let events = bench.events("CreateLead", again(2, json!({"seniority": "decision_maker"})));
    assert!(events.contains(&"LeadQualified".to_owned()), "{events:?}");
}
