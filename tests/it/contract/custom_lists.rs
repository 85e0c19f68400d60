//! Lists, views and bulk actions by the fields that a tenant defines.

use kith_tests::samples::{account, contact, filter, id, lead_with, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Six leads, accounts and contacts whose fields follow from their numbers; the last have none.
fn sized() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    let mut lines = Vec::new();
    let mut send =
        |command: &str, data: Json| lines.push(json!({"command": command, "data": data}));
    let fields = json!([
        {"key": "beds", "type": "number"}, {"key": "rate", "type": "decimal"},
        {"key": "level", "type": "code", "codes": ["3A", "3B"]}, {"key": "since", "type": "date"},
        {"key": "night", "type": "flag"}, {"key": "site", "type": "record", "of": "account"},
        {"key": "town", "type": "text"},
    ]);
    for kind in ["account", "lead", "contact"] {
        let hobby = json!({"key": "hobby", "type": "text", "personal": true});
        let mut fields = fields.as_array().unwrap().clone();
        fields.extend((kind != "account").then_some(hobby));
        send("DefineFields", json!({"key": kind, "fields": fields}));
    }
    for n in 0..6 {
        let custom = json!({"beds": 100 - n, "rate": format!("{n}.5"), "night": n % 2 == 0,
            "level": if n % 2 == 0 { "3A" } else { "3B" }, "since": format!("2024-0{}-01", n + 1),
            "site": id("account", n / 2), "town": format!("Port {n}")});
        let custom = if n == 5 { json!({}) } else { custom };
        let itself = with(account(n), json!({"custom": custom}));
        // An account is there before others name it.
        let itself = if n < 3 { with(itself, json!({"custom": null})) } else { itself };
        send("CreateAccount", itself);
        send("CreateLead", lead_with(n, json!({"custom": custom})));
        send("CreateContact", with(contact(n), json!({"custom": custom})));
    }
    for answer in kith.admin.batch(&lines) {
        assert_eq!(answer["status"], 201, "{answer}");
    }
    (home, kith)
}

/// The ids that a question finds.
fn found(client: &Client, list: &str, query: &str) -> Vec<String> {
    let head = client.read("/v1/positions")["head"].clone();
    let page = client.read(format!("/v1/{list}?at_least={head}&{query}"));
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn ids(kind: &str, numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| id(kind, *n)).collect()
}

#[test]
fn leads_and_contacts_are_found_by_each_type_of_field() {
    let (_home, kith) = sized();
    for (condition, numbers) in [
        (json!({"field": "custom.beds", "from": 97, "to": 99}), &[3, 2][..]),
        (json!({"field": "custom.rate", "from": "2.50", "to": "4.5"}), &[3, 2]),
        (json!({"field": "custom.level", "is": "3B"}), &[3, 1]),
        (json!({"field": "custom.since", "to": "2024-03-01"}), &[1, 0]),
        (json!({"field": "custom.since", "from": {"ago": "1d"}}), &[]),
        (json!({"field": "custom.night", "is": true}), &[4, 2, 0]),
        (json!({"field": "custom.site", "is": id("account", 1)}), &[3, 2]),
        (json!({"field": "custom.town", "like": "*rt 3"}), &[3]),
        (json!({"field": "custom.town", "absent": true}), &[5]),
        (json!({"not": {"field": "custom.night", "is": true}}), &[5, 3, 1]),
    ] {
        for (list, kind) in [("leads", "lead"), ("contacts", "contact")] {
            let found = found(&kith.admin, list, &filter(&condition));
            assert_eq!(found, ids(kind, numbers), "{list} {condition}");
        }
    }
    let at = json!({"has": "contacts", "such": {"field": "custom.beds", "is": 98}});
    assert_eq!(found(&kith.admin, "accounts", &filter(&at)), ids("account", &[2]));
}

#[test]
fn lists_are_sorted_by_fields_that_have_an_order() {
    let (_home, kith) = sized();
    for (sort, numbers) in [
        ("custom.beds", [4, 3, 2, 1, 0, 5]),
        ("-custom.rate", [4, 3, 2, 1, 0, 5]),
        ("custom.since", [0, 1, 2, 3, 4, 5]),
    ] {
        let sorted = found(&kith.admin, "leads", &format!("sort={sort}"));
        assert_eq!(sorted, ids("lead", &numbers), "{sort}");
    }
    let page = kith.admin.read("/v1/leads?sort=custom.beds&limit=4");
    let next = page["next"].as_str().unwrap();
    let rest = found(&kith.admin, "leads", &format!("sort=custom.beds&limit=4&cursor={next}"));
    assert_eq!(rest, ids("lead", &[0, 5]));
}

#[test]
fn what_a_record_gets_or_loses_later_is_found_at_once() {
    let (_home, kith) = sized();
    let new = json!({"key": "lead", "fields": [{"key": "later", "type": "number"},
        {"key": "beds", "type": "number", "removed": true}]});
    kith.admin.command("DefineFields", &new).status(200);
    let asked = filter(&json!({"field": "custom.later", "absent": true}));
    assert_eq!(found(&kith.admin, "leads", &asked).len(), 6, "nobody has it yet");
    assert_eq!(found(&kith.admin, "leads", "sort=custom.later").len(), 6);
    let custom = json!({"later": 7, "beds": null});
    let body = json!({"lead_id": id("lead", 2), "custom": custom});
    kith.admin.command("UpdateLead", &body).problem(422, "invalid");
    let set = json!({"lead_id": id("lead", 2), "custom": {"later": 7}});
    kith.admin.command("UpdateLead", &set).status(200);
    let seven = filter(&json!({"field": "custom.later", "is": 7}));
    assert_eq!(found(&kith.admin, "leads", &seven), ids("lead", &[2]));
    // Out of use, a field is still asked for: records have its values.
    let beds = filter(&json!({"field": "custom.beds", "is": 98}));
    assert_eq!(found(&kith.admin, "leads", &beds), ids("lead", &[2]));
    let clear = json!({"lead_id": id("lead", 2), "custom": {"later": null}});
    kith.admin.command("UpdateLead", &clear).status(200);
    assert_eq!(found(&kith.admin, "leads", &seven), ids("lead", &[]));
    let rebuilt = kith.admin.request("POST", "/v1/verify").send().status(200).json();
    let differences = rebuilt["models"].as_array().unwrap().iter().map(|m| &m["differences"]);
    assert!(differences.into_iter().all(|found| *found == json!([])), "{rebuilt}");
}

