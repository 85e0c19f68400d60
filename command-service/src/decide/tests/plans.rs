//! Plans of contacts with a lead.

use super::*;

fn planned(plan: &str) -> Json {
    json!({"lead_id": LEAD, "plan": plan})
}

fn stop() -> Json {
    json!({"lead_id": LEAD})
}

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    bench
}

#[test]
fn a_plan_is_written_down_with_what_is_due_when() {
    let mut bench = bench();
    let start =
        json!({"lead_id": LEAD, "plan": "trade_fair", "starts_at": "2026-03-01T08:00:00+08:00"});
    let answer = bench.run("PlanLeadContacts", start.clone()).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!((&data["plan"], &data["version"]), (&json!("trade_fair"), &json!(1)));
    let due: Vec<_> =
        data["steps"].as_array().unwrap().iter().map(|s| s["due_at"].clone()).collect();
    let expected = [
        "2026-03-02T00:00:00.000000Z",
        "2026-03-03T00:00:00.000000Z",
        "2026-03-06T00:00:00.000000Z",
        "2026-03-15T00:00:00.000000Z",
    ];
    assert_eq!(due, expected);
    assert!(bench.events("PlanLeadContacts", start).is_empty());
    assert!(bench.events("PlanLeadContacts", planned("trade_fair")).is_empty());
    assert_eq!(bench.events("PlanLeadContacts", planned("inbound")), ["LeadContactsPlanned"]);
    assert_eq!(bench.refusal("PlanLeadContacts", planned("cold")), "unknown-reference");
}

#[test]
fn the_dictionary_names_the_channels_of_what_is_planned() {
    let mut bench = bench();
    let words = json!({"key": "channel", "values": [{"name": "phone", "aliases": ["call"]}]});
    bench.run("DefineDictionary", words).unwrap();
    let answer = bench.run("PlanLeadContacts", planned("inbound")).unwrap();
    assert_eq!(answer["events"][0]["data"]["steps"][0]["channel"], "phone");
}

#[test]
fn a_plan_ends_once_and_with_the_lead() {
    let mut bench = bench();
    assert!(bench.events("StopLeadContacts", stop()).is_empty());
    bench.run("PlanLeadContacts", planned("inbound")).unwrap();
    assert_eq!(bench.events("StopLeadContacts", stop()), ["LeadContactsStopped"]);
    assert!(bench.events("StopLeadContacts", stop()).is_empty());
    bench.run("PlanLeadContacts", planned("inbound")).unwrap();
    bench.run("RecycleLead", json!({"lead_id": LEAD})).unwrap();
    assert!(bench.events("StopLeadContacts", stop()).is_empty());
    assert_eq!(bench.refusal("PlanLeadContacts", planned("inbound")), "wrong-state");
}

#[test]
fn the_survivor_keeps_its_plan_or_takes_the_duplicates() {
    let other = "00000000-0000-7000-8000-000000000077";
    let second =
        json!({"lead_id": other, "company": "Other Ltd", "email": "b@other.com", "source": "web"});
    let merge = json!({"survivor_id": LEAD, "duplicate_id": other});
    let theirs = json!({"lead_id": other, "plan": "trade_fair"});
    let mut one = bench();
    one.run("CreateLead", second.clone()).unwrap();
    one.run("PlanLeadContacts", theirs.clone()).unwrap();
    let merged = one.run("MergeLeads", merge.clone()).unwrap();
    assert_eq!(merged["events"][0]["data"]["contact_plan"]["plan"], "trade_fair");
    // It is the survivor's from then on.
    assert!(one.events("PlanLeadContacts", planned("trade_fair")).is_empty());
    let mut both = bench();
    both.run("CreateLead", second).unwrap();
    both.run("PlanLeadContacts", theirs).unwrap();
    both.run("PlanLeadContacts", planned("inbound")).unwrap();
    let merged = both.run("MergeLeads", merge).unwrap();
    assert_eq!(merged["events"][0]["data"]["contact_plan"], Json::Null);
    assert!(both.events("PlanLeadContacts", planned("inbound")).is_empty());
}
