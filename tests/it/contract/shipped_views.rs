//! The views that every tenant has from the beginning.

use kith_tests::samples::{account, id, lead, with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// The ids that a view finds.
fn found(client: &Client, list: &str, query: &str) -> Vec<String> {
    let head = client.read("/v1/positions")["head"].clone();
    let page = client.read(format!("/v1/{list}?at_least={head}&{query}"));
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Sends a command about a past instant.
fn at(kith: &Kith, when: &str, command: &str, body: &Json) {
    let answer = kith.admin.post(command, body).at(when).send();
    assert!(answer.status < 300, "{command}: {}", answer.text());
}

fn deal(n: u32) -> Json {
    json!({"opportunity_id": id("opportunity", n), "account_id": id("account", 1),
        "name": format!("Deal {n}"), "amount": {"amount": "900", "currency": "CNY"},
        "expected_close": "2030-01-31"})
}

#[test]
fn leads_and_customers_are_new_active_or_silent() {
    let home = crate::home();
    let kith = home.serve();
    at(&kith, "2024-01-01T00:00:00Z", "CreateLead", &lead(1));
    kith.admin.command("CreateLead", &lead(2)).status(201);
    at(&kith, "2024-01-01T00:00:00Z", "CreateAccount", &account(1));
    at(&kith, "2024-01-01T00:00:00Z", "CreateAccount", &account(2));
    kith.admin.command("CreateAccount", &account(3)).status(201);
    let call = json!({"channel": "call", "account_id": id("account", 2)});
    kith.admin.command("LogInteraction", &call).status(201);
    assert_eq!(found(&kith.admin, "leads", "view=new"), [id("lead", 2)]);
    assert_eq!(found(&kith.admin, "accounts", "view=active"), [id("account", 2)]);
    assert_eq!(found(&kith.admin, "accounts", "view=silent"), [id("account", 1)]);
    // As of a day they are what they were on that day: of the settings the first hold from the
    // beginning of time.
    let then = "view=new&as_of=2024-01-03T00:00:00Z";
    assert_eq!(found(&kith.admin, "leads", then), [id("lead", 1)]);
}

#[test]
fn the_weekly_view_has_what_is_to_be_cleaned_up() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateAccount", &account(1)).status(201);
    for n in [1, 2, 3, 4] {
        let amount = json!({"amount": {"amount": "5000", "currency": "CNY"}});
        let body = if n == 3 { with(deal(n), amount) } else { deal(n) };
        let silent = "2024-01-01T00:00:00Z";
        match n {
            1 => at(&kith, silent, "OpenOpportunity", &body),
            _ => _ = kith.admin.command("OpenOpportunity", &body).status(201),
        }
    }
    assert_eq!(found(&kith.admin, "opportunities", "view=weekly_hygiene"), [id("opportunity", 1)]);
    for close in ["2030-02-28", "2030-03-31", "2030-04-30"] {
        let body = json!({"opportunity_id": id("opportunity", 2), "expected_close": close});
        kith.admin.command("ChangeExpectedClose", &body).status(200);
    }
    let shown = ["1", "2"].map(|n| id("opportunity", n.parse().unwrap()));
    assert_eq!(found(&kith.admin, "opportunities", "view=weekly_hygiene"), shown);
    // A large deal that no manager has looked at.
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/settings?kind=pipeline&key=standard&at_least={head}");
    let stages = kith.admin.read(path)["items"][0]["body"]["stages"].clone();
    let threshold = json!([{"amount": "4000", "currency": "CNY"}]);
    let pipeline = json!({"key": "standard", "stages": stages, "large_deal": threshold});
    kith.admin.command("DefinePipeline", &pipeline).status(200);
    let all = found(&kith.admin, "opportunities", "view=weekly_hygiene");
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all.contains(&id("opportunity", 3)), "{all:?}");
}

#[test]
fn a_shipped_view_is_listed_replaced_and_taken_away() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let keys = || -> Vec<String> {
        let head = kith.admin.read("/v1/positions")["head"].clone();
        let page = kith.admin.read(format!("/v1/views?at_least={head}"));
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys(), ["new", "active", "silent", "weekly_hygiene"]);
    let nobody = json!({"key": "new", "shared": true, "filter": {"any": []}});
    kith.admin.command("DefineView", &nobody).status(200);
    assert_eq!(found(&kith.admin, "leads", "view=new"), [""; 0]);
    let gone = json!({"key": "new", "shared": true, "removed": true});
    kith.admin.command("DefineView", &gone).status(200);
    assert_eq!(keys(), ["active", "silent", "weekly_hygiene"]);
    kith.admin.get("/v1/leads?view=new").problem(422, "unknown-reference");
}
