//! Plans of contacts with leads (C60): what is due when, what is done, and how a plan ends.

use kith_tests::samples::{event_types, filter, id, lead, qualify, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two leads of the first of March 2024.
fn leads() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for n in [1, 2] {
        at(&kith.admin, "2024-03-01T08:00:00Z", "CreateLead", &lead(n));
    }
    (home, kith)
}

/// Sends a command that happened at this time.
fn at(client: &Client, at: &str, command: &str, body: &Json) -> Json {
    let answer = client.post(command, body).at(at).send();
    assert!(answer.status < 300, "{command} {body}: {}", answer.text());
    answer.json()
}

fn of(n: u32) -> Json {
    json!({"lead_id": id("lead", n)})
}

/// An instant as answers write it.
fn time(at: &str) -> Json {
    json!(at.replace('Z', ".000000Z"))
}

fn planned(n: u32, plan: &str) -> Json {
    with(of(n), json!({"plan": plan}))
}

fn contact(n: u32, channel: &str) -> Json {
    with(of(n), json!({"channel": channel, "outcome": "reached"}))
}

fn shown(client: &Client, n: u32, world: &str) -> Json {
    client.read(format!("/v1/leads/{}{world}", id("lead", n)))
}

/// The channels of a lead's plan, and when each step was done.
fn done(client: &Client, n: u32) -> Vec<(String, Option<String>)> {
    let lead = shown(client, n, "");
    let steps = lead["contact_plan"]["steps"].as_array().unwrap().clone();
    let text = |json: &Json| json.as_str().map(str::to_owned);
    let step = |step: &Json| (text(&step["channel"]).unwrap(), text(&step["done_at"]));
    steps.iter().map(step).collect()
}

/// The leads that a question finds, by number.
fn found(client: &Client, query: &str) -> Vec<u32> {
    let page = client.read(format!("/v1/leads?{query}"));
    let ids = page["items"].as_array().unwrap().iter().map(|item| item["id"].clone());
    ids.map(|found| (1..9).find(|n| found == id("lead", *n)).unwrap()).collect()
}

#[test]
fn a_plan_says_what_is_due_when_and_contacts_do_its_steps() {
    let (_home, kith) = leads();
    let admin = &kith.admin;
    at(admin, "2024-03-01T08:30:00Z", "LogLeadContact", &contact(1, "call"));
    let made = at(admin, "2024-03-01T09:00:00Z", "PlanLeadContacts", &planned(1, "inbound"));
    let data = &made["events"][0]["data"];
    assert_eq!(
        (&data["version"], &data["started_at"]),
        (&json!(1), &json!(time("2024-03-01T09:00:00Z")))
    );
    let lead = shown(admin, 1, "");
    let plan = &lead["contact_plan"];
    assert_eq!((&plan["plan"], &plan["ended_at"]), (&json!("inbound"), &Json::Null));
    assert_eq!(plan["steps"][0]["due_at"], time("2024-03-01T11:00:00Z"));
    assert_eq!(plan["steps"][4]["due_at"], time("2024-03-11T09:00:00Z"));
    // What was logged before the plan was made does no step of it.
    assert_eq!((&plan["next"], &plan["steps"][0]["done_at"]), (&plan["steps"][0], &Json::Null));
    assert_eq!(lead["next_step_due_at"], time("2024-03-01T11:00:00Z"));
    at(admin, "2024-03-01T10:00:00Z", "LogLeadContact", &contact(1, "fax"));
    let call = at(admin, "2024-03-02T10:00:00Z", "LogLeadContact", &contact(1, "Call"));
    at(admin, "2024-03-03T10:00:00Z", "LogLeadContact", &contact(1, "call"));
    let open = |channel: &str| (channel.to_owned(), None::<String>);
    let by =
        |channel: &str, when: &str| (channel.to_owned(), time(when).as_str().map(str::to_owned));
    let steps = [
        by("call", "2024-03-02T10:00:00Z"),
        open("mail"),
        open("message"),
        by("call", "2024-03-03T10:00:00Z"),
        open("meeting"),
    ];
    assert_eq!(done(admin, 1), steps);
    let lead = shown(admin, 1, "");
    assert_eq!(lead["next_step_due_at"], time("2024-03-02T09:00:00Z"));
    assert_eq!(lead["contact_plan"]["steps"][0]["contact_position"], call["position"]);
    let before = shown(admin, 1, "?as_of=2024-03-02");
    assert_eq!(before["next_step_due_at"], time("2024-03-01T11:00:00Z"));
}

