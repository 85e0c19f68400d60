mod answers;
mod apart;
mod care;
mod conversion;
mod custom;
mod customers;
mod idle;
mod joined;
mod made;
mod merges;
mod network;
mod onto;
mod partner;
mod plans;
mod policy;
mod rules;
mod scored;
mod update;
mod work;

use serde_json::{Value as Json, json};

use crate::bench::Bench;

const LEAD: &str = "00000000-0000-7000-8000-000000000001";
const OWNER: &str = "00000000-0000-7000-8000-0000000000aa";

fn lead(n: u32) -> Json {
    json!({
        "lead_id": format!("00000000-0000-7000-8000-{n:012}"),
        "company": format!("Company {n}"),
        "email": format!("person{n}@company{n}.com"),
        "source": "web",
        "owner_id": OWNER,
    })
}

fn five() -> Json {
    json!({"need": true, "decision_maker": true, "budget": true, "timeframe": true,
           "contact_verified": true})
}

fn behavior(what: &str) -> Json {
    json!({"lead_id": LEAD, "behavior": what})
}

fn convert(opportunity: bool) -> Json {
    let mut body = json!({"lead_id": LEAD, "account": {"mode": "match"}});
    if opportunity {
        body["opportunity"] = json!({"name": "Deal", "expected_close": "2026-06-30",
            "amount": {"amount": "1000.00", "currency": "CNY"}});
    }
    body
}

fn with_sql_lead() -> Bench {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    bench
}

/// The first lead is converted; a second of the same company is ready to be.
fn second_of_the_company(bench: &mut Bench) -> &'static str {
    const SECOND: &str = "00000000-0000-7000-8000-000000000002";
    bench.run("ConvertLead", convert(false)).unwrap();
    let mut second = lead(2);
    second["email"] = "somebody.else@company1.com".into();
    bench.run("CreateLead", second).unwrap();
    let sql = json!({"lead_id": SECOND, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    SECOND
}

#[test]
fn a_lead_is_created_and_scored_in_one_commit() {
    let mut bench = Bench::new();
    assert_eq!(bench.events("CreateLead", lead(1)), ["LeadCreated", "LeadScored"]);
}

#[test]
fn a_tenants_first_commit_holds_the_presets() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let first = String::from_utf8(bench.log[0].bytes.to_vec()).unwrap();
    let presets = first.lines().nth(1).unwrap();
    assert!(presets.contains("InstallPresets") && presets.contains("scoring_model"));
}

#[test]
fn no_address_is_readable_in_the_log() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let log = String::from_utf8(bench.log[0].bytes.to_vec()).unwrap();
    assert!(!log.contains("person1@"));
}

#[test]
fn a_missing_company_and_a_missing_address_are_told_at_once() {
    let mut bench = Bench::new();
    let problem = bench.run("CreateLead", json!({"source": "web"})).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!((problem.status, fields), (422, vec!["company", "email"]));
}

#[test]
fn a_corporate_address_is_a_duplicate_whatever_the_company() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let mut other = lead(2);
    other["email"] = "person1@company1.com".into();
    let problem = bench.run("CreateLead", other).unwrap_err();
    assert_eq!(problem.kind, "/problems/duplicate-lead");
    assert_eq!(problem.conflicts_with[0].stream.id.to_string(), LEAD);
    assert_eq!(problem.conflicts_with[0].key, "email");
}

#[test]
fn a_generic_address_at_another_company_is_no_duplicate() {
    let mut bench = Bench::new();
    for n in [1, 2] {
        let mut lead = lead(n);
        lead["email"] = "someone@gmail.com".into();
        bench.run("CreateLead", lead).unwrap();
    }
    let mut third = lead(3);
    third["email"] = "someone@gmail.com".into();
    third["company"] = "COMPANY 2 Ltd.".into();
    assert_eq!(bench.refusal("CreateLead", third), "duplicate-lead");
}

#[test]
fn crossing_the_line_qualifies_in_the_same_commit() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    for _ in 0..2 {
        bench.run("RecordLeadBehavior", behavior("event_attended")).unwrap();
    }
    let events = bench.events("RecordLeadBehavior", behavior("whitepaper_downloaded"));
    assert_eq!(events, ["LeadBehaviorRecorded", "LeadScored", "LeadQualified"]);
}

#[test]
fn points_without_a_key_behaviour_dont_qualify() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    for _ in 0..9 {
        let events = bench.events("RecordLeadBehavior", behavior("whitepaper_downloaded"));
        assert_eq!(events, ["LeadBehaviorRecorded", "LeadScored"]);
    }
}

#[test]
fn a_key_behaviour_brings_a_disqualified_lead_back() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    bench.run("DisqualifyLead", json!({"lead_id": LEAD, "reason": "no_budget"})).unwrap();
    let events = bench.events("RecordLeadBehavior", behavior("pricing_page_visited"));
    assert_eq!(events, ["LeadBehaviorRecorded", "LeadScored", "LeadNurtured"]);
}

#[test]
fn an_unknown_reason_names_the_known_ones() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let body = json!({"lead_id": LEAD, "reason": "felt_like_it"});
    let problem = bench.run("DisqualifyLead", body).unwrap_err();
    assert!(problem.errors[0].message.contains("no_budget"), "{problem:?}");
}

#[test]
fn sql_needs_all_five_questions() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let body = json!({"lead_id": LEAD, "level": "sql", "checklist": {"need": true}});
    let problem = bench.run("QualifyLead", body).unwrap_err();
    assert_eq!((problem.errors.len(), problem.status), (4, 422));
    assert!(problem.detail.contains("NurtureLead"));
}

