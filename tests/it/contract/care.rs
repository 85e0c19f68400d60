//! How customers are looked after: tags by rule, templates, grades and their review, the rhythm of
//! contacts, hand-overs.

use kith_tests::samples::{account, event_types, filter, id, lead_with, qualify, with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// Sends a command that happened at this time.
fn at(client: &Client, at: &str, command: &str, body: &Json) -> Json {
    let answer = client.post(command, body).at(at).send();
    assert!(answer.status < 300, "{command} {body}: {}", answer.text());
    answer.json()
}

/// One account, as it was at a time.
fn as_of(client: &Client, n: u32, at: &str) -> Json {
    let head = client.read("/v1/positions")["head"].clone();
    client.read(format!("/v1/accounts/{}?as_of={at}&at_least={head}", id("account", n)))
}

/// The accounts that a question finds, by number, as it was at a time.
fn found(client: &Client, query: &str, at: &str) -> Vec<u32> {
    let head = client.read("/v1/positions")["head"].clone();
    let page = client.read(format!("/v1/accounts?as_of={at}&at_least={head}&{query}"));
    let ids = page["items"].as_array().unwrap().iter().map(|item| item["id"].clone());
    ids.map(|found| (0..20).find(|n| found == id("account", *n)).unwrap()).collect()
}

fn user(n: u32) -> String {
    id("user", n)
}

fn order(n: u32, amount: &str, currency: &str, on: &str) -> Json {
    json!({"account_id": id("account", n), "ordered_at": on,
           "amount": {"amount": amount, "currency": currency}})
}

/// Accounts of a new platform, made on the first of January 2024 with these fields.
fn accounts(kith: &Kith, facts: &[Json]) {
    for (n, facts) in (0..).zip(facts) {
        let body = with(account(n), facts.clone());
        at(&kith.admin, "2024-01-01T08:00:00Z", "CreateAccount", &body);
    }
}

#[test]
fn a_new_account_gets_its_tags_by_rule_and_people_have_the_last_word() {
    let home = crate::home();
    let kith = home.serve();
    let rules = json!({"tags": [
        {"tag": "large", "when": {"field": "size", "from": 500}},
        {"tag": "fair", "when": {"field": "source", "like": "*fair"}},
    ]});
    kith.admin.command("DefineAccountRules", &rules).status(200);
    let body = with(account(1), json!({"size": 800, "tags": ["vip"]}));
    let made = kith.admin.command("CreateAccount", &body).status(201).json();
    assert_eq!(made["events"][0]["data"]["by_rule"], json!(["large"]));
    let path = |n| format!("/v1/accounts/{}?at_least={}", id("account", n), made["position"]);
    let shown = kith.admin.read(path(1));
    assert_eq!(
        (&shown["tags"], &shown["tags_by_rule"]),
        (&json!(["vip", "large"]), &json!(["large"]))
    );
    let gone = json!({"account_id": id("account", 1), "remove_tags": ["large"]});
    let gone = kith.admin.command("UpdateAccount", &gone).status(200).json();
    let shown = kith.admin.read(
        format!("{}&wait_ms=5000", path(1))
            .replace(&made["position"].to_string(), &gone["position"].to_string()),
    );
    assert_eq!((&shown["tags"], &shown["tags_by_rule"]), (&json!(["vip"]), &json!([])));
    // The commit says which version of the rules was asked, and the audit shows it.
    let audit = kith.admin.read(format!("/v1/audit?id={}&event=AccountCreated", id("account", 1)));
    let used = audit["items"][0]["setting_versions"].to_string();
    assert!(used.contains("account_rules"), "{used}");
    // A conversion tags by the source of its lead.
    kith.admin.command("CreateLead", &lead_with(1, json!({"source": "spring fair"}))).status(201);
    kith.admin.command("QualifyLead", &qualify(1)).status(200);
    let convert = json!({"lead_id": id("lead", 1), "account": {"mode": "create"}});
    let converted = kith.admin.command("ConvertLead", &convert).status(200).json();
    assert_eq!(converted["events"][1]["data"]["tags"], json!(["fair"]));
    // What a rule can't ask is told by its path.
    let bad = json!({"tags": [{"tag": "x", "when": {"field": "completeness", "from": "1"}}]});
    let problem = kith.admin.command("DefineAccountRules", &bad).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "tags[0].when.field");
}

