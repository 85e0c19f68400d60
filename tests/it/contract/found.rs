//! Records as those find them who know them from another system, and what is said of their names and
//! their silence.

use kith_tests::samples::{account, contact, id, with};
use serde_json::{Value as Json, json};

#[test]
fn every_record_is_found_by_its_reference_in_another_system() {
    let home = crate::home();
    let kith = home.serve();
    let (of, money) = (id("account", 1), json!({"amount": "5.00", "currency": "CNY"}));
    let deal = json!({"account_id": of, "name": "Deal", "amount": money,
        "expected_close": "2027-06-30"});
    let period = json!({"account_id": of, "starts_on": "2024-01-01", "ends_on": "2025-01-01"});
    let records = [
        ("CreateAccount", "account", account(1)),
        ("CreateContact", "contact", contact(1)),
        ("OpenOpportunity", "opportunity", deal),
        ("LogInteraction", "interaction", json!({"account_id": of, "channel": "call"})),
        ("RecordOrder", "order", json!({"account_id": of, "amount": money})),
        ("RecordContract", "contract", period),
    ];
    let mut position = Json::Null;
    for (command, kind, body) in &records {
        let own = json!({format!("{kind}_id"): id(kind, 1),
            "external_id": {"system": "erp", "id": format!("{kind}/1")}});
        let answer = kith.admin.command(command, &with(body.clone(), own));
        position = answer.status(201).json()["position"].clone();
    }
    for (_, kind, _) in &records {
        let list = if *kind == "opportunity" { "opportunities" } else { &format!("{kind}s") };
        let found = |reference: &str| {
            let path =
                format!("/v1/{list}?external_id={reference}&at_least={position}&wait_ms=20000");
            kith.admin.read(path)["items"].clone()
        };
        let one = found(&format!("erp:{kind}/1"));
        assert_eq!((one.as_array().map(Vec::len), &one[0]["id"]), (Some(1), &json!(id(kind, 1))));
        assert_eq!(found(&format!("erp:{kind}/2")), json!([]), "{kind}");
        assert_eq!(found(&format!("crm:{kind}/1")), json!([]), "{kind}");
    }
}

#[test]
fn an_account_says_what_is_odd_about_its_name_and_that_nothing_happens_with_it() {
    let home = crate::home();
    let kith = home.serve();
    let named = |n: u32, name: &str| with(account(n), json!({"name": name}));
    let old = kith.admin.post("CreateAccount", &named(1, "ACM")).at("2020-01-01T09:00:00Z").send();
    assert_eq!(old.status, 201, "{}", old.text());
    let answer = kith.admin.command("CreateAccount", &named(2, "Acme Machines")).status(201).json();
    let list = format!("/v1/accounts?at_least={}&wait_ms=20000", answer["position"]);
    let accounts = kith.admin.read(list)["items"].clone();
    let of = |n: u32| {
        let own = |item: &&Json| item["id"] == json!(id("account", n));
        accounts.as_array().unwrap().iter().find(own).unwrap().clone()
    };
    let stale = |n: u32| of(n)["quality"].as_array().unwrap().contains(&json!("stale"));
    assert_eq!((of(1)["naming_hints"].clone(), stale(1)), (json!(["abbreviation"]), true));
    assert_eq!((of(2)["naming_hints"].clone(), stale(2)), (json!([]), false));
    let rules = json!({"key": "account", "key_fields": ["name"], "goal": "0.5"});
    kith.admin
        .command("DefineCompleteness", &with(rules, json!({"stale_days": 36_500})))
        .status(200);
    let list = kith.admin.read("/v1/accounts");
    assert!(!list.to_string().contains("stale"), "a hundred years are not over: {list}");
}
