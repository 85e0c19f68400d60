//! Leads that partners referred, what people could spend and which kind of person they are: shown,
//! explained, listed, and carried over to deals.

use kith_tests::samples::{account, convert, event_types, filter, id, lead_with, qualify};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// An answer that has everything that was done.
#[track_caller]
fn now(kith: &Kith, path: &str) -> Json {
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let and = if path.contains('?') { '&' } else { '?' };
    kith.admin.read(format!("{path}{and}at_least={head}"))
}

/// The ids of the records of a list that meet a condition.
#[track_caller]
fn found(kith: &Kith, list: &str, condition: Json) -> Vec<String> {
    let page = now(kith, &format!("/v1/{list}?{}", filter(&condition)));
    let items = page["items"].as_array().unwrap().iter();
    let mut ids: Vec<_> = items.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// An ideal customer with a budget and personas, two partners' accounts, and three leads.
fn prepare(admin: &Client) {
    let model = json!({
        "icp": {"budgets": [{"currency": "CNY", "min": "100000"}], "personas": ["procurement"]},
        "fit": {"budget": 15, "persona": 5},
    });
    admin.command("DefineScoringModel", &model).status(200);
    for n in [8, 9] {
        admin.command("CreateAccount", &account(n)).status(201);
    }
    let cny = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    let partner = json!({"account_id": id("account", 9), "commission": "7.5"});
    for (n, more) in [
        (1, json!({"title": "Buyer", "budget": cny("250000"), "partner": partner})),
        (2, json!({"title": "Engineer", "budget": cny("9000.50")})),
        (
            3,
            json!({"persona": "user", "budget": {"amount": "250000", "currency": "JPY"},
                   "partner": {"account_id": id("account", 8)}}),
        ),
    ] {
        admin.command("CreateLead", &lead_with(n, more)).status(201);
    }
}

#[test]
fn budget_and_persona_are_shown_explained_and_listed() {
    let home = crate::home();
    let kith = home.serve();
    prepare(&kith.admin);
    let lead = now(&kith, &format!("/v1/leads/{}", id("lead", 1)));
    assert_eq!(lead["budget"], json!({"amount": "250000.00", "currency": "CNY"}));
    assert_eq!(lead["persona"], "procurement");
    let rules: Vec<_> =
        lead["explanation"].as_array().unwrap().iter().map(|point| &point["rule"]).collect();
    assert_eq!(rules, ["budget", "persona", "mailbox.corporate"]);
    assert_eq!(lead["score"]["fit"], 30);
    let all = |numbers: &[u32]| numbers.iter().map(|n| id("lead", *n)).collect::<Vec<_>>();
    let large = json!({"field": "budget", "from": "100000"});
    assert_eq!(found(&kith, "leads", large.clone()), all(&[1, 3]));
    let cny = json!({"all": [large, {"field": "budget_currency", "is": "CNY"}]});
    assert_eq!(found(&kith, "leads", cny), all(&[1]));
    assert_eq!(found(&kith, "leads", json!({"field": "persona", "is": "user"})), all(&[2, 3]));
}

#[test]
fn a_partners_commission_goes_from_the_lead_to_the_deal_and_is_listed() {
    let home = crate::home();
    let kith = home.serve();
    prepare(&kith.admin);
    let partner = |n: u32| json!({"field": "partner", "is": id("account", n)});
    assert_eq!(found(&kith, "leads", partner(9)), [id("lead", 1)]);
    let both = json!({"field": "partner", "absent": false});
    assert_eq!(found(&kith, "leads", both).len(), 2);
    for n in [1, 3] {
        kith.admin.command("QualifyLead", &qualify(n)).status(200);
        let answer = kith.admin.command("ConvertLead", &convert(n)).status(200).json();
        assert!(event_types(&answer).contains(&"OpportunityOpened"), "{answer}");
    }
    let deal = |n: u32| now(&kith, &format!("/v1/opportunities/{}", id("opportunity", n)));
    assert_eq!(deal(1)["partner"], json!({"account_id": id("account", 9), "commission": 7.5}));
    assert_eq!(deal(3)["partner"], json!({"account_id": id("account", 8), "commission": null}));
    assert_eq!(found(&kith, "opportunities", partner(9)), [id("opportunity", 1)]);
    let paid = json!({"field": "commission", "from": "5"});
    assert_eq!(found(&kith, "opportunities", paid), [id("opportunity", 1)]);
    let merge = json!({"survivor_id": id("account", 8), "duplicate_id": id("account", 9)});
    kith.admin.command("MergeAccounts", &merge).status(200);
    assert_eq!(deal(1)["partner"]["account_id"], json!(id("account", 8)), "it is the survivor now");
}