#[test]
fn a_later_version_changes_nothing_that_was_planned() {
    let (_home, kith) = leads();
    let admin = &kith.admin;
    let two = json!({"key": "partner", "steps": [
        {"channel": "call", "after": {"value": 1, "unit": "hour"}, "note": "who sent them"},
        {"channel": "mail", "after": {"value": 2, "unit": "day"}}]});
    admin.command("DefineContactPlan", &two).status(201);
    at(admin, "2024-03-01T09:00:00Z", "PlanLeadContacts", &planned(1, "partner"));
    let other = json!({"key": "partner", "steps": [
        {"channel": "visit", "after": {"value": 3, "unit": "day"}}]});
    admin.command("DefineContactPlan", &other).status(200);
    let plan = shown(admin, 1, "")["contact_plan"].clone();
    assert_eq!((&plan["version"], plan["steps"].as_array().unwrap().len()), (&json!(1), 2));
    assert_eq!(plan["next"]["note"], "who sent them");
    let renewed = admin.command("PlanLeadContacts", &planned(1, "partner")).status(200).json();
    assert_eq!(renewed["events"][0]["data"]["version"], 2);
    assert_eq!(done(admin, 1), [("visit".to_owned(), None)]);
    // The same again is nothing, with another start it begins anew.
    let again = admin.command("PlanLeadContacts", &planned(1, "partner")).status(200).json();
    assert_eq!(again["events"], json!([]));
    let later = with(planned(1, "partner"), json!({"starts_at": "2030-01-01T00:00:00Z"}));
    let answer = admin.command("PlanLeadContacts", &later).status(200).json();
    assert_eq!(answer["events"][0]["data"]["steps"][0]["due_at"], time("2030-01-04T00:00:00Z"));
    // Nothing counts before it starts.
    admin.command("LogLeadContact", &contact(1, "visit")).status(200);
    assert_eq!(done(admin, 1), [("visit".to_owned(), None)]);
}

#[test]
fn a_plan_ends_when_it_is_stopped_or_the_lead_leaves_the_queue() {
    let (_home, kith) = leads();
    let admin = &kith.admin;
    let when = "2024-03-05T08:00:00Z";
    let plan = || at(admin, "2024-03-01T09:00:00Z", "PlanLeadContacts", &planned(1, "trade_fair"));
    let ended = || {
        let lead = shown(admin, 1, "");
        assert_eq!(
            (&lead["next_step_due_at"], &lead["contact_plan"]["next"]),
            (&Json::Null, &Json::Null)
        );
        lead["contact_plan"]["ended_at"].clone()
    };
    for (command, body) in [
        ("StopLeadContacts", with(of(1), json!({"reason": "asked for it"}))),
        ("DisqualifyLead", with(of(1), json!({"reason": "no_budget"}))),
    ] {
        plan();
        at(admin, when, command, &body);
        assert_eq!(ended(), time(when), "{command}");
        // What comes later does no step of it.
        at(admin, when, "LogLeadContact", &contact(1, "mail"));
        assert!(done(admin, 1).iter().all(|step| step.1.is_none()));
        let again = at(admin, when, "StopLeadContacts", &of(1));
        assert_eq!(again["events"], json!([]));
    }
    let refused = admin.command("PlanLeadContacts", &planned(1, "trade_fair"));
    let problem = refused.problem(409, "wrong-state");
    assert!(problem["detail"].as_str().unwrap().contains("disqualified"), "{problem}");
    at(admin, when, "NurtureLead", &of(2));
    at(admin, when, "PlanLeadContacts", &planned(2, "inbound"));
    at(admin, when, "QualifyLead", &qualify(2));
    let converted = with(of(2), json!({"account": {"mode": "match"}}));
    at(admin, "2024-03-06T08:00:00Z", "ConvertLead", &converted);
    assert_eq!(shown(admin, 2, "")["contact_plan"]["ended_at"], time("2024-03-06T08:00:00Z"));
    admin.command("StopLeadContacts", &of(2)).problem(409, "already-converted");
    admin.command("PlanLeadContacts", &planned(2, "inbound")).problem(409, "already-converted");
}

