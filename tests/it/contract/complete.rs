//! How complete leads, contacts and interactions are: on the record, in lists, and as a figure.

use kith_tests::samples::{account, contact, filter, id, lead_with, token, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two leads and two contacts, the second of each with nothing that need not be; three interactions.
fn people() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    let mut lines = Vec::new();
    let mut send =
        |command: &str, data: Json| lines.push(json!({"command": command, "data": data}));
    for (key, fields) in [
        ("lead", json!(["person_name", "title", "region", "owner"])),
        ("contact", json!(["person_name", "email", "title", "decision_role"])),
    ] {
        send("DefineCompleteness", json!({"key": key, "key_fields": fields, "goal": "0.75"}));
    }
    let facts = json!({"title": "Head", "region": "east", "owner_id": id("user", 1)});
    send("CreateLead", lead_with(1, facts));
    send("CreateLead", lead_with(2, json!({"person_name": null, "region": "west"})));
    let owned = json!({"owner_id": id("user", 1), "region": "east"});
    send("CreateAccount", with(account(1), owned));
    let facts = json!({"title": "Head", "decision_role": "user"});
    send("CreateContact", with(contact(1), facts));
    let bare = json!({"account_id": id("account", 1), "email": null, "phone": "+8613800000002"});
    send("CreateContact", with(contact(2), bare));
    for (outcome, sentiment) in [(json!("met"), json!("positive")), (json!(null), json!(null))] {
        let said = json!({"channel": "call", "account_id": id("account", 1),
            "direction": "inbound", "outcome": outcome, "sentiment": sentiment});
        send("LogInteraction", said);
    }
    for answer in kith.admin.batch(&lines) {
        assert!(answer["status"].as_u64().unwrap() < 300, "{answer}");
    }
    (home, kith)
}

fn read(client: &Client, path: &str) -> Json {
    let head = client.read("/v1/positions")["head"].clone();
    let joint = if path.contains('?') { '&' } else { '?' };
    client.read(format!("{path}{joint}at_least={head}&wait_ms=20000"))
}

fn told(client: &Client, kind: &str, n: u32) -> Json {
    read(client, &format!("/v1/{kind}s/{}", id(kind, n)))["completeness"].clone()
}

#[test]
fn a_record_says_what_it_lacks_also_to_those_who_see_no_person() {
    let (_home, kith) = people();
    let analyst = kith.admin.with_token(&token(&kith.admin, &json!({"role": "analyst"})));
    let whole = json!({"share": 1.0, "missing": [], "incomplete": false});
    let lead = json!({"share": 0.25, "missing": ["person_name", "title", "owner"],
        "incomplete": true});
    let contact = json!({"share": 0.25, "missing": ["email", "title", "decision_role"],
        "incomplete": true});
    for client in [&kith.admin, &analyst] {
        for (kind, second) in [("lead", &lead), ("contact", &contact)] {
            assert_eq!(told(client, kind, 1), whole, "{kind}");
            assert_eq!(told(client, kind, 2), *second, "{kind}");
        }
    }
    let said = read(&kith.admin, "/v1/interactions")["items"][0]["completeness"].clone();
    assert_eq!(said["missing"], json!(["outcome", "sentiment"]));
    // What is filled or emptied later counts, and so does a new version of the setting.
    let body = json!({"contact_id": id("contact", 1), "title": null});
    kith.admin.command("UpdateContact", &body).status(200);
    assert_eq!(told(&kith.admin, "contact", 1)["missing"], json!(["title"]));
    let body = json!({"contact_id": id("contact", 2), "title": "Head", "email": "b@b.example"});
    kith.admin.command("UpdateContact", &body).status(200);
    assert_eq!(told(&kith.admin, "contact", 2)["share"], 0.75);
    let goal = json!({"key": "contact", "key_fields": ["title"], "goal": "1"});
    kith.admin.command("DefineCompleteness", &goal).status(200);
    assert_eq!(told(&kith.admin, "contact", 2), whole);
}

#[test]
fn lists_are_sifted_and_sorted_by_it() {
    let (_home, kith) = people();
    for (kind, list) in [("lead", "leads"), ("contact", "contacts")] {
        let ids = |query: &str| -> Vec<String> {
            let page = read(&kith.admin, &format!("/v1/{list}?{query}"));
            let items = page["items"].as_array().unwrap().iter();
            items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        let below = filter(&json!({"field": "incomplete", "is": true}));
        assert_eq!(ids(&below), [id(kind, 2)], "{list}");
        let good = filter(&json!({"field": "completeness", "from": "0.75"}));
        assert_eq!(ids(&good), [id(kind, 1)], "{list}");
        assert_eq!(ids("sort=-completeness"), [id(kind, 1), id(kind, 2)], "{list}");
    }
    let act = json!({"on": "leads", "filter": {"field": "incomplete", "is": true},
        "assign": {"owner_id": id("user", 2)}});
    let report = kith.admin.request("POST", "/v1/bulk-actions").json(&act).send().status(200);
    assert_eq!(report.json()["report"]["changed"], 1);
    assert_eq!(told(&kith.admin, "lead", 2)["share"], 0.5);
}

#[test]
fn a_team_sees_its_figure() {
    let (_home, kith) = people();
    let leads = read(&kith.admin, "/v1/completeness/leads?by=region");
    let group = |key: &str, mean: f64, at_goal: u32| {
        json!({"key": key, "records": 1, "mean": mean, "at_goal": at_goal,
            "share_at_goal": f64::from(at_goal)})
    };
    let expected = json!({"goal": 0.75, "key_fields": ["person_name", "title", "region", "owner"],
        "records": 2, "mean": 0.625, "at_goal": 1, "share_at_goal": 0.5,
        "groups": [group("east", 1.0, 1), group("west", 0.25, 0)]});
    assert_eq!(leads, expected);
    let owners = read(&kith.admin, "/v1/completeness/leads?by=owner")["groups"].clone();
    assert_eq!((&owners[0]["key"], &owners[1]["key"]), (&json!(id("user", 1)), &Json::Null));
    for (kind, records, mean) in [
        ("contacts", 2, json!(0.625)),
        ("accounts", 1, json!(0.5)),
        ("interactions", 2, json!(0.6667)),
    ] {
        let found = read(&kith.admin, &format!("/v1/completeness/{kind}?by=owner"));
        assert_eq!((&found["records"], &found["mean"]), (&json!(records), &mean), "{kind}");
        assert_eq!(found["groups"][0]["key"], id("user", 1), "{kind}");
    }
    // Those that were merged into others are in no figure.
    let merge = json!({"survivor_id": id("contact", 1), "duplicate_id": id("contact", 2)});
    kith.admin.command("MergeContacts", &merge).status(200);
    assert_eq!(read(&kith.admin, "/v1/completeness/contacts")["records"], 1);
    kith.admin.get("/v1/completeness/leads?by=stage").problem(422, "invalid");
}
