//! Accounts and contacts that turn out to be one, over HTTP: reads under every id, now and in the
//! past, and what names the merged one.

use kith_tests::samples::{account, contact, event_types, id, lead, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Three accounts, each with a contact.
fn customers() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=3 {
        send(&kith.admin, "CreateAccount", &account(n));
        send(&kith.admin, "CreateContact", &contact(n));
    }
    (home, kith)
}

fn pair(kind: &str, survivor: u32, duplicate: u32) -> Json {
    json!({"survivor_id": id(kind, survivor), "duplicate_id": id(kind, duplicate)})
}

/// Sends a command; reads wait for it.
fn send(client: &Client, command: &str, body: &Json) -> Json {
    let answer = client.command(command, body);
    assert!(answer.status < 300, "{command}: {answer:?}");
    let answer = answer.json();
    client.read(format!("/v1/accounts?at_least={}&wait_ms=20000", answer["position"]));
    answer
}

fn found(client: &Client, path: &str) -> Vec<String> {
    let items = client.read(path)["items"].clone();
    items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_merged_account_reads_as_the_survivor_with_everything_of_both() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    let [one, two] = [1, 2].map(|n| id("account", n));
    let at_two = |more: Json| with(json!({"account_id": two}), more);
    let number = admin.read(format!("/v1/accounts/{two}"))["number"].clone();
    let amount = json!({"amount": "120.00", "currency": "CNY"});
    send(admin, "RecordOrder", &at_two(json!({"order_id": id("order", 1), "amount": amount})));
    send(
        admin,
        "RecordContract",
        &at_two(json!({"starts_on": "2026-01-01", "ends_on": "2026-12-31"})),
    );
    send(
        admin,
        "OpenOpportunity",
        &at_two(json!({"opportunity_id": id("opportunity", 1),
        "name": "Deal", "amount": amount, "expected_close": "2026-06-30"})),
    );
    send(admin, "LogInteraction", &at_two(json!({"channel": "call"})));
    let reference = json!({"external_id": {"system": "erp", "id": "2"}});
    send(admin, "UpdateAccount", &at_two(reference));
    send(admin, "UpdateAccount", &json!({"account_id": id("account", 3), "parent_id": two}));
    let answer = send(admin, "MergeAccounts", &pair("account", 1, 2));
    assert_eq!(event_types(&answer), ["AccountsMerged", "AccountMergedInto"]);

    let page = admin.read(format!("/v1/accounts/{two}"));
    assert_eq!(page, admin.read(format!("/v1/accounts/{one}")));
    assert_eq!((&page["id"], &page["orders"]["count"]), (&json!(one), &json!(1)));
    assert_eq!(page["merged"], json!([{"id": two, "number": number}]));
    for (part, count) in [("contacts", 2), ("opportunities", 1), ("contracts", 1)] {
        let records = page[part].as_array().unwrap();
        assert_eq!(records.len(), count, "{part}");
        assert!(records.iter().all(|record| record["account_id"] == one), "{part}: {page}");
    }
    assert_eq!(found(admin, "/v1/accounts?count=true"), [id("account", 3), one.clone()]);
    assert_eq!(found(admin, "/v1/accounts?external_id=erp:2"), std::slice::from_ref(&one));
    for of in [&one, &two] {
        assert_eq!(found(admin, &format!("/v1/accounts?parent={of}")), [id("account", 3)]);
        assert_eq!(found(admin, &format!("/v1/orders?account={of}")), [id("order", 1)]);
        for list in ["interactions", "contracts", "opportunities"] {
            let items = admin.read(format!("/v1/{list}?account={of}"))["items"].clone();
            assert_eq!(items[0]["account_id"], one, "{list} of {of}");
        }
        assert_eq!(found(admin, &format!("/v1/contacts?account={of}")).len(), 2);
    }
    let rebuilt = admin.request("POST", "/v1/verify").send().status(200).json();
    let differences = rebuilt["models"].as_array().unwrap().iter().map(|m| &m["differences"]);
    assert!(differences.into_iter().all(|found| *found == json!([])), "{rebuilt}");
}

#[test]
fn before_the_merge_both_were_there() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    let before = admin.read(format!("/v1/accounts/{}", id("account", 2)));
    let at = before["updated_at"].as_str().unwrap();
    // The third account was created later.
    let then = format!("as_of={at}&basis=recorded");
    let then = then.replace(
        at,
        admin.read(format!("/v1/accounts/{}", id("account", 3)))["updated_at"].as_str().unwrap(),
    );
    send(admin, "MergeAccounts", &pair("account", 1, 2));
    send(admin, "MergeAccounts", &pair("account", 3, 1));
    assert_eq!(found(admin, "/v1/accounts"), [id("account", 3)]);
    assert_eq!(found(admin, &format!("/v1/accounts?{then}")), [3, 2, 1].map(|n| id("account", n)));
    let page = admin.read(format!("/v1/accounts/{}?{then}", id("account", 2)));
    assert_eq!((&page["id"], &page["number"]), (&before["id"], &before["number"]));
    let now = admin.read(format!("/v1/accounts/{}", id("account", 2)));
    assert_eq!(now["id"], id("account", 3), "through two merges");
    let merged: Vec<_> =
        now["merged"].as_array().unwrap().iter().map(|m| m["id"].clone()).collect();
    assert_eq!(merged, [json!(id("account", 1)), json!(id("account", 2))]);
}

