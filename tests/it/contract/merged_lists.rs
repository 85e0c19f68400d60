//! Lists after accounts and contacts turned out to be one: what belonged to both is counted, found and
//! chosen by the survivor, as events come and after a start from the rows.

use kith_tests::samples::{account, contact, filter, id, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Four accounts, with orders, a deal, a call and two contacts at the second, which then turns out to
/// be the first, as one of its contacts does; and some more about what was moved.
fn merged() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    let at_two = |more: Json| with(json!({"account_id": id("account", 2)}), more);
    let money = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let order = |n: u32, account: u32, amount: &str| {
        json!({"order_id": id("order", n), "account_id": id("account", account),
               "amount": money(amount)})
    };
    let into_first = |kind: &str| json!({"survivor_id": id(kind, 1), "duplicate_id": id(kind, 2)});
    let boss = json!({"reports_to": id("contact", 2)});
    let deal = json!({"opportunity_id": id("opportunity", 1), "name": "Deal",
                      "amount": money("5"), "expected_close": "2030-01-31"});
    let call = json!({"contact_id": id("contact", 2), "channel": "call"});
    let lines = [
        ("CreateAccount", with(account(1), json!({"grade": "A"}))),
        ("CreateAccount", account(2)),
        ("CreateAccount", account(3)),
        ("CreateAccount", with(account(4), json!({"parent_id": id("account", 2)}))),
        ("CreateContact", contact(1)),
        ("CreateContact", contact(2)),
        ("CreateContact", with(contact(3), at_two(boss))),
        ("CreateContact", contact(4)),
        ("RecordOrder", order(1, 1, "10")),
        ("RecordOrder", order(2, 2, "20.50")),
        ("RecordOrder", order(3, 2, "7")),
        ("OpenOpportunity", at_two(deal)),
        ("LogInteraction", at_two(call)),
        ("MergeAccounts", into_first("account")),
        ("MergeContacts", into_first("contact")),
        ("CancelOrder", json!({"order_id": id("order", 3)})),
        ("UpdateContact", json!({"contact_id": id("contact", 3), "decision_role": "user"})),
        (
            "ChangeOpportunityAmount",
            json!({"opportunity_id": id("opportunity", 1), "amount": money("6"),
                   "reason": "more"}),
        ),
    ];
    let line = |(command, data): (&str, Json)| json!({"command": command, "data": data});
    for answer in kith.admin.batch(&lines.map(line)) {
        assert!(answer["status"].as_u64().unwrap() < 300, "{answer}");
    }
    (home, kith)
}

fn ids(kind: &str, numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| id(kind, *n)).collect()
}

/// The ids that a list finds, all on one page and counted.
fn found(client: &Client, list: &str, condition: &Json) -> Vec<String> {
    let head = client.read("/v1/positions")["head"].clone();
    let path = format!("/v1/{list}?count=true&at_least={head}&{}", filter(condition));
    let page = client.read(path);
    let items = page["items"].as_array().unwrap();
    assert_eq!(page["count"], items.len(), "{list} by {condition}");
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn check(client: &Client) {
    let at_core = || json!({"has": "account", "such": {"field": "grade", "is": "A"}});
    for (condition, numbers) in [
        (json!({"all": []}), &[4, 3, 1][..]),
        (json!({"field": "contacts", "is": 2}), &[1]),
        (json!({"not": {"has": "contacts"}}), &[3]),
        (json!({"has": "contacts", "min": 3}), &[]),
        (json!({"field": "ordered", "is": "30.50"}), &[1]),
        (json!({"has": "orders", "min": 3}), &[1]),
        (json!({"has": "opportunities", "such": {"field": "amount", "is": "6"}}), &[1]),
        (json!({"has": "interactions"}), &[1]),
        (json!({"field": "last_interaction_at", "absent": false}), &[1]),
        (json!({"field": "parent", "is": id("account", 1)}), &[4]),
        (json!({"field": "parent", "is": id("account", 2)}), &[4]),
    ] {
        assert_eq!(found(client, "accounts", &condition), ids("account", numbers), "{condition}");
    }
    for (condition, numbers) in [
        (json!({"all": []}), &[4, 3, 1][..]),
        (json!({"field": "account", "is": id("account", 1)}), &[3, 1]),
        (json!({"field": "account", "is": id("account", 2)}), &[3, 1]),
        (json!({"field": "reports_to", "is": id("contact", 1)}), &[3]),
        (json!({"field": "reports_to", "is": id("contact", 2)}), &[3]),
        (json!({"has": "interactions"}), &[1]),
        (at_core(), &[3, 1]),
    ] {
        assert_eq!(found(client, "contacts", &condition), ids("contact", numbers), "{condition}");
    }
    for condition in [json!({"field": "account", "is": id("account", 2)}), at_core()] {
        let deals = found(client, "opportunities", &condition);
        assert_eq!(deals, ids("opportunity", &[1]), "{condition}");
    }
}

#[test]
fn what_belonged_to_both_is_found_by_the_survivor_live_and_after_a_start() {
    let (home, kith) = merged();
    check(&kith.admin);
    let rebuilt = kith.admin.request("POST", "/v1/verify").send().status(200).json();
    let differences = rebuilt["models"].as_array().unwrap().iter().map(|m| &m["differences"]);
    assert!(differences.into_iter().all(|found| *found == json!([])), "{rebuilt}");
    kith.stop();
    check(&home.serve().admin);
}

#[test]
fn a_bulk_action_chooses_survivors_alone() {
    let (_home, kith) = merged();
    let send =
        |body: Json| kith.admin.request("POST", "/v1/bulk-actions").json(&body).send().status(200);
    let east = json!({"field": "region", "is": "east"});
    let done = send(json!({"on": "accounts", "filter": east,
        "assign": {"owner_id": id("user", 1), "reason": "territory"}}))
    .json();
    assert_eq!((&done["count"], &done["report"]["changed"]), (&json!(3), &json!(3)), "{done}");
    let named = send(json!({"on": "accounts", "records": [id("account", 2)],
        "export": {"format": "ndjson"}}));
    let shown: Vec<Json> = named.lines();
    assert_eq!((shown.len(), &shown[0]["id"]), (1, &json!(id("account", 1))), "{shown:?}");
}

#[test]
fn the_timeline_of_a_survivor_has_the_facts_of_both() {
    let (_home, kith) = merged();
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let facts = |n: u32| -> Vec<Json> {
        let path = format!("/v1/accounts/{}/timeline", id("account", n));
        let page = kith.admin.read(format!("{path}?limit=100&at_least={head}&wait_ms=20000"));
        let items = page["items"].as_array().unwrap();
        items.iter().map(|fact| json!([fact["stream"]["id"], fact["event"]])).collect()
    };
    let both = facts(1);
    assert_eq!(both, facts(2));
    for (kind, n, fact) in [
        ("account", 1, "AccountsMerged"),
        ("account", 2, "AccountCreated"),
        ("account", 2, "AccountMergedInto"),
        ("contact", 2, "ContactCreated"),
        ("contact", 2, "ContactMergedInto"),
        ("contact", 3, "ContactUpdated"),
        ("order", 2, "OrderRecorded"),
        ("opportunity", 1, "OpportunityOpened"),
    ] {
        let fact = json!([id(kind, n), fact]);
        assert_eq!(both.iter().filter(|known| **known == fact).count(), 1, "{fact}: {both:?}");
    }
}