#[test]
fn a_conversion_is_one_commit() {
    let mut bench = with_sql_lead();
    let before = bench.log.len();
    let events = bench.events("ConvertLead", convert(true));
    let expected = ["LeadConverted", "AccountCreated", "ContactCreated", "OpportunityOpened"];
    assert_eq!(events, expected);
    assert_eq!(bench.log.len(), before + 1);
}

#[test]
fn a_refused_conversion_leaves_nothing() {
    let mut bench = with_sql_lead();
    let before = bench.log.len();
    let mut body = convert(true);
    body["opportunity"]["stage"] = "nowhere".into();
    assert_eq!(bench.refusal("ConvertLead", body), "unknown-reference");
    assert_eq!(bench.log.len(), before);
    assert_eq!(bench.events("ConvertLead", convert(false)).len(), 3);
}

#[test]
fn a_converted_lead_is_locked_and_names_what_it_became() {
    let mut bench = with_sql_lead();
    bench.run("ConvertLead", convert(true)).unwrap();
    let problem = bench.run("ConvertLead", convert(true)).unwrap_err();
    assert_eq!((problem.status, problem.conflicts_with.len()), (409, 2));
    assert_eq!(bench.refusal("RecordLeadBehavior", behavior("email_opened")), "already-converted");
}

#[test]
fn the_same_company_converts_into_the_existing_account() {
    let mut bench = with_sql_lead();
    let id = second_of_the_company(&mut bench);
    let body = json!({"lead_id": id, "account": {"mode": "match"}});
    let events = bench.events("ConvertLead", body);
    assert_eq!(events, ["LeadConverted", "ContactCreated"]);
}

#[test]
fn a_domain_says_the_account_also_of_a_lead_that_names_no_company() {
    let mut bench = with_sql_lead();
    let id = second_of_the_company(&mut bench);
    let person = json!({"lead_id": id, "company": null, "person_name": "Ann"});
    bench.run("UpdateLead", person).unwrap();
    let body = json!({"lead_id": id, "account": {"mode": "match"}});
    assert_eq!(bench.events("ConvertLead", body), ["LeadConverted", "ContactCreated"]);
}

#[test]
fn a_match_can_be_refused() {
    let mut bench = with_sql_lead();
    let id = second_of_the_company(&mut bench);
    let account = json!({"mode": "match", "on_match": "refuse"});
    let refusal = bench.refusal("ConvertLead", json!({"lead_id": id, "account": account}));
    assert_eq!(refusal, "duplicate-account");
}

fn opportunity(bench: &Bench) -> String {
    let last = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    let commit: Json = serde_json::from_str(last.lines().nth(1).unwrap()).unwrap();
    commit["events"][3]["stream"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_deal_moves_by_one_stage_with_its_criteria_met() {
    let mut bench = with_sql_lead();
    bench.run("ConvertLead", convert(true)).unwrap();
    let id = opportunity(&bench);
    let stage = |stage: &str| json!({"opportunity_id": id, "stage": stage});
    assert_eq!(bench.refusal("ChangeOpportunityStage", stage("proposal")), "unmet-criteria");
    let problem = bench.run("ChangeOpportunityStage", stage("need_confirmed")).unwrap_err();
    assert_eq!(problem.errors.len(), 4);
    let mut met = stage("need_confirmed");
    met["criteria"] = json!({"talk_done": true, "scenario_confirmed": true,
        "decision_maker_known": true, "rough_budget": true});
    assert_eq!(bench.events("ChangeOpportunityStage", met), ["OpportunityStageChanged"]);
    assert_eq!(bench.refusal("ChangeOpportunityStage", stage("won")), "invalid");
}

#[test]
fn a_won_deal_is_closed() {
    let mut bench = with_sql_lead();
    bench.run("ConvertLead", convert(true)).unwrap();
    let id = opportunity(&bench);
    assert_eq!(bench.events("WinOpportunity", json!({"opportunity_id": id})), ["OpportunityWon"]);
    let lose = json!({"opportunity_id": id, "reason": "price"});
    assert_eq!(bench.refusal("LoseOpportunity", lose), "wrong-state");
}

#[test]
fn an_account_hands_over_with_its_open_deals() {
    let mut bench = with_sql_lead();
    let answer = bench.run("ConvertLead", convert(true)).unwrap();
    let account = answer["events"][1]["stream"]["id"].clone();
    let body = json!({"account_id": account, "owner_id": LEAD, "reason": "territory",
        "include": ["contacts", "open_opportunities"]});
    let expected = ["AccountOwnerChanged", "OpportunityOwnerChanged"];
    assert_eq!(bench.events("ChangeAccountOwner", body.clone()), expected);
    assert!(bench.events("ChangeAccountOwner", body).is_empty(), "nothing to do a second time");
}

#[test]
fn a_setting_is_checked_whole_and_versioned() {
    let mut bench = Bench::new();
    let refused = bench.run("DefineTenant", json!({"time_zone": "Mars/Base", "country": "xx"}));
    assert_eq!(refused.unwrap_err().status, 422);
    let answer = bench.run("DefineTenant", json!({"time_zone": "Asia/Shanghai"})).unwrap();
    assert_eq!(
        (&answer["events"][0]["data"]["version"], &answer["revision"]),
        (&json!(2), &json!(2))
    );
    assert!(bench.events("DefineTenant", json!({"time_zone": "Asia/Shanghai"})).is_empty());
}

#[test]
fn business_time_in_the_future_is_refused() {
    let mut bench = Bench::new();
    bench.occurred_at = Some(crate::bench::now().plus_seconds(61));
    assert_eq!(bench.refusal("CreateLead", lead(1)), "invalid");
    bench.occurred_at = Some(crate::bench::now().plus_seconds(59));
    assert!(bench.run("CreateLead", lead(1)).is_ok());
}