#[test]
fn the_survivors_revision_holds_for_every_id() {
    let (_home, kith) = customers();
    send(&kith.admin, "MergeAccounts", &pair("account", 1, 2));
    let revision =
        kith.admin.read(format!("/v1/accounts/{}", id("account", 2)))["revision"].clone();
    let grade = |grade: &str| json!({"account_id": id("account", 2), "grade": grade});
    let send = |revision: String, body: Json| {
        let post = kith.admin.request("POST", "/v1/commands/UpdateAccount");
        post.header("If-Match", format!("\"{revision}\"")).json(&body).send()
    };
    send("1".into(), grade("A")).status(412);
    let answer = send(revision.to_string(), grade("A")).status(200).json();
    assert_eq!(answer["stream"]["id"], id("account", 1));
}

#[test]
fn a_merged_contact_reads_as_the_survivor_with_its_blanks_filled() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    let [one, two, three] = [1, 2, 3].map(|n| id("contact", n));
    send(admin, "MergeAccounts", &pair("account", 1, 2));
    let more =
        json!({"contact_id": two, "phone": "+86 10 6552 9988", "style": "short", "main": true});
    send(admin, "UpdateContact", &more);
    send(admin, "LogInteraction", &json!({"contact_id": two, "channel": "call"}));
    let moved = json!({"contact_id": three, "account_id": id("account", 2), "reports_to": two});
    send(admin, "UpdateContact", &moved);
    send(admin, "MergeContacts", &pair("contact", 1, 2));
    let page = admin.read(format!("/v1/contacts/{two}"));
    assert_eq!(page, admin.read(format!("/v1/contacts/{one}")));
    for (field, expected) in [
        ("id", json!(one)),
        ("email", json!("contact1@gmail.com")),
        ("phone", json!("+861065529988")),
        ("style", json!("short")),
        ("main", json!(true)),
        ("account_id", json!(id("account", 1))),
        ("merged_ids", json!([two])),
    ] {
        assert_eq!(page[field], expected, "{field}");
    }
    assert_eq!(found(admin, "/v1/contacts"), [three.clone(), one.clone()]);
    assert_eq!(admin.read(format!("/v1/contacts/{three}"))["reports_to"], one);
    assert_eq!(admin.read(format!("/v1/accounts/{}", id("account", 2)))["main_contact_id"], one);
    for of in [&one, &two] {
        let calls = admin.read(format!("/v1/interactions?contact={of}"))["items"].clone();
        assert_eq!(calls[0]["contact_id"], one);
    }
}

#[test]
fn what_was_said_with_a_merged_lead_is_shown_at_the_survivor() {
    let (_home, kith) = customers();
    let admin = &kith.admin;
    for n in [1, 2] {
        send(admin, "CreateLead", &lead(n));
        let said = json!({"lead_id": id("lead", n), "interaction_id": id("interaction", n),
            "channel": "call", "next_at": "2027-01-01T00:00:00Z"});
        send(admin, "LogInteraction", &said);
    }
    send(admin, "MergeLeads", &pair("lead", 1, 2));
    send(admin, "LogInteraction", &json!({"lead_id": id("lead", 2), "channel": "mail"}));
    for of in [1, 2].map(|n| id("lead", n)) {
        let calls = admin.read(format!("/v1/interactions?lead={of}"))["items"].clone();
        let calls = calls.as_array().unwrap();
        assert_eq!(calls.len(), 3, "{of}");
        assert!(calls.iter().all(|call| call["lead_id"] == id("lead", 1)), "{calls:?}");
        assert!(calls.iter().all(|call| call["next_open"] == false), "a later one came");
    }
}

#[test]
fn any_order_of_merges_gives_the_same_survivor() {
    let home = crate::home();
    let kith = home.serve();
    let orders: [&[(u32, u32)]; 3] = [&[(1, 2), (2, 3)], &[(2, 3), (1, 2)], &[(1, 3), (3, 2)]];
    let shown = orders.iter().enumerate().map(|(at, order)| {
        let client = kith.admin.for_tenant(&format!("order-{at}"));
        let own = [
            json!({"tags": ["a"]}),
            json!({"tags": ["b"]}),
            json!({"need": "speed", "tags": ["b"]}),
        ];
        for (n, own) in (1..=3).zip(own) {
            client.command("CreateAccount", &with(account(n), own)).status(201);
            client.command("CreateContact", &contact(n)).status(201);
        }
        for (survivor, duplicate) in *order {
            send(&client, "MergeAccounts", &pair("account", *survivor, *duplicate));
        }
        let mut page = client.read(format!("/v1/accounts/{}", id("account", 3)));
        let mut merged: Vec<String> =
            page["merged"].as_array().unwrap().iter().map(|one| one["id"].to_string()).collect();
        merged.sort();
        let contacts = page["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["id"].clone())
            .collect::<Vec<_>>();
        page["merged"] = json!(merged);
        let fields = ["id", "name", "region", "need", "tags", "merged", "main_contact_id"];
        (fields.map(|field| page[field].clone()), contacts)
    });
    let shown: Vec<_> = shown.collect();
    assert!(shown.iter().all(|one| *one == shown[0]), "{shown:#?}");
}
