//! Two leads that turn out to be one.

use super::*;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

fn merge(survivor: u32, duplicate: u32) -> Json {
    json!({"survivor_id": id(survivor), "duplicate_id": id(duplicate)})
}

fn on(n: u32, changes: Json) -> Json {
    let mut body = json!({"lead_id": id(n)});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

/// So many leads, each of its own company.
fn with_leads(count: u32) -> Bench {
    let mut bench = Bench::new();
    for n in 1..=count {
        bench.run("CreateLead", lead(n)).unwrap();
    }
    bench
}

fn earn(bench: &mut Bench, n: u32, behavior: &str, times: u32) {
    for _ in 0..times {
        bench.run("RecordLeadBehavior", on(n, json!({"behavior": behavior}))).unwrap();
    }
}

fn data<'a>(answer: &'a Json, kind: &str) -> &'a Json {
    let events = answer["events"].as_array().unwrap();
    &events.iter().find(|event| event["type"] == kind).expect("the event is there")["data"]
}

#[test]
fn fifty_points_and_a_hundred_are_a_hundred_and_fifty() {
    let mut bench = with_leads(2);
    earn(&mut bench, 1, "whitepaper_downloaded", 5);
    earn(&mut bench, 2, "whitepaper_downloaded", 10);
    let answer = bench.run("MergeLeads", merge(1, 2)).unwrap();
    let scored = data(&answer, "LeadScored");
    assert_eq!((&scored["behaviour"], &scored["fit"]), (&json!(150), &json!(10)));
    assert_eq!(scored["points"], json!([]), "nothing is earned a second time");
    earn(&mut bench, 2, "email_opened", 1);
    let more =
        bench.run("RecordLeadBehavior", on(1, json!({"behavior": "email_clicked"}))).unwrap();
    assert_eq!(data(&more, "LeadScored")["behaviour"], 157);
}

#[test]
fn a_key_behaviour_of_one_and_the_points_of_the_other_qualify() {
    let mut bench = with_leads(2);
    earn(&mut bench, 1, "whitepaper_downloaded", 6);
    earn(&mut bench, 2, "pricing_page_visited", 1);
    let events = bench.events("MergeLeads", merge(1, 2));
    assert_eq!(events, ["LeadsMerged", "LeadScored", "LeadQualified", "LeadMergedInto"]);
}

#[test]
fn the_survivors_values_stay_and_blanks_are_filled() {
    let mut bench = Bench::new();
    let mut first = lead(1);
    first["owner_id"] = Json::Null;
    first["region"] = "south".into();
    bench.run("CreateLead", first).unwrap();
    let mut second = lead(2);
    second["region"] = "north".into();
    second["interest"] = "looms".into();
    second["phone"] = "+861065529988".into();
    second["seniority"] = "decision_maker".into();
    bench.run("CreateLead", second).unwrap();
    let answer = bench.run("MergeLeads", merge(1, 2)).unwrap();
    let merged = data(&answer, "LeadsMerged");
    assert_eq!(merged["interest"], json!({"before": null, "after": "looms"}));
    assert_eq!(merged["owner_id"], json!({"before": null, "after": OWNER}));
    assert_eq!((&merged["personal"], &merged["region"]), (&json!(["phone"]), &Json::Null));
    assert_eq!(data(&answer, "LeadScored")["points"][0]["rule"], "seniority.decision_maker");
    assert_eq!(answer["stream"]["id"], id(1));
    let accounted = bench.log.last().unwrap().bytes.clone();
    assert!(!String::from_utf8(accounted.to_vec()).unwrap().contains("+8610"));
}

#[test]
fn everything_a_duplicate_is_found_by_finds_the_survivor() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let mut second = lead(2);
    second["external_id"] = json!({"system": "erp", "id": "7"});
    bench.run("CreateLead", second).unwrap();
    let mut third = lead(3);
    third["email"] = "someone@gmail.com".into();
    bench.run("CreateLead", third).unwrap();
    bench.run("MergeLeads", merge(1, 2)).unwrap();
    bench.run("MergeLeads", merge(1, 3)).unwrap();
    // Its own address may change; what it took over stays.
    let own = on(1, json!({"email": "new@company1.com", "company": "Renamed"}));
    bench.run("UpdateLead", own).unwrap();
    let public = json!({"company": "Company 3", "email": "someone@gmail.com"});
    for hit in [
        json!({"email": "person2@company2.com"}),
        json!({"external_id": {"system": "erp", "id": "7"}}),
        public,
    ] {
        let mut sent = lead(9);
        sent.as_object_mut().unwrap().extend(hit.as_object().unwrap().clone());
        let problem = bench.run("CreateLead", sent).unwrap_err();
        assert_eq!(problem.conflicts_with[0].stream.id.to_string(), id(1), "{hit}");
    }
    let mut other = lead(9);
    other["email"] = "someone@gmail.com".into();
    bench.run("CreateLead", other).unwrap();
}