#[test]
fn a_template_fills_a_new_account() {
    let home = crate::home();
    let kith = home.serve();
    let body = with(account(1), json!({"template": "government", "grade": "A"}));
    let made = kith.admin.command("CreateAccount", &body).status(201).json();
    let shown =
        kith.admin.read(format!("/v1/accounts/{}?at_least={}", id("account", 1), made["position"]));
    for (field, expected) in [
        ("industry", json!("government")),
        ("grade", json!("A")),
        ("region", json!("east")),
        ("tags", json!(["government", "tender"])),
        ("life_cycle", json!("prospect")),
        ("template", json!({"key": "government", "version": 1})),
    ] {
        assert_eq!(shown[field], expected, "{field}");
    }
    let unknown = with(account(2), json!({"template": "circus"}));
    kith.admin.command("CreateAccount", &unknown).problem(422, "unknown-reference");
    let settings = kith.admin.read("/v1/settings?kind=template");
    let keys: Vec<_> = settings["items"].as_array().unwrap().iter().map(|s| &s["key"]).collect();
    assert_eq!(keys, ["education", "enterprise", "government"]);
}

#[test]
fn orders_propose_a_grade_and_people_give_it() {
    let home = crate::home();
    let kith = home.serve();
    accounts(&kith, &[json!({"grade": "D"}), json!({"grade": "B"}), json!({})]);
    let admin = &kith.admin;
    for (n, amount, currency, on) in [
        (0, "150000.00", "CNY", "2024-02-01T00:00:00Z"),
        (0, "60000.00", "CNY", "2024-03-01T00:00:00Z"),
        // Too long ago to count in 2025; in another currency, so it counts and adds nothing.
        (1, "900000.00", "CNY", "2024-02-01T00:00:00Z"),
        (1, "900000.00", "EUR", "2024-03-01T00:00:00Z"),
    ] {
        at(admin, on, "RecordOrder", &order(n, amount, currency, on));
    }
    let then = "2024-04-01T00:00:00Z";
    let because = |amount: &str, orders: u32| json!({"amount": {"amount": amount, "currency": "CNY"}, "orders": orders, "window_days": 365});
    let check = |n: u32, time: &str, grade: &str, because: Json| {
        let shown = as_of(admin, n, time);
        assert_eq!(
            shown["proposed_grade"],
            json!({"grade": grade, "because": because}),
            "{n} {time}"
        );
    };
    check(0, then, "B", because("210000.00", 2));
    check(1, then, "B", because("900000.00", 2));
    check(2, then, "D", because("0", 0));
    assert_eq!(found(admin, "regrade=true", then), [2, 0]);
    assert_eq!(found(admin, "regrade=false", then), [1]);
    // The window of 365 days ends with the present day: the first of February has left it.
    check(1, "2025-01-30T23:00:00Z", "B", because("900000.00", 2));
    check(1, "2025-01-31T00:00:00Z", "C", because("0", 1));
    let taken = json!({"account_id": id("account", 0), "grade": "B", "note": "as proposed"});
    let answer = at(admin, "2024-04-02T00:00:00Z", "ReviewAccountGrade", &taken);
    assert_eq!(event_types(&answer), ["AccountGradeReviewed"]);
    assert_eq!(found(admin, "regrade=true", "2024-04-03T00:00:00Z"), [2]);
    let audit = admin.read(format!(
        "/v1/audit?id={}&event=AccountGradeReviewed&at_least={}",
        id("account", 0),
        answer["position"]
    ));
    let changes = &audit["items"][0]["changes"];
    assert_eq!(*changes, json!([{"field": "grade", "before": "D", "after": "B"}]));
}

