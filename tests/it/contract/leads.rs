//! Leads over HTTP: changed, worked on, merged; what of it reads show, now and in the past.

use kith_tests::Kith;
use kith_tests::samples::{convert, event_types, id, lead, lead_with, qualify, with};
use serde_json::{Value as Json, json};

fn on(n: u32, changes: Json) -> Json {
    with(json!({"lead_id": id("lead", n)}), changes)
}

fn merge(survivor: u32, duplicate: u32) -> Json {
    json!({"survivor_id": id("lead", survivor), "duplicate_id": id("lead", duplicate)})
}

/// One lead, with everything that was sent before.
fn shown(kith: &Kith, n: u32) -> Json {
    let head = kith.admin.read("/v1/positions")["head"].clone();
    kith.admin.read(format!("/v1/leads/{}?at_least={head}", id("lead", n)))
}

/// Gives points: so many downloads, ten points each.
fn download(kith: &Kith, n: u32, times: usize) {
    for _ in 0..times {
        let body = on(n, json!({"behavior": "whitepaper_downloaded"}));
        kith.admin.command("RecordLeadBehavior", &body).status(200);
    }
}

#[test]
fn a_lead_is_changed_and_the_audit_shows_before_and_after() {
    let home = crate::home();
    let kith = home.serve();
    let first =
        lead_with(1, json!({"product": "Loom", "external_id": {"system": "erp", "id": "1"}}));
    kith.admin.command("CreateLead", &first).status(201);
    let body = on(
        1,
        json!({"region": "华东", "company": "Nordwind AG", "person_name": "Ann Berg",
        "utm": {"source": "mail"}, "external_id": {"system": "erp", "id": "2"}}),
    );
    let answer = kith.admin.command("UpdateLead", &body).status(200).json();
    assert!(!answer.to_string().contains("Ann Berg"));
    let lead = shown(&kith, 1);
    assert_eq!((&lead["region"], &lead["person_name"]), (&json!("east"), &json!("Ann Berg")));
    assert_eq!(
        (&lead["email"], &lead["utm"]["source"]),
        (&json!("person1@company1.example"), &json!("mail"))
    );
    let found = |query: &str| {
        let page = kith.admin.read(format!("/v1/leads?{query}"));
        page["items"].as_array().unwrap().len()
    };
    assert_eq!((found("text=nordwind"), found("text=company")), (1, 0));
    assert_eq!((found("external_id=erp:2"), found("external_id=erp:1")), (1, 0));
    let audit = kith.admin.read("/v1/audit?event=LeadUpdated");
    let changes = audit["items"][0]["changes"].as_array().unwrap();
    let region = changes.iter().find(|change| change["field"] == "region").unwrap();
    assert_eq!((&region["before"], &region["after"]), (&Json::Null, &json!("east")));
    assert!(audit["items"][0]["setting_versions"].to_string().contains("dictionary/region"));
    let again = kith.admin.command("UpdateLead", &body).status(200).json();
    assert_eq!(again["events"], json!([]));
    let no_source = json!({"lead_id": id("lead", 1), "source": null});
    kith.admin.command("UpdateLead", &no_source).problem(422, "invalid");
    kith.admin.command("UpdateLead", &on(9, json!({"title": "x"}))).problem(404, "unknown-target");
}