#[test]
fn a_lead_with_itself_unknown_ones_and_converted_ones_are_refused() {
    let mut bench = with_sql_lead();
    bench.run("CreateLead", lead(2)).unwrap();
    let problem = bench.run("MergeLeads", merge(2, 2)).unwrap_err();
    assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, "duplicate_id"));
    assert_eq!(bench.refusal("MergeLeads", merge(9, 2)), "unknown-target");
    assert_eq!(bench.refusal("MergeLeads", merge(2, 9)), "unknown-reference");
    bench.run("ConvertLead", convert(false)).unwrap();
    assert_eq!(bench.refusal("MergeLeads", merge(1, 2)), "already-converted");
    assert_eq!(bench.refusal("MergeLeads", merge(2, 1)), "already-converted");
}

#[test]
fn what_is_one_already_is_not_merged_again_and_no_ring_comes_about() {
    let mut bench = with_leads(3);
    bench.run("MergeLeads", merge(1, 2)).unwrap();
    assert!(bench.events("MergeLeads", merge(1, 2)).is_empty());
    let answer = bench.run("MergeLeads", merge(2, 1)).unwrap();
    assert_eq!((&answer["events"], &answer["stream"]["id"]), (&json!([]), &json!(id(1))));
    // Into the third by the alias: the survivor goes, and both ids lead to the third.
    let answer = bench.run("MergeLeads", merge(3, 2)).unwrap();
    assert_eq!(data(&answer, "LeadsMerged")["duplicate_id"], id(1));
    assert!(bench.events("MergeLeads", merge(2, 3)).is_empty());
}

#[test]
fn commands_on_an_alias_act_on_the_survivor_through_any_number_of_merges() {
    let mut bench = with_leads(12);
    for n in 2..=12 {
        bench.run("MergeLeads", merge(n, n - 1)).unwrap();
    }
    let contact = json!({"channel": "call", "outcome": "reached"});
    for (command, body) in [
        ("UpdateLead", json!({"title": "Head"})),
        ("RecordLeadBehavior", json!({"behavior": "email_opened"})),
        ("VerifyLead", json!({})),
        ("LogLeadContact", contact),
        ("AssignLead", json!({"owner_id": LEAD})),
        ("DeclineLead", json!({"reason": "absent"})),
        ("NurtureLead", json!({})),
        ("RecycleLead", json!({})),
        ("RecordLeadBehavior", json!({"behavior": "pricing_page_visited"})),
        ("QualifyLead", json!({"level": "sql", "checklist": five()})),
        ("ConvertLead", json!({"account": {"mode": "match"}})),
    ] {
        let answer = bench.run(command, on(1, body)).unwrap_or_else(|e| panic!("{command}: {e:?}"));
        assert_eq!(answer["stream"]["id"], id(12), "{command}");
        assert_ne!(answer["events"], json!([]), "{command}");
    }
    assert_eq!(bench.refusal("VerifyLead", on(5, json!({}))), "already-converted");
}

#[test]
fn if_match_on_an_alias_is_about_the_survivor() {
    let mut bench = with_leads(2);
    let merged = bench.run("MergeLeads", merge(1, 2)).unwrap();
    let mut request = bench.request("VerifyLead", on(2, json!({})));
    request.if_match = merged["revision"].as_u64();
    let answer = bench.run_request(request.clone()).unwrap();
    assert_eq!((&answer["stream"]["id"], &answer["status"]), (&json!(id(1)), &Json::Null));
    assert_eq!(bench.run_request(request).unwrap_err().status, 412);
}

#[test]
fn the_further_open_stage_holds_and_an_open_one_before_one_that_is_out() {
    let disqualify = ("DisqualifyLead", json!({"reason": "no_budget"}));
    let recycle = ("RecycleLead", json!({}));
    let mql = ("QualifyLead", json!({"level": "mql"}));
    let sql = ("QualifyLead", json!({"level": "sql", "checklist": five()}));
    let verify = ("VerifyLead", json!({}));
    let rows = [
        (Some(&verify), None, None),
        (Some(&verify), Some(&mql), Some("mql")),
        (Some(&sql), Some(&mql), None),
        (Some(&disqualify), None, Some("new")),
        (Some(&disqualify), Some(&sql), Some("sql")),
        (Some(&recycle), Some(&disqualify), None),
        (None, Some(&recycle), None),
    ];
    for (survivor, duplicate, expected) in rows {
        let mut bench = with_leads(2);
        for (n, step) in [(1, survivor), (2, duplicate)] {
            if let Some((command, body)) = step {
                bench.run(command, on(n, body.clone())).unwrap();
            }
        }
        let answer = bench.run("MergeLeads", merge(1, 2)).unwrap();
        let after = data(&answer, "LeadsMerged")["state"]["after"].as_str();
        assert_eq!(after, expected, "{survivor:?} {duplicate:?}");
        if expected == Some("sql") {
            let converted = json!({"lead_id": id(1), "account": {"mode": "match"}});
            assert_eq!(bench.events("ConvertLead", converted).len(), 3, "with the five answers");
        }
    }
}

#[test]
fn an_interaction_with_a_merged_lead_is_with_the_survivor() {
    let mut bench = with_leads(2);
    bench.run("MergeLeads", merge(1, 2)).unwrap();
    let call = bench.run("LogInteraction", on(2, json!({"channel": "call"}))).unwrap();
    assert_eq!(data(&call, "InteractionLogged")["lead_id"], id(1));
}
