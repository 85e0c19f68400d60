//! Revenue of an account, and when somebody first spoke with it (C92).

use kith_tests::samples::{account, contact, filter, id, lead, qualify, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two accounts of March 2024, each with a contact.
fn customers() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for n in [1, 2] {
        at(&kith.admin, "2024-03-01T08:00:00Z", "CreateAccount", &account(n));
        at(&kith.admin, "2024-03-01T08:00:00Z", "CreateContact", &contact(n));
    }
    (home, kith)
}

/// Sends a command that happened at this time.
fn at(client: &Client, at: &str, command: &str, body: &Json) -> Json {
    let answer = client.post(command, body).at(at).send();
    assert!(answer.status < 300, "{command} {body}: {}", answer.text());
    answer.json()
}

fn shown(client: &Client, n: u32, world: &str) -> Json {
    client.read(format!("/v1/accounts/{}{world}", id("account", n)))
}

fn first(client: &Client, n: u32) -> Json {
    shown(client, n, "")["first_contact_at"].clone()
}

/// `ConvertLead` of a lead into an account that is there.
fn into(lead: u32, account: u32) -> Json {
    json!({"lead_id": id("lead", lead), "account": {"mode": "use", "id": id("account", account)}})
}

/// An instant as answers write it.
fn time(at: &str) -> Json {
    json!(at.replace('Z', ".000000Z"))
}

fn call(with: Json, when: &str) -> Json {
    kith_tests::samples::with(with, json!({"channel": "call", "at": when}))
}

/// The accounts that a question finds, by number.
fn found(client: &Client, query: &str) -> Vec<u32> {
    let page = client.read(format!("/v1/accounts?{query}"));
    let ids = page["items"].as_array().unwrap().iter().map(|item| item["id"].clone());
    ids.map(|found| (1..9).find(|n| found == id("account", *n)).unwrap()).collect()
}

#[test]
fn the_earliest_interaction_with_it_or_its_contacts_counts_whenever_it_was_entered() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    assert_eq!(first(admin, 1), Json::Null);
    let account = json!({"account_id": id("account", 1)});
    let contact = json!({"contact_id": id("contact", 1)});
    at(
        admin,
        "2024-03-05T09:00:00Z",
        "LogInteraction",
        &call(account.clone(), "2024-03-05T08:00:00Z"),
    );
    assert_eq!(first(admin, 1), time("2024-03-05T08:00:00Z"));
    at(admin, "2024-03-06T09:00:00Z", "LogInteraction", &call(account, "2024-03-06T08:00:00Z"));
    assert_eq!(first(admin, 1), time("2024-03-05T08:00:00Z"));
    at(admin, "2024-03-07T09:00:00Z", "LogInteraction", &call(contact, "2024-02-28T18:00:00Z"));
    assert_eq!(first(admin, 1), time("2024-02-28T18:00:00Z"));
    assert_eq!(
        shown(admin, 1, "?as_of=2024-03-07")["first_contact_at"],
        time("2024-03-05T08:00:00Z")
    );
    // The day is that of the tenant's zone.
    assert_eq!(shown(admin, 1, "")["first_contact_on"], "2024-02-28");
    admin.command("DefineTenant", &json!({"time_zone": "Asia/Shanghai"})).status(200);
    assert_eq!(shown(admin, 1, "")["first_contact_on"], "2024-02-29");
    assert_eq!(first(admin, 2), Json::Null);
}

#[test]
fn what_was_said_with_a_lead_counts_for_the_account_that_it_became() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    for n in [1, 2, 3] {
        at(admin, "2024-03-01T08:00:00Z", "CreateLead", &lead(n));
    }
    let contact = |n: u32, when: &str| json!({"lead_id": id("lead", n), "channel": "call", "outcome": "reached", "at": when});
    at(admin, "2024-03-03T08:00:00Z", "LogLeadContact", &contact(1, "2024-03-02T10:00:00Z"));
    at(admin, "2024-03-03T08:00:00Z", "LogLeadContact", &contact(1, "2024-03-03T08:00:00Z"));
    // Of a lead that turned out to be another one, too; and an interaction that names a lead alone.
    at(admin, "2024-03-03T08:00:00Z", "LogLeadContact", &contact(2, "2024-03-01T12:00:00Z"));
    let pair = json!({"survivor_id": id("lead", 1), "duplicate_id": id("lead", 2)});
    at(admin, "2024-03-04T08:00:00Z", "MergeLeads", &pair);
    let with_lead = call(json!({"lead_id": id("lead", 3)}), "2024-03-02T07:00:00Z");
    at(admin, "2024-03-04T08:00:00Z", "LogInteraction", &with_lead);
    for n in [1, 3] {
        at(admin, "2024-03-05T08:00:00Z", "QualifyLead", &qualify(n));
    }
    at(admin, "2024-03-06T08:00:00Z", "ConvertLead", &into(1, 1));
    assert_eq!(first(admin, 1), time("2024-03-01T12:00:00Z"));
    let new =
        json!({"lead_id": id("lead", 3), "account": {"mode": "create", "id": id("account", 3)}});
    at(admin, "2024-03-06T08:00:00Z", "ConvertLead", &new);
    assert_eq!(first(admin, 3), time("2024-03-02T07:00:00Z"));
    // What is entered later of a converted lead reaches its account.
    let late = call(json!({"lead_id": id("lead", 3)}), "2024-03-01T07:00:00Z");
    at(admin, "2024-03-08T08:00:00Z", "LogInteraction", &late);
    assert_eq!(first(admin, 3), time("2024-03-01T07:00:00Z"));
    assert_eq!(first(admin, 2), Json::Null);
}