#[test]
fn work_on_a_lead_is_seen_in_it() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    assert_eq!(shown(&kith, 1)["coarse_state"], "to_be_assigned");
    let assign = on(1, json!({"owner_id": id("user", 1), "reason": "territory"}));
    kith.admin.command("AssignLead", &assign).status(200);
    let offered = shown(&kith, 1)["assignment"].clone();
    assert_eq!((&offered["owner"], &offered["accepted_at"]), (&json!(id("user", 1)), &Json::Null));
    kith.admin.command("AcceptLead", &on(1, json!({}))).status(200);
    assert!(shown(&kith, 1)["assignment"]["accepted_at"].is_string());
    let decline = on(1, json!({"reason": "overload"}));
    kith.admin.command("DeclineLead", &decline).problem(409, "wrong-state");
    let contact = on(
        1,
        json!({"channel": "call", "outcome": "reached", "interest": "high",
        "note": "wants a demo", "next_action": "send the offer", "objections": "price",
        "next_at": "2030-01-02T09:00:00Z", "at": "2026-01-02T09:00:00Z"}),
    );
    kith.admin.command("LogLeadContact", &contact).status(200);
    let earlier = with(contact.clone(), json!({"at": "2025-01-02T09:00:00Z", "outcome": "busy"}));
    kith.admin.command("LogLeadContact", &earlier).status(200);
    let seen = shown(&kith, 1);
    assert_eq!((&seen["state"], &seen["contacts"]), (&json!("contacted"), &json!(2)));
    assert_eq!(seen["last_contact"]["outcome"], "reached");
    for (field, said) in [
        ("next_action", "send the offer"),
        ("note", "wants a demo"),
        ("objections", "price"),
        ("interest", "high"),
    ] {
        assert_eq!(seen["last_contact"][field], said, "{field}");
    }
    assert_eq!(seen["next_action_at"], "2030-01-02T09:00:00.000000Z");
    let future = with(contact, json!({"at": "2090-01-02T09:00:00Z"}));
    kith.admin.command("LogLeadContact", &future).problem(422, "invalid");
    kith.admin.command("RecycleLead", &on(1, json!({"reason": "weather"}))).problem(422, "invalid");
    kith.admin.command("RecycleLead", &on(1, json!({"reason": "idle"}))).status(200);
    let seen = shown(&kith, 1);
    assert_eq!(
        (&seen["coarse_state"], &seen["recycled_reason"]),
        (&json!("nurture"), &json!("idle"))
    );
    let funnel = kith.admin.read("/v1/funnel");
    assert_eq!(funnel["left"], json!({"disqualified": 0, "recycled": 1}));
    let changes = kith.admin.read(format!("/v1/ownership-changes?type=lead&id={}", id("lead", 1)));
    assert_eq!(changes["items"][0]["reason"], "territory");
}

#[test]
fn merged_leads_are_one_and_the_old_id_reads_as_the_survivor() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=3 {
        let erp = json!({"external_id": {"system": "erp", "id": format!("{n}")}});
        kith.admin.command("CreateLead", &lead_with(n, erp)).status(201);
    }
    download(&kith, 1, 5);
    download(&kith, 2, 10);
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let last = kith.admin.read(format!("/v1/audit?limit=1&at_least={head}"));
    let before = last["items"][0]["recorded_at"].clone();
    let answer = kith.admin.command("MergeLeads", &merge(1, 2)).status(200).json();
    assert_eq!(event_types(&answer), ["LeadsMerged", "LeadScored", "LeadMergedInto"]);
    assert_eq!(answer["stream"]["id"], id("lead", 1));
    let one = shown(&kith, 1);
    assert_eq!(one["score"]["behaviour"], 150);
    let points = one["explanation"].as_array().unwrap();
    let sum: i64 = points.iter().map(|point| point["points"].as_i64().unwrap()).sum();
    assert_eq!((sum, &one["merged_ids"]), (160, &json!([id("lead", 2)])));
    assert_eq!(shown(&kith, 2), one, "the old id reads as the survivor");
    let list = kith.admin.read("/v1/leads?count=true");
    assert_eq!((&list["count"], list["items"].as_array().unwrap().len()), (&json!(2), 2));
    let found = kith.admin.read("/v1/leads?external_id=erp:2");
    assert_eq!(found["items"][0]["id"], id("lead", 1));
    assert_eq!(kith.admin.read("/v1/funnel")["stages"][0]["reached"], 2);
    for axis in ["", "&basis=recorded"] {
        let then = format!("as_of={}{axis}", before.as_str().unwrap());
        let two = kith.admin.read(format!("/v1/leads/{}?{then}", id("lead", 2)));
        assert_eq!((&two["id"], &two["score"]["behaviour"]), (&json!(id("lead", 2)), &json!(100)));
        assert_eq!(kith.admin.read(format!("/v1/funnel?{then}"))["stages"][0]["reached"], 3);
    }
    kith.admin.command("MergeLeads", &merge(3, 2)).status(200);
    for n in 1..=3 {
        assert_eq!(shown(&kith, n)["id"], id("lead", 3), "a chain of merges");
    }
    assert_eq!(kith.admin.read("/v1/leads?external_id=erp:2")["items"][0]["id"], id("lead", 3));
    let again = kith.admin.command("MergeLeads", &merge(2, 3)).status(200).json();
    assert_eq!(again["events"], json!([]), "no ring");
    kith.stop();
    home.run(&["verify"]).ok();
}

