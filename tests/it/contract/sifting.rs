//! Accounts, contacts and opportunities by condition and in order, with what belongs to them.

use kith_tests::samples::{account, contact, filter, id, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Twelve accounts: every third of grade A, every second with a contact, every fourth with a deal of
/// ten times its number and, if that is large, an interaction; the first two with orders.
fn customers() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    let mut lines = Vec::new();
    let mut send =
        |command: &str, data: Json| lines.push(json!({"command": command, "data": data}));
    for n in 0..12 {
        let grade = if n % 3 == 0 { "A" } else { "B" };
        let facts = json!({"grade": grade, "tags": [format!("t{}", n % 2)], "size": 100 + n});
        send("CreateAccount", with(account(n), facts));
        if n % 2 == 0 {
            send("CreateContact", with(contact(n), json!({"main": n % 4 == 0})));
        }
        if n % 4 == 0 {
            let amount = json!({"amount": (n * 10_000 + 1).to_string(), "currency": "CNY"});
            send(
                "OpenOpportunity",
                json!({"opportunity_id": id("opportunity", n),
                "account_id": id("account", n), "name": format!("Deal {n}"), "amount": amount,
                "expected_close": "2030-01-31"}),
            );
        }
        if n >= 8 {
            send("LogInteraction", json!({"channel": "call", "account_id": id("account", n)}));
        }
    }
    for (n, amount, currency) in
        [(0, "10", "EUR"), (0, "20.5", "EUR"), (1, "7", "EUR"), (1, "7", "CNY")]
    {
        send(
            "RecordOrder",
            json!({"account_id": id("account", n),
            "amount": {"amount": amount, "currency": currency}, "ordered_at": "2024-05-01T00:00:00Z"}),
        );
    }
    for answer in kith.admin.batch(&lines) {
        assert_eq!(answer["status"], 201, "{answer}");
    }
    (home, kith)
}

/// The ids that a question finds, through all its pages.
fn found(client: &Client, list: &str, query: &str) -> Vec<String> {
    let head = client.read("/v1/positions")["head"].clone();
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/{list}?limit=3&count=true&at_least={head}&{query}{cursor}");
        let page = client.read(path);
        let items = page["items"].as_array().unwrap();
        all.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(page["count"], all.len(), "{query}");
                return all;
            }
        }
    }
}

fn ids(kind: &str, numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| id(kind, *n)).collect()
}

#[test]
fn accounts_are_found_by_what_they_are_and_by_what_belongs_to_them() {
    let (_home, kith) = customers();
    let check = |condition: Json, numbers: &[u32]| {
        let found = found(&kith.admin, "accounts", &filter(&condition));
        assert_eq!(found, ids("account", numbers), "{condition}");
    };
    check(json!({"field": "grade", "is": "A"}), &[9, 6, 3, 0]);
    check(json!({"all": [{"field": "tags", "is": "t1"}, {"field": "size", "to": 104}]}), &[3, 1]);
    check(json!({"field": "contacts", "from": 1, "to": 2}), &[10, 8, 6, 4, 2, 0]);
    check(json!({"has": "contacts", "such": {"field": "main", "is": true}}), &[8, 4, 0]);
    check(json!({"not": {"has": "contacts"}}), &[11, 9, 7, 5, 3, 1]);
    check(json!({"has": "opportunities", "such": {"field": "amount", "from": "40000"}}), &[8, 4]);
    check(json!({"field": "last_interaction_at", "absent": false}), &[11, 10, 9, 8]);
    check(json!({"has": "orders", "such": {"field": "amount", "from": "20"}}), &[0]);
    check(json!({"has": "orders", "min": 2}), &[1, 0]);
    check(json!({"field": "ordered", "is": "30.50"}), &[0]);
    check(json!({"field": "order_currency", "absent": false}), &[0]);
    check(json!({"field": "first_order_at", "to": "2024-06-01"}), &[1, 0]);
    // Core customers whom nobody has called for ninety days, and with nothing to be won.
    let silent =
        json!({"not": {"has": "interactions", "such": {"field": "at", "from": {"ago": "90d"}}}});
    check(json!({"all": [{"field": "grade", "is": "A"}, silent]}), &[6, 3, 0]);
    check(
        json!({"all": [{"field": "grade", "is": "A"}, {"not": {"has": "opportunities"}}]}),
        &[9, 6, 3],
    );
    // Beside the parameters that there were before.
    let both =
        format!("grade=A&no_contact=false&{}", filter(&json!({"field": "size", "from": 101})));
    assert_eq!(found(&kith.admin, "accounts", &both), ids("account", &[6]));
}

