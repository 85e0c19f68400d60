//! Commands that are well written and refused: by the state of a record, by another record, by the
//! rules of the tenant.

use kith_tests::samples::{
    convert, event_types, id, lead, lead_with, make_converted, make_sql, qualify, win, with,
};
use serde_json::{Value as Json, json};

#[test]
fn what_does_not_exist_is_named() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("MakeCoffee", &json!({})).problem(404, "unknown-command");
    kith.admin.command("createlead", &lead(1)).problem(404, "unknown-command");
    let behavior = json!({"lead_id": id("lead", 9), "behavior": "email_opened"});
    kith.admin.command("RecordLeadBehavior", &behavior).problem(404, "unknown-target");
    kith.admin.command("QualifyLead", &qualify(9)).problem(404, "unknown-target");
    kith.admin.command("ConvertLead", &convert(9)).problem(404, "unknown-target");
    kith.admin.command("WinOpportunity", &win(9)).problem(404, "unknown-target");
    let owner = json!({"account_id": id("account", 9), "owner_id": id("user", 1), "reason": "r"});
    kith.admin.command("ChangeAccountOwner", &owner).problem(404, "unknown-target");
    let follows = lead_with(1, json!({"follows_lead_id": id("lead", 9)}));
    kith.admin.command("CreateLead", &follows).problem(422, "unknown-reference");
    let open = json!({"account_id": id("account", 9), "name": "Deal", "expected_close": "2024-03-31",
                      "amount": {"amount": "1", "currency": "CNY"}});
    kith.admin.command("OpenOpportunity", &open).problem(422, "unknown-reference");
}

#[test]
fn a_lead_that_exists_is_refused_and_its_holder_named() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let address = lead(1)["email"].clone();
    let phone = json!("+86 10 6552 9988");
    let public = json!("ann@gmail.com");
    kith.admin
        .command("CreateLead", &lead_with(2, json!({"email": public, "phone": phone})))
        .status(201);
    let rows: &[(Json, u32, &str)] = &[
        // The same corporate address, whatever the company is called.
        (lead_with(3, json!({"email": address, "company": "Another"})), 1, "email"),
        (lead_with(3, json!({"email": address, "company": null})), 1, "email"),
        (lead_with(3, json!({"email": "PERSON1@COMPANY1.example"})), 1, "email"),
        // A public address or a phone number counts together with the company.
        (lead_with(3, json!({"email": public, "company": "COMPANY  2"})), 2, "email"),
        (lead_with(3, json!({"email": public, "company": null})), 2, "email"),
        (lead_with(3, json!({"phone": phone, "company": "company 2"})), 2, "phone"),
        (lead_with(3, json!({"lead_id": id("lead", 1)})), 1, "id"),
    ];
    for (body, holder, key) in rows {
        let problem = kith.admin.command("CreateLead", body).problem(409, "duplicate-lead");
        let conflict = &problem["conflicts_with"][0];
        let expected = json!({"type": "lead", "id": id("lead", *holder), "key": key});
        assert_eq!(*conflict, expected, "{body}");
        assert!(!problem.to_string().contains('@'), "an address came back: {problem}");
    }
    for n in [4, 5] {
        let other = json!({"email": public, "phone": phone, "company": format!("Other {n}")});
        kith.admin.command("CreateLead", &lead_with(n, other)).status(201);
    }
}

#[test]
fn a_reference_in_another_system_is_held_once() {
    let home = crate::home();
    let kith = home.serve();
    let erp = json!({"external_id": {"system": "erp", "id": "4711"}});
    let made = kith.admin.command("CreateLead", &lead_with(1, erp.clone())).status(201).json();
    let problem =
        kith.admin.command("CreateLead", &lead_with(2, erp)).problem(409, "duplicate-lead");
    assert_eq!(problem["conflicts_with"][0]["id"], id("lead", 1));
    let path = format!("/v1/leads?external_id=erp:4711&at_least={}", made["position"]);
    assert_eq!(kith.admin.read(path)["items"][0]["id"], id("lead", 1));
    let none = kith.admin.read("/v1/leads?external_id=erp:4712");
    assert_eq!(none["items"], json!([]));
}