#[test]
fn a_field_that_is_not_there_of_another_type_or_sealed_is_told_by_its_path() {
    let (_home, kith) = sized();
    let head = kith.admin.read("/v1/positions")["head"].clone();
    for (list, condition, field, code) in [
        ("leads", json!({"field": "custom.colour", "is": "red"}), "filter.field", "unknown-value"),
        ("leads", json!({"field": "custom.beds", "is": "many"}), "filter.is", "bad-value"),
        (
            "leads",
            json!({"all": [{"field": "custom.hobby", "absent": true}]}),
            "filter.all[0].field",
            "sealed",
        ),
        (
            "opportunities",
            json!({"field": "custom.beds", "is": 1}),
            "filter.field",
            "unknown-value",
        ),
        (
            "accounts",
            json!({"has": "contacts", "such": {"field": "custom.hobby", "is": "x"}}),
            "filter.such.field",
            "sealed",
        ),
    ] {
        let path = format!("/v1/{list}?at_least={head}&{}", filter(&condition));
        let problem = kith.admin.get(path);
        let problem = problem.problem(422, "invalid");
        let told = (&problem["errors"][0]["field"], &problem["errors"][0]["code"]);
        assert_eq!(told, (&json!(field), &json!(code)), "{problem}");
    }
    let told = kith.admin.get("/v1/leads?sort=custom.hobby").problem(422, "invalid");
    assert_eq!(told["errors"][0]["code"], "sealed", "{told}");
    let told = kith.admin.get("/v1/leads?sort=custom.town").problem(422, "invalid");
    let message = told["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("custom.beds") && !message.contains("custom.hobby"), "{message}");
}

#[test]
fn views_and_bulk_actions_ask_for_them_too() {
    let (_home, kith) = sized();
    let view = json!({"key": "big", "list": "leads", "sort": "-custom.beds",
        "filter": {"field": "custom.beds", "from": 98}});
    kith.admin.command("DefineView", &view).status(201);
    assert_eq!(found(&kith.admin, "leads", "view=big"), ids("lead", &[0, 1, 2]));
    for (filter, sort) in [
        (json!({"field": "custom.hobby", "is": "x"}), "score"),
        (json!({"all": []}), "custom.colour"),
    ] {
        let bad = json!({"key": "bad", "list": "leads", "filter": filter, "sort": sort});
        kith.admin.command("DefineView", &bad).problem(422, "invalid");
    }
    let act = json!({"on": "leads", "filter": {"field": "custom.night", "is": true},
        "assign": {"owner_id": id("user", 1)}});
    let report = kith.admin.request("POST", "/v1/bulk-actions").json(&act).send().status(200);
    assert_eq!(report.json()["report"]["changed"], 3, "{}", report.text());
    let bad = json!({"on": "leads", "filter": {"field": "custom.hobby", "is": "x"},
        "assign": {"owner_id": id("user", 1)}});
    let told = kith.admin.request("POST", "/v1/bulk-actions").json(&bad).send();
    assert_eq!(told.problem(422, "invalid")["errors"][0]["field"], "filter.field");
}

#[test]
fn records_are_sifted_by_the_fields_of_their_object() {
    let (_home, kith) = sized();
    for (object, kind) in [("machine", "number"), ("sensor", "text")] {
        let body = json!({"key": object, "name": object, "of": "account"});
        kith.admin.command("DefineObject", &body).status(201);
        let fields = json!([{"key": "size", "type": kind}]);
        kith.admin.command("DefineFields", &json!({"key": object, "fields": fields})).status(201);
    }
    for (n, object, size) in [
        (1, "machine", json!(5)),
        (2, "sensor", json!("large")),
        (3, "machine", json!(7)),
        (4, "machine", json!(6)),
    ] {
        let body = json!({"record_id": id("record", n), "object": object, "name": "One",
            "of_id": id("account", n % 2), "custom": {"size": size}});
        kith.admin.command("CreateRecord", &body).status(201);
    }
    kith.admin.command("RemoveRecord", &json!({"record_id": id("record", 4)})).status(200);
    let large = filter(&json!({"field": "custom.size", "from": 5}));
    let machines = format!("object=machine&sort=custom.size&{large}");
    assert_eq!(found(&kith.admin, "records", &machines), ids("record", &[1, 3]));
    let word = filter(&json!({"field": "custom.size", "is": "large"}));
    let sensors = format!("object=sensor&{word}");
    assert_eq!(found(&kith.admin, "records", &sensors), ids("record", &[2]));
    let of = format!("object=machine&sort=-created_at&of={}", id("account", 1));
    assert_eq!(found(&kith.admin, "records", &of), ids("record", &[3, 1]));
    let told = kith.admin.get(format!("/v1/records?{large}")).problem(422, "invalid");
    assert_eq!(told["errors"][0]["field"], "object", "{told}");
    let told = kith.admin.get(format!("/v1/records?object=plane&{large}")).problem(422, "invalid");
    assert_eq!(told["errors"][0]["field"], "filter.field", "{told}");
}