#[test]
fn accounts_are_sorted_by_how_complete_they_are() {
    let (_home, kith) = customers();
    let order = kith.admin.command(
        "DefineCompleteness",
        &json!({"key": "account",
        "key_fields": ["name", "contact"], "goal": "0.9"}),
    );
    order.status(200);
    let complete = found(&kith.admin, "accounts", "sort=-completeness");
    assert_eq!(complete, ids("account", &[10, 8, 6, 4, 2, 0, 11, 9, 7, 5, 3, 1]));
    let half = filter(&json!({"field": "completeness", "to": "0.9"}));
    assert_eq!(found(&kith.admin, "accounts", &half).len(), 6);
}

#[test]
fn contacts_and_deals_are_found_by_their_account() {
    let (_home, kith) = customers();
    let core = json!({"has": "account", "such": {"field": "grade", "is": "A"}});
    assert_eq!(found(&kith.admin, "contacts", &filter(&core)), ids("contact", &[6, 0]));
    assert_eq!(found(&kith.admin, "opportunities", &filter(&core)), ids("opportunity", &[0]));
    let main = json!({"field": "main", "is": true});
    let query = format!("sort=-created_at&{}", filter(&main));
    assert_eq!(found(&kith.admin, "contacts", &query), ids("contact", &[8, 4, 0]));
    let soon = json!({"field": "expected_close", "from": {"ago": "0d"}, "to": {"ahead": "3650d"}});
    let query = format!("sort=amount&{}", filter(&soon));
    assert_eq!(found(&kith.admin, "opportunities", &query), ids("opportunity", &[0, 4, 8]));
    let open = json!({"all": [{"field": "state", "is": "open"}, {"field": "large", "is": false}]});
    assert_eq!(found(&kith.admin, "opportunities", &filter(&open)).len(), 3);
}

#[test]
fn a_deal_is_large_by_the_threshold_in_force() {
    let (_home, kith) = customers();
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/settings?kind=pipeline&key=standard&at_least={head}");
    let stages = kith.admin.read(path)["items"][0]["body"]["stages"].clone();
    let threshold = json!([{"amount": "40001", "currency": "CNY"}]);
    let pipeline = json!({"key": "standard", "stages": stages, "large_deal": threshold});
    kith.admin.command("DefinePipeline", &pipeline).status(200);
    for (large, numbers) in [(true, &[8][..]), (false, &[4, 0])] {
        let condition = filter(&json!({"field": "large", "is": large}));
        let expected = ids("opportunity", numbers);
        assert_eq!(found(&kith.admin, "opportunities", &condition), expected);
        assert_eq!(found(&kith.admin, "opportunities", &format!("large={large}")), expected);
    }
}

#[test]
fn what_a_list_does_not_have_is_told_by_its_path() {
    let (_home, kith) = customers();
    for (list, condition, field) in [
        ("accounts", json!({"has": "tickets"}), "filter.has"),
        (
            "accounts",
            json!({"has": "contacts", "such": {"field": "grade", "is": "A"}}),
            "filter.such.field",
        ),
        ("contacts", json!({"all": [{"field": "main", "is": "yes"}]}), "filter.all[0].is"),
        (
            "opportunities",
            json!({"field": "expected_close", "from": {"ago": "soon"}}),
            "filter.from",
        ),
    ] {
        let path = format!("/v1/{list}?{}", filter(&condition));
        let problem = kith.admin.get(path).problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    kith.admin.get("/v1/contacts?sort=main").problem(422, "invalid");
    kith.admin.get("/v1/orders?sort=amount").problem(400, "malformed");
}