#[test]
fn sql_needs_five_answers_and_says_which_are_missing() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let asked = json!({"lead_id": id("lead", 1), "level": "sql",
                       "checklist": {"need": true, "budget": false, "timeframe": null}});
    let problem = kith.admin.command("QualifyLead", &asked).problem(422, "unmet-criteria");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("NurtureLead"), "{problem}");
    kith.admin.command("ConvertLead", &convert(1)).problem(422, "unmet-criteria");
    let mql = json!({"lead_id": id("lead", 1), "level": "mql"});
    let answer = kith.admin.command("QualifyLead", &mql).status(200).json();
    assert_eq!(event_types(&answer), ["LeadQualified"]);
    let again = kith.admin.command("QualifyLead", &mql).status(200).json();
    assert_eq!(again["events"], json!([]), "nothing to do");
    kith.admin.command("QualifyLead", &qualify(1)).status(200);
    kith.admin.command("ConvertLead", &convert(1)).status(200);
}

#[test]
fn a_refused_conversion_leaves_nothing_behind() {
    let home = crate::home();
    let kith = home.serve();
    make_sql(&kith.admin, 1);
    let before = kith.admin.read("/v1/positions")["head"].clone();
    let part = |changes| with(convert(1), changes);
    let deal = |changes| {
        let opportunity = with(convert(1)["opportunity"].clone(), changes);
        with(convert(1), json!({"opportunity": opportunity}))
    };
    let rows: &[(Json, u16, &str)] = &[
        (
            part(json!({"account": {"mode": "use", "id": id("account", 9)}})),
            422,
            "unknown-reference",
        ),
        (part(json!({"account": {"mode": "use"}})), 422, "invalid"),
        (
            part(json!({"contact": {"mode": "use", "id": id("contact", 9)}})),
            422,
            "unknown-reference",
        ),
        (deal(json!({"pipeline": "no-such"})), 422, "unknown-reference"),
        (deal(json!({"stage": "no-such"})), 422, "unknown-reference"),
        (deal(json!({"stage": "won"})), 422, "unknown-reference"),
    ];
    for (body, status, slug) in rows {
        let answer = kith.admin.command("ConvertLead", body);
        assert_eq!(answer.status, *status, "{body} → {}", answer.text());
        let problem = answer.json();
        let close = problem["type"] == format!("/problems/{slug}")
            || problem["type"] == "/problems/invalid";
        assert!(close, "{body} → {problem}");
    }
    assert_eq!(kith.admin.read("/v1/positions")["head"], before);
    for kind in ["accounts", "contacts", "opportunities"] {
        assert_eq!(kith.admin.read(format!("/v1/{kind}"))["items"], json!([]), "a stray in {kind}");
    }
}

#[test]
fn a_converted_lead_is_locked_and_says_what_it_became() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let rows = [
        ("ConvertLead", convert(1)),
        ("QualifyLead", qualify(1)),
        ("DisqualifyLead", json!({"lead_id": id("lead", 1), "reason": "no_budget"})),
        ("RecordLeadBehavior", json!({"lead_id": id("lead", 1), "behavior": "email_opened"})),
    ];
    for (command, body) in rows {
        let problem = kith.admin.command(command, &body).problem(409, "already-converted");
        let became = problem["conflicts_with"].as_array().unwrap();
        assert!(became.iter().any(|c| c["type"] == "account"), "{problem}");
    }
    // Conversion releases the lead's keys; the new lead names the old one.
    let next = lead_with(2, json!({"email": lead(1)["email"], "follows_lead_id": id("lead", 1)}));
    kith.admin.command("CreateLead", &next).status(201);
}