#[test]
fn a_merge_takes_the_earlier_and_a_move_takes_nothing_along() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    for (n, when) in [(1, "2024-03-05T08:00:00Z"), (2, "2024-03-04T08:00:00Z")] {
        let body = call(json!({"contact_id": id("contact", n)}), when);
        at(admin, "2024-03-06T08:00:00Z", "LogInteraction", &body);
    }
    let moved = json!({"contact_id": id("contact", 2), "account_id": id("account", 1)});
    at(admin, "2024-03-07T08:00:00Z", "UpdateContact", &moved);
    let [one, two] = ["2024-03-05T08:00:00Z", "2024-03-04T08:00:00Z"].map(time);
    assert_eq!((first(admin, 1), first(admin, 2)), (one.clone(), two.clone()));
    let pair = json!({"survivor_id": id("account", 1), "duplicate_id": id("account", 2)});
    at(admin, "2024-03-08T08:00:00Z", "MergeAccounts", &pair);
    assert_eq!((first(admin, 1), first(admin, 2)), (two.clone(), two));
    assert_eq!(shown(admin, 1, "?as_of=2024-03-08")["first_contact_at"], one);
}

#[test]
fn accounts_are_listed_and_sorted_by_revenue_and_first_contact() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    let money = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    let large = with(account(3), json!({"revenue": money("48000000.5")}));
    at(admin, "2024-03-02T08:00:00Z", "CreateAccount", &large);
    let changed = json!({"account_id": id("account", 1), "revenue": money("900")});
    let answer = at(admin, "2024-03-02T08:00:00Z", "UpdateAccount", &changed);
    assert_eq!(
        answer["events"][0]["data"]["revenue"],
        json!({"before": null, "after": money("900")})
    );
    let again = json!({"account_id": id("account", 1), "revenue": money("900.00")});
    assert_eq!(at(admin, "2024-03-02T08:00:00Z", "UpdateAccount", &again)["events"], json!([]));
    assert_eq!(shown(admin, 3, "")["revenue"], money("48000000.50"));
    for (n, when) in [(3, "2024-03-05T08:00:00Z"), (1, "2024-03-04T08:00:00Z")] {
        let body = call(json!({"account_id": id("account", n)}), when);
        at(admin, "2024-03-06T08:00:00Z", "LogInteraction", &body);
    }
    let from = filter(&json!({"field": "revenue", "from": "1000"}));
    assert_eq!(found(admin, &from), [3]);
    assert_eq!(found(admin, &filter(&json!({"field": "revenue_currency", "is": "CNY"}))), [3, 1]);
    assert_eq!(found(admin, &filter(&json!({"field": "first_contact_at", "absent": true}))), [2]);
    let day = json!({"field": "first_contact_at", "from": "2024-03-04", "to": "2024-03-05"});
    assert_eq!(found(admin, &filter(&day)), [1]);
    assert_eq!(found(admin, "sort=revenue")[..2], [1, 3]);
    assert_eq!(found(admin, "sort=-first_contact_at")[..2], [3, 1]);
    let problem = admin.command(
        "UpdateAccount",
        &json!({"account_id": id("account", 1),
        "revenue": money("-1")}),
    );
    assert_eq!(problem.problem(422, "invalid")["errors"][0]["field"], "revenue");
}

#[test]
fn revenue_can_be_a_key_field_and_come_from_a_template() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    let rules = json!({"key": "account", "key_fields": ["name", "revenue"]});
    admin.command("DefineCompleteness", &rules).status(200);
    assert_eq!(shown(admin, 1, "")["completeness"]["missing"], json!(["revenue"]));
    let money = json!({"amount": "5000.00", "currency": "CNY"});
    let template = json!({"key": "large", "values": {"revenue": money}});
    admin.command("DefineTemplate", &template).status(201);
    let body = with(account(3), json!({"template": "large"}));
    admin.command("CreateAccount", &body).status(201);
    let made = shown(admin, 3, "");
    assert_eq!((&made["revenue"], &made["completeness"]["missing"]), (&money, &json!([])));
    let below = json!({"key": "large", "values": {"revenue": {"amount": "-1", "currency": "CNY"}}});
    let problem = admin.command("DefineTemplate", &below).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "values.revenue");
}