#[test]
fn what_cant_be_planned_is_refused() {
    let (_home, kith) = leads();
    let admin = &kith.admin;
    admin.command("PlanLeadContacts", &planned(9, "inbound")).problem(404, "unknown-target");
    admin.command("StopLeadContacts", &of(9)).problem(404, "unknown-target");
    let unknown = admin.command("PlanLeadContacts", &planned(1, "cold"));
    assert_eq!(unknown.problem(422, "unknown-reference")["errors"][0]["field"], "plan");
    let early = json!({"key": "cold", "steps": [
        {"channel": "call", "after": {"value": 2, "unit": "day"}},
        {"channel": "mail", "after": {"value": 2, "unit": "hour"}}]});
    let problem = admin.command("DefineContactPlan", &early).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "steps[1].after");
}

#[test]
fn leads_are_listed_by_the_step_that_is_due() {
    let (_home, kith) = leads();
    let admin = &kith.admin;
    at(admin, "2024-03-01T08:00:00Z", "CreateLead", &lead(3));
    at(admin, "2024-03-01T09:00:00Z", "PlanLeadContacts", &planned(1, "trade_fair"));
    let soon = with(planned(2, "inbound"), json!({"starts_at": "2999-01-01T00:00:00Z"}));
    at(admin, "2024-03-01T09:00:00Z", "PlanLeadContacts", &soon);
    let due = filter(&json!({"field": "next_step_due_at", "to": {"ago": "0d"}}));
    assert_eq!(found(admin, &due), [1]);
    let ahead = filter(&json!({"field": "next_step_due_at", "from": {"ahead": "0d"}}));
    assert_eq!(found(admin, &ahead), [2]);
    let none = filter(&json!({"field": "next_step_due_at", "absent": true}));
    assert_eq!(found(admin, &none), [3]);
    assert_eq!(found(admin, "sort=next_step_due_at")[..2], [1, 2]);
    let item = admin.read(format!("/v1/leads?{due}"))["items"][0].clone();
    assert_eq!(item["next_step_due_at"], time("2024-03-02T09:00:00Z"));
}

#[test]
fn of_two_merged_leads_one_plan_goes_on() {
    let (_home, kith) = leads();
    let admin = &kith.admin;
    let when = "2024-03-04T08:00:00Z";
    at(admin, "2024-03-01T09:00:00Z", "PlanLeadContacts", &planned(2, "trade_fair"));
    at(admin, "2024-03-02T09:00:00Z", "LogLeadContact", &contact(2, "mail"));
    let pair = json!({"survivor_id": id("lead", 1), "duplicate_id": id("lead", 2)});
    let merged = at(admin, when, "MergeLeads", &pair);
    assert_eq!(event_types(&merged)[0], "LeadsMerged");
    assert_eq!(merged["events"][0]["data"]["contact_plan"]["plan"], "trade_fair");
    let mail = ("mail".to_owned(), time("2024-03-02T09:00:00Z").as_str().map(str::to_owned));
    assert_eq!((&done(admin, 1)[0], &done(admin, 2)[0]), (&mail, &mail));
    // Under either id the next contact does the next step.
    at(admin, "2024-03-05T08:00:00Z", "LogLeadContact", &contact(2, "call"));
    assert_eq!(shown(admin, 1, "")["next_step_due_at"], time("2024-03-06T09:00:00Z"));
    at(admin, "2024-03-05T08:00:00Z", "CreateLead", &lead(3));
    at(admin, "2024-03-05T09:00:00Z", "PlanLeadContacts", &planned(3, "inbound"));
    let pair = json!({"survivor_id": id("lead", 1), "duplicate_id": id("lead", 3)});
    let merged = at(admin, when, "MergeLeads", &pair);
    assert_eq!(merged["events"][0]["data"]["contact_plan"], Json::Null);
    assert_eq!(shown(admin, 3, "")["contact_plan"]["plan"], "trade_fair");
    let stopped = at(admin, "2024-03-06T08:00:00Z", "StopLeadContacts", &of(3));
    assert_eq!(stopped["events"][0]["data"]["plan"], "trade_fair");
}