#[test]
fn a_grade_is_to_be_looked_at_every_ninety_days() {
    let home = crate::home();
    let kith = home.serve();
    accounts(
        &kith,
        &[json!({"grade": "A"}), json!({"grade": "C", "owner_id": user(1)}), json!({})],
    );
    let admin = &kith.admin;
    let flags = |n: u32, time: &str| as_of(admin, n, time)["quality"].clone();
    let alone = json!(["no_contact", "incomplete", "no_account_manager"]);
    assert_eq!(flags(0, "2024-03-30T23:59:59Z"), alone);
    let due = json!(["no_contact", "incomplete", "no_account_manager", "grade_review_due"]);
    assert_eq!(flags(0, "2024-03-31T00:00:00Z"), due);
    assert_eq!(
        flags(1, "2024-03-31T00:00:00Z"),
        json!(["no_contact", "incomplete", "grade_review_due"])
    );
    assert_eq!(flags(2, "2024-03-31T00:00:00Z"), json!(["no_contact", "incomplete"]));
    assert_eq!(found(admin, "grade_review_due=true", "2024-03-31T00:00:00Z"), [1, 0]);
    let stays = json!({"account_id": id("account", 1)});
    at(admin, "2024-04-01T00:00:00Z", "ReviewAccountGrade", &stays);
    assert_eq!(found(admin, "grade_review_due=true", "2024-04-02T00:00:00Z"), [0]);
    let shown = as_of(admin, 1, "2024-04-02T00:00:00Z");
    assert_eq!(shown["grade_reviewed_at"], "2024-04-01T00:00:00.000000Z");
    assert_eq!(found(admin, "sort=grade_reviewed_at", "2024-04-02T00:00:00Z"), [0, 1, 2]);
    admin
        .command("ReviewAccountGrade", &json!({"account_id": id("account", 2)}))
        .problem(422, "invalid");
}

#[test]
fn customers_are_to_be_heard_of_in_the_rhythm_of_their_grade() {
    let home = crate::home();
    let kith = home.serve();
    let grades = ["A", "B", "C"].map(|grade| json!({"grade": grade}));
    accounts(&kith, &[&grades[..], &[json!({})]].concat());
    let admin = &kith.admin;
    let call = json!({"account_id": id("account", 0), "channel": "call"});
    at(admin, "2024-01-10T15:00:00Z", "LogInteraction", &call);
    let check = |n: u32, time: &str, due: Json, overdue: Json| {
        let shown = as_of(admin, n, time);
        let told = (&shown["next_contact_due_at"], &shown["overdue_days"]);
        assert_eq!(told, (&due, &overdue), "{n} {time}");
    };
    let (first, second) =
        (json!("2024-01-17T00:00:00.000000Z"), json!("2024-01-31T00:00:00.000000Z"));
    check(0, "2024-01-17T23:59:59Z", first.clone(), json!(0));
    check(0, "2024-01-18T00:00:00Z", first.clone(), json!(1));
    check(0, "2024-02-10T00:00:00Z", first, json!(24));
    check(1, "2024-02-01T00:00:00Z", second, json!(1));
    check(2, "2024-12-01T00:00:00Z", json!(null), json!(null));
    check(3, "2024-12-01T00:00:00Z", json!(null), json!(null));
    assert_eq!(found(admin, "contact_overdue=true", "2024-01-17T12:00:00Z"), [0_u32; 0]);
    assert_eq!(found(admin, "contact_overdue=true", "2024-01-18T12:00:00Z"), [0]);
    assert_eq!(found(admin, "contact_overdue=true", "2024-02-01T12:00:00Z"), [1, 0]);
    assert_eq!(found(admin, "contact_overdue=false", "2024-02-01T12:00:00Z"), [3, 2]);
    let soonest = "sort=next_contact_due_at";
    assert_eq!(found(admin, soonest, "2024-02-01T12:00:00Z"), [0, 1, 3, 2]);
    let due = filter(&json!({"all": [{"field": "grade", "is": "B"},
        {"field": "next_contact_due_at", "to": {"ahead": "30d"}}]}));
    assert_eq!(found(admin, &due, "2024-01-05T00:00:00Z"), [1]);
}

