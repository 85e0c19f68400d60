//! Saved views: one's own and those that are shared.

use kith_tests::samples::{filter, lead_with, token};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

fn leads(kith: &Kith) {
    for (n, region, size) in [(0, "east", 10), (1, "west", 30), (2, "east", 20)] {
        let lead = lead_with(n, json!({"region": region, "company_size": size}));
        kith.admin.command("CreateLead", &lead).status(201);
    }
}

/// Companies of the leads that a question finds.
fn found(client: &Client, query: &str) -> Vec<String> {
    let head = client.read("/v1/positions")["head"].clone();
    let page = client.read(format!("/v1/leads?at_least={head}&{query}"));
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["company"].as_str().unwrap().to_owned()).collect()
}

/// The views that Kith ships with.
const SHIPPED: [&str; 4] = ["new", "active", "silent", "weekly_hygiene"];

/// The saved views that somebody sees, without those that are shipped.
fn views(client: &Client, query: &str) -> Vec<Json> {
    let head = client.read("/v1/positions")["head"].clone();
    let page = client.read(format!("/v1/views?at_least={head}&{query}"));
    let own = |view: &&Json| !SHIPPED.iter().any(|key| view["key"] == *key);
    page["items"].as_array().unwrap().iter().filter(own).cloned().collect()
}

fn east(shared: bool) -> Json {
    json!({"key": "region", "list": "leads", "name": "My region", "shared": shared,
        "filter": {"field": "region", "is": "east"}, "sort": "-company_size"})
}

fn someone(kith: &Kith, role: &str, subject: &str) -> Client {
    let order = json!({"role": role, "tenant": "default", "subject": subject});
    kith.admin.with_token(&token(&kith.admin, &order))
}

#[test]
fn a_view_is_its_condition_and_its_order() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith);
    kith.admin.command("DefineView", &east(false)).status(201);
    assert_eq!(found(&kith.admin, "view=region"), ["Company 2", "Company 0"]);
    // Its condition holds besides another, and another order comes before its own.
    assert_eq!(found(&kith.admin, "view=region&sort=company_size"), ["Company 0", "Company 2"]);
    let small = filter(&json!({"field": "company_size", "to": 20}));
    assert_eq!(found(&kith.admin, &format!("view=region&{small}")), ["Company 0"]);
    let again = kith.admin.command("DefineView", &east(false)).status(200).json();
    assert_eq!(again["events"], json!([]));
    let other = json!({"key": "region", "sort": null, "name": "East"});
    kith.admin.command("DefineView", &other).status(200);
    assert_eq!(found(&kith.admin, "view=region"), ["Company 2", "Company 0"]);
    let shown = &views(&kith.admin, "list=leads")[0];
    assert_eq!(
        *shown,
        json!({"key": "region", "list": "leads", "name": "East", "shared": false, "version": 2,
            "filter": {"field": "region", "is": "east"}, "sort": null})
    );
}

#[test]
fn ones_own_views_are_nobody_elses() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith);
    let (ann, bob) = (someone(&kith, "analyst", "ann"), someone(&kith, "analyst", "bob"));
    ann.command("DefineView", &east(false)).status(201);
    ann.command("DefineView", &east(true)).problem(403, "missing-right");
    assert_eq!(found(&ann, "view=region").len(), 2);
    let problem = bob.get("/v1/leads?view=region").problem(422, "unknown-reference");
    assert_eq!(problem["errors"][0]["field"], "view");
    assert_eq!(views(&bob, ""), [] as [Json; 0]);
    let settings = bob.read("/v1/settings?kind=view&all=true")["items"].clone();
    assert!(settings.as_array().unwrap().iter().all(|view| view["shipped"] == true), "{settings}");
    let mut west = east(true);
    west["filter"]["is"] = "west".into();
    kith.admin.command("DefineView", &west).status(201);
    assert_eq!(found(&bob, "view=region"), ["Company 1"]);
    assert_eq!(found(&ann, "view=region"), ["Company 2", "Company 0"]);
    let shared: Vec<Json> = views(&ann, "").iter().map(|view| view["shared"].clone()).collect();
    assert_eq!(shared, [false, true]);
    // Two who may read the same have two answers, and two tags.
    let tag = |client: &Client| {
        client.get("/v1/leads?view=region").status(200).header("etag").map(str::to_owned)
    };
    assert_ne!(tag(&ann), tag(&bob));
}

#[test]
fn a_removed_view_is_unknown_and_was_there_before() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith);
    let removed = json!({"key": "region", "removed": true});
    kith.admin.command("DefineView", &removed).problem(404, "unknown-target");
    let position = kith.admin.command("DefineView", &east(false)).status(201).position();
    let path = format!("/v1/audit?event=SettingDefined&limit=1&at_least={position}");
    let defined = kith.admin.read(path)["items"][0]["recorded_at"].clone();
    kith.admin.command("DefineView", &removed).status(200);
    assert_eq!(kith.admin.command("DefineView", &removed).status(200).json()["events"], json!([]));
    let head = kith.admin.read("/v1/positions")["head"].clone();
    kith.admin
        .get(format!("/v1/leads?view=region&at_least={head}"))
        .problem(422, "unknown-reference");
    let before = format!("view=region&as_of={}&basis=recorded", defined.as_str().unwrap());
    assert_eq!(found(&kith.admin, &before), ["Company 2", "Company 0"]);
    kith.admin.command("DefineView", &json!({"key": "region"})).status(200);
    assert_eq!(found(&kith.admin, "view=region").len(), 2);
}

#[test]
fn a_view_that_can_not_be_meant_is_refused() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith);
    let fields = |body: &Json| -> Vec<String> {
        let problem = kith.admin.command("DefineView", body).problem(422, "invalid");
        let errors = problem["errors"].as_array().unwrap();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(fields(&json!({"key": "mine"})), ["list", "filter"]);
    let condition =
        json!({"all": [{"field": "region", "is": "east"}, {"field": "grade", "is": "A"}]});
    let body = json!({"key": "mine", "list": "leads", "filter": condition, "sort": "region"});
    assert_eq!(fields(&body), ["filter.all[1].field", "sort"]);
    assert_eq!(fields(&json!({"key": "own.mine", "shared": true})), ["key"]);
    let accounts =
        json!({"key": "core", "list": "accounts", "filter": {"field": "grade", "is": "A"}});
    kith.admin.command("DefineView", &accounts).status(201);
    kith.admin.get("/v1/leads?view=core").problem(422, "unknown-reference");
    kith.admin.get("/v1/leads?view=no/key").problem(422, "invalid");
}