#[test]
fn a_merge_with_itself_unknown_or_converted_is_refused() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    kith.admin.command("CreateLead", &lead(2)).status(201);
    kith.admin.command("MergeLeads", &merge(1, 1)).problem(422, "invalid");
    kith.admin.command("MergeLeads", &merge(9, 1)).problem(404, "unknown-target");
    kith.admin.command("MergeLeads", &merge(1, 9)).problem(422, "unknown-reference");
    kith.admin.command("QualifyLead", &qualify(1)).status(200);
    kith.admin.command("ConvertLead", &convert(1)).status(200);
    kith.admin.command("MergeLeads", &merge(1, 2)).problem(409, "already-converted");
    kith.admin.command("MergeLeads", &merge(2, 1)).problem(409, "already-converted");
}

#[test]
fn new_facts_are_put_on_the_lead_that_is_there() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let sent = lead_with(
        2,
        json!({"email": lead(1)["email"], "on_duplicate": "merge",
        "title": "Head", "source": "fair", "external_id": {"system": "erp", "id": "7"}}),
    );
    let answer = kith.admin.command("CreateLead", &sent).status(200).json();
    assert_eq!(answer["stream"]["id"], id("lead", 1));
    let one = shown(&kith, 1);
    assert_eq!((&one["title"], &one["source"]), (&json!("Head"), &json!("web")));
    assert_eq!((&one["company"], &one["person_name"]), (&json!("Company 2"), &json!("Person 2")));
    assert_eq!(one["merged_ids"], json!([id("lead", 2)]));
    assert_eq!(shown(&kith, 2), one, "the sent id reads as its alias");
    let second = with(
        sent.clone(),
        json!({"lead_id": id("lead", 3),
        "external_id": {"system": "erp", "id": "8"}}),
    );
    kith.admin.command("CreateLead", &second).status(200);
    shown(&kith, 3);
    let found = kith.admin.read("/v1/leads?external_id=erp:8");
    assert_eq!(found["items"][0]["id"], id("lead", 1), "by the reference of an alias");
    kith.admin.command("CreateLead", &sent).problem(409, "duplicate-lead");
    assert_eq!(kith.admin.read("/v1/funnel")["stages"][0]["reached"], 1);
}

#[test]
fn the_band_is_that_of_the_model_which_last_judged() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    download(&kith, 1, 4);
    assert_eq!(shown(&kith, 1)["band"], "warm");
    kith.admin.command("DefineScoringModel", &json!({"mql_total": 55})).status(200);
    assert_eq!(shown(&kith, 1)["band"], "warm", "a new model doesn't rescore the past");
    download(&kith, 1, 1);
    let lead = shown(&kith, 1);
    assert_eq!((&lead["band"], &lead["priority"]), (&json!("hot"), &json!("high")));
}

#[test]
fn a_partners_lead_waits_as_new_until_it_is_verified() {
    let home = crate::home();
    let kith = home.serve();
    for (n, source) in [(1, "partner"), (2, "trial"), (3, "partner")] {
        let answer = kith.admin.command("CreateLead", &lead_with(n, json!({"source": source})));
        assert_eq!(answer.status(201).json()["events"][0]["type"], "LeadCreated");
    }
    let queue = || {
        let head = kith.admin.read("/v1/positions")["head"].clone();
        let path = format!("/v1/leads?state=new&source=partner&at_least={head}");
        let items = kith.admin.read(path)["items"].clone();
        items.as_array().unwrap().iter().map(|lead| lead["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(queue(), [id("lead", 3), id("lead", 1)]);
    kith.admin.command("VerifyLead", &on(3, json!({}))).status(200);
    assert_eq!(queue(), [id("lead", 1)]);
}