#[test]
fn a_hand_over_waits_for_all_that_is_asked_and_shows_what_is_missing() {
    let home = crate::home();
    let kith = home.serve();
    accounts(&kith, &[json!({"owner_id": user(1)})]);
    let admin = &kith.admin;
    let of = |changes: Json| with(json!({"account_id": id("account", 0)}), changes);
    let begin =
        of(json!({"to": user(2), "reason": "territory change", "effective_on": "2024-03-01",
        "joint_visit_planned_on": "2024-02-20", "include": ["open_opportunities"]}));
    at(admin, "2024-02-01T09:00:00Z", "HandOverAccount", &begin);
    let deal = json!({"opportunity_id": id("opportunity", 0), "account_id": id("account", 0),
        "name": "Deal", "amount": {"amount": "10.00", "currency": "CNY"},
        "expected_close": "2024-06-30", "owner_id": user(1)});
    at(admin, "2024-02-02T09:00:00Z", "OpenOpportunity", &deal);
    let complete =
        |time: &str| admin.post("CompleteAccountHandover", &of(json!({}))).at(time).send();
    let lacks = |time: &str| {
        let problem = complete(time).problem(422, "unmet-criteria");
        let named = problem["errors"].as_array().unwrap().iter().map(|e| e["field"].clone());
        assert!(problem["detail"].as_str().unwrap().contains("UpdateAccountHandover"));
        named.collect::<Json>()
    };
    let missing = |time: &str| as_of(admin, 0, time)["handover"]["missing"].clone();
    let all = json!(["documents", "joint_visit_interaction_id", "background", "effective_on"]);
    assert_eq!(lacks("2024-02-03T00:00:00Z"), all);
    assert_eq!(missing("2024-02-03T00:00:00Z"), all);
    let visit = json!({"interaction_id": id("interaction", 0), "account_id": id("account", 0),
        "channel": "visit", "attendees": [user(1), user(2)]});
    at(admin, "2024-02-20T09:00:00Z", "LogInteraction", &visit);
    let plan = json!([{"name": "Account plan", "url": "https://docs.example/plan"}]);
    let prepared = of(json!({"joint_visit_interaction_id": id("interaction", 0),
        "documents": plan, "background": "buys through the holding"}));
    at(admin, "2024-02-21T09:00:00Z", "UpdateAccountHandover", &prepared);
    assert_eq!(lacks("2024-02-29T23:59:59Z"), json!(["effective_on"]));
    assert_eq!(missing("2024-02-29T23:59:59Z"), json!(["effective_on"]));
    assert_eq!(missing("2024-03-01T00:00:00Z"), json!([]));
    let shown = as_of(admin, 0, "2024-03-01T00:00:00Z");
    for (field, expected) in [
        ("state", json!("started")),
        ("to", json!(user(2))),
        ("since", json!("2024-02-01T09:00:00.000000Z")),
        ("effective_on", json!("2024-03-01")),
        ("documents", plan),
        ("joint_visit_planned_on", json!("2024-02-20")),
        ("joint_visit_ids", json!([id("interaction", 0)])),
        ("background", json!("buys through the holding")),
        ("include", json!(["open_opportunities"])),
    ] {
        assert_eq!(shown["handover"][field], expected, "{field}");
    }
    let asked = filter(&json!({"field": "handover", "is": "started"}));
    assert_eq!(found(admin, &asked, "2024-03-01T00:00:00Z"), [0]);
    let done = complete("2024-03-01T08:00:00Z").status(200).json();
    let events = ["AccountHandoverCompleted", "AccountOwnerChanged", "OpportunityOwnerChanged"];
    assert_eq!(event_types(&done), events);
    the_change_of_owner_is_told(admin, &done);
    complete("2024-03-03T08:00:00Z").problem(409, "wrong-state");
}

/// The list of changes of owner says why and by which command, the account that it is over.
fn the_change_of_owner_is_told(admin: &Client, done: &Json) {
    let changes = admin.read(format!(
        "/v1/ownership-changes?id={}&at_least={}",
        id("account", 0),
        done["position"]
    ));
    for (field, expected) in [
        ("before", json!(user(1))),
        ("after", json!(user(2))),
        ("reason", json!("territory change")),
        ("command", json!("CompleteAccountHandover")),
        ("linked", json!([{"type": "opportunity", "id": id("opportunity", 0)}])),
    ] {
        assert_eq!(changes["items"][0][field], expected, "{field}");
    }
    let after = as_of(admin, 0, "2024-03-02T00:00:00Z");
    assert_eq!(
        (&after["owner_id"], &after["handover"]["state"]),
        (&json!(user(2)), &json!("completed"))
    );
    assert_eq!(after["handover"]["ended_at"], "2024-03-01T08:00:00.000000Z");
}