#[test]
fn a_second_conversion_of_the_same_company_matches_its_account() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let colleague =
        lead_with(2, json!({"email": "other@company1.example", "company": "Company One"}));
    kith.admin.command("CreateLead", &colleague).status(201);
    kith.admin.command("QualifyLead", &qualify(2)).status(200);
    let refuse = json!({"account": {"mode": "match", "on_match": "refuse"}});
    let problem = kith.admin.command("ConvertLead", &with(convert(2), refuse));
    let problem = problem.problem(409, "duplicate-account");
    let account = problem["conflicts_with"][0]["id"].clone();
    let answer = kith.admin.command("ConvertLead", &convert(2)).status(200).json();
    let path = format!("/v1/conversions?at_least={}", answer["position"]);
    let row = kith.admin.read(path)["items"][0].clone();
    assert_eq!((&row["account_id"], &row["account_mode"]), (&account, &json!("match")));
    assert_eq!(row["contact_mode"], "create");
    assert_eq!(kith.admin.read("/v1/accounts")["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_deal_moves_one_step_with_its_criteria_and_closes_once() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let stage = |stage: &str, criteria: Json| json!({"opportunity_id": id("opportunity", 1), "stage": stage, "criteria": criteria});
    let send = |body: Json| kith.admin.command("ChangeOpportunityStage", &body);
    let met = json!({"talk_done": true, "scenario_confirmed": true, "decision_maker_known": true,
                     "rough_budget": true});
    let part = json!({"talk_done": true, "scenario_confirmed": false});
    let missing = send(stage("need_confirmed", part)).problem(422, "unmet-criteria");
    assert_eq!(missing["errors"].as_array().unwrap().len(), 3, "{missing}");
    send(stage("proposal", met.clone())).status(422);
    send(stage("no-such", met.clone())).status(422);
    send(stage("won", met.clone())).status(422);
    let moved = send(stage("need_confirmed", met.clone())).status(200).json();
    assert_eq!(moved["events"][0]["data"]["probability"], "25");
    let again = send(stage("need_confirmed", met)).status(200).json();
    assert_eq!(again["events"], json!([]));
    send(stage("first_contact", json!({}))).status(200);
    let lose = json!({"opportunity_id": id("opportunity", 1), "reason": "weather"});
    kith.admin.command("LoseOpportunity", &lose).problem(422, "invalid");
    kith.admin.command("WinOpportunity", &win(1)).status(200);
    let lose = with(lose, json!({"reason": "price"}));
    kith.admin.command("LoseOpportunity", &lose).problem(409, "wrong-state");
    kith.admin.command("WinOpportunity", &win(1)).problem(409, "wrong-state");
}

#[test]
fn a_lead_given_up_comes_back_by_a_key_behaviour() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let give_up = |reason: &str| json!({"lead_id": id("lead", 1), "reason": reason, "note": "n"});
    kith.admin.command("DisqualifyLead", &give_up("weather")).problem(422, "invalid");
    for expected in [vec!["LeadDisqualified"], vec![]] {
        let answer = kith.admin.command("DisqualifyLead", &give_up("no_budget")).status(200).json();
        assert_eq!(event_types(&answer), expected);
    }
    kith.admin.command("QualifyLead", &qualify(1)).problem(409, "wrong-state");
    let did = |behavior: &str| json!({"lead_id": id("lead", 1), "behavior": behavior});
    let opened = kith.admin.command("RecordLeadBehavior", &did("email_opened")).status(200).json();
    assert_eq!(event_types(&opened), ["LeadBehaviorRecorded", "LeadScored"]);
    let visited = kith.admin.command("RecordLeadBehavior", &did("pricing_page_visited"));
    let visited = visited.status(200).json();
    assert_eq!(event_types(&visited), ["LeadBehaviorRecorded", "LeadScored", "LeadNurtured"]);
}

#[test]
fn a_new_scoring_model_judges_what_comes_after_it() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let model = json!({"behaviour": {"email_opened": 7}, "mql_total": 15, "key_behaviours": ["email_opened"]});
    let defined = kith.admin.command("DefineScoringModel", &model);
    assert!(defined.status < 300, "{defined:?}");
    let opened = json!({"lead_id": id("lead", 1), "behavior": "email_opened"});
    let answer = kith.admin.command("RecordLeadBehavior", &opened).status(200).json();
    // A corporate address gave 10 under the shipped model, which stays.
    assert_eq!(answer["events"][1]["data"]["total"], 17, "{answer}");
    assert_eq!(answer["events"][1]["data"]["model_version"], 2, "{answer}");
    assert_eq!(event_types(&answer)[2], "LeadQualified");
}