#[test]
fn a_hand_over_shows_what_changed_and_keeps_its_background_sealed() {
    let home = crate::home();
    let kith = home.serve();
    accounts(&kith, &[json!({"owner_id": user(1)})]);
    let admin = &kith.admin;
    let of = |changes: Json| with(json!({"account_id": id("account", 0)}), changes);
    let begin = of(json!({"to": user(2), "reason": "territory", "effective_on": "2024-03-01",
        "background": "their buyer is on leave"}));
    at(admin, "2024-02-01T09:00:00Z", "HandOverAccount", &begin);
    let later = of(json!({"effective_on": "2024-04-01"}));
    let answer = at(admin, "2024-02-02T09:00:00Z", "UpdateAccountHandover", &later);
    let covers = format!("at_least={}", answer["position"]);
    let audit = admin.read(format!("/v1/audit?event=AccountHandoverUpdated&{covers}"));
    let changes = json!([{"field": "effective_on", "before": "2024-03-01", "after": "2024-04-01"}]);
    assert_eq!(audit["items"][0]["changes"], changes);
    let order = json!({"role": "analyst", "tenant": "default", "subject": "ann"});
    let analyst = admin.with_token(&kith_tests::samples::token(admin, &order));
    let path = format!("/v1/accounts/{}?{covers}", id("account", 0));
    assert_eq!(admin.read(&path)["handover"]["background"], "their buyer is on leave");
    assert_eq!(analyst.read(&path)["handover"]["background"], json!(null));
    let listed = admin.read(format!("/v1/accounts?{covers}"));
    assert_eq!(listed["items"][0]["handover"]["background"], json!(null));
    let events = admin.get("/v1/events?from_position=1").status(200).text();
    assert!(!events.contains("on leave"), "free text is never in plain");
    at(admin, "2024-02-03T09:00:00Z", "CancelAccountHandover", &of(json!({"reason": "stays"})));
    let shown = as_of(admin, 0, "2024-02-04T00:00:00Z");
    assert_eq!(
        (&shown["owner_id"], &shown["handover"]["state"]),
        (&json!(user(1)), &json!("cancelled"))
    );
}

/// The two segments that C106 names, as they are asked.
#[test]
fn the_segments_of_the_requirements_can_be_asked() {
    let home = crate::home();
    let kith = home.serve();
    let east =
        |facts| with(json!({"region": "East China", "grade": "A", "industry": "internet"}), facts);
    accounts(
        &kith,
        &[
            east(json!({})),
            east(json!({})),
            east(json!({})),
            east(json!({"grade": "B"})),
            east(json!({"region": "north"})),
            east(json!({"industry": "optics"})),
        ],
    );
    let admin = &kith.admin;
    // Enquiries reach the first four; the second has a deal, the third enquired long ago.
    for (n, on) in [(0, "2024-05-01"), (1, "2024-05-02"), (2, "2024-01-02"), (3, "2024-05-03")] {
        let enquiry = json!({"account_id": id("account", n), "channel": "web",
            "direction": "inbound", "outcome": "enquiry"});
        at(admin, &format!("{on}T09:00:00Z"), "LogInteraction", &enquiry);
    }
    let deal = json!({"account_id": id("account", 1), "name": "Deal", "expected_close": "2024-12-31",
        "amount": {"amount": "10.00", "currency": "CNY"}});
    at(admin, "2024-05-04T09:00:00Z", "OpenOpportunity", &deal);
    let then = "2024-08-01T00:00:00Z";
    let enquired = json!({"has": "interactions", "such": {"all": [
        {"field": "outcome", "is": "enquiry"}, {"field": "at", "from": {"ago": "183d"}}]}});
    let core = |rest: Vec<Json>| {
        let base = vec![
            json!({"field": "region", "is": "east"}),
            json!({"field": "grade", "is": "A"}),
            json!({"field": "industry", "is": "internet"}),
        ];
        let all = [base, rest].concat();
        filter(&json!({"all": all}))
    };
    let segment = core(vec![enquired.clone(), json!({"not": {"has": "opportunities"}})]);
    assert_eq!(found(admin, &segment, then), [0]);
    assert_eq!(found(admin, &core(vec![enquired]), then), [1, 0]);
    let silent = filter(&json!({"all": [{"field": "grade", "is": "A"},
        {"field": "quiet_since", "to": {"ago": "90d"}}]}));
    // The enquiries of May are 92 and 91 days old; an hour less than 90 is not silent yet.
    assert_eq!(found(admin, &silent, then), [5, 4, 2, 1, 0]);
    assert_eq!(found(admin, &silent, "2024-07-30T08:00:00Z"), [5, 4, 2]);
    assert_eq!(found(admin, "grade=A&silent_days_min=90", then), [5, 4, 2, 1, 0]);
}
