//! Records of objects that a tenant defines, from the definition by way of commands to lists.

use kith_tests::samples::{account, contact, id, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two accounts with a contact, and machines that belong to accounts.
fn machines() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    let machine = json!({"key": "machine", "name": "Machine", "of": "account"});
    kith.admin.command("DefineObject", &machine).status(201);
    let fields = json!({"key": "machine", "fields": [
        {"key": "slices", "type": "number", "required": true},
        {"key": "operator", "type": "record", "of": "contact"},
    ]});
    kith.admin.command("DefineFields", &fields).status(201);
    for n in [1, 2] {
        kith.admin.command("CreateAccount", &account(n)).status(201);
    }
    kith.admin.command("CreateContact", &contact(1)).status(201);
    (home, kith)
}

fn machine(n: u32, of: u32) -> Json {
    json!({"record_id": id("record", n), "object": "machine", "of_id": id("account", of),
           "name": format!("Scanner {n}"), "custom": {"slices": 64}})
}

/// Sends a command; a read waits for it.
fn send(client: &Client, command: &str, body: &Json) -> Json {
    let answer = client.command(command, body);
    assert!(answer.status < 300, "{command}: {}", answer.text());
    let answer = answer.json();
    client.read(format!("/v1/records?at_least={}&wait_ms=20000", answer["position"]));
    answer
}

fn found(client: &Client, query: &str) -> Vec<String> {
    let items = client.read(format!("/v1/records{query}"))["items"].clone();
    let name = |item: &Json| item["name"].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn a_record_is_made_changed_listed_and_removed() {
    let (_home, kith) = machines();
    let reference = json!({"external_id": {"system": "erp", "id": "M-1"}});
    send(&kith.admin, "CreateRecord", &with(machine(1, 1), reference.clone()));
    send(&kith.admin, "CreateRecord", &machine(2, 2));
    let sensor = json!({"key": "sensor", "name": "Sensor"});
    send(&kith.admin, "DefineObject", &sensor);
    send(&kith.admin, "CreateRecord", &json!({"object": "sensor", "name": "Sensor 1"}));
    assert_eq!(found(&kith.admin, ""), ["Sensor 1", "Scanner 2", "Scanner 1"]);
    assert_eq!(found(&kith.admin, "?object=machine"), ["Scanner 2", "Scanner 1"]);
    assert_eq!(found(&kith.admin, "?object=plane"), [""; 0]);
    assert_eq!(found(&kith.admin, &format!("?of={}", id("account", 1))), ["Scanner 1"]);
    assert_eq!(found(&kith.admin, "?external_id=erp:M-1"), ["Scanner 1"]);
    let changed = json!({"record_id": id("record", 1), "name": "Scanner 1b",
        "of_id": id("account", 2), "custom": {"slices": 128, "operator": id("contact", 1)},
        "external_id": {"system": "erp", "id": "M-2"}});
    let answer = send(&kith.admin, "UpdateRecord", &changed);
    assert!(send(&kith.admin, "UpdateRecord", &changed)["events"] == json!([]), "it is so already");
    assert_eq!(found(&kith.admin, &format!("?of={}", id("account", 1))), [""; 0]);
    let of = found(&kith.admin, &format!("?of={}", id("account", 2)));
    assert_eq!(of, ["Scanner 2", "Scanner 1b"]);
    assert_eq!(found(&kith.admin, "?external_id=erp:M-1"), [""; 0]);
    let path = format!("/v1/records/{}", id("record", 1));
    let record = kith.admin.read(&path);
    assert_eq!(record["of"], json!({"type": "account", "id": id("account", 2)}));
    assert_eq!(record["custom"], json!({"slices": 128, "operator": id("contact", 1)}));
    assert_eq!((&record["revision"], &record["removed_at"]), (&json!(2), &Json::Null));
    let before = answer["position"].as_u64().unwrap() - 1;
    assert!(before > 0);
    let removed = json!({"record_id": id("record", 1), "reason": "scrapped"});
    send(&kith.admin, "RemoveRecord", &removed);
    assert!(send(&kith.admin, "RemoveRecord", &removed)["events"] == json!([]));
    assert_eq!(found(&kith.admin, "?object=machine"), ["Scanner 2"]);
    let record = kith.admin.read(&path);
    assert_eq!(record["removed_reason"], "scrapped");
    kith.admin.command("UpdateRecord", &changed).problem(409, "wrong-state");
    // Its reference stays its own.
    let reference = json!({"external_id": {"system": "erp", "id": "M-2"}});
    let again = with(machine(3, 1), reference);
    kith.admin.command("CreateRecord", &again).problem(409, "duplicate-record");
}

#[test]
fn what_is_wrong_with_a_record_is_told_at_once() {
    let (_home, kith) = machines();
    let told = |command: &str, body: &Json, status: u16, slug: &str| -> Vec<String> {
        let problem = kith.admin.command(command, body).problem(status, slug);
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    };
    let plane = with(machine(1, 1), json!({"object": "plane"}));
    assert_eq!(told("CreateRecord", &plane, 422, "unknown-reference"), ["object"]);
    let nobody = with(machine(1, 9), json!({"custom": {"slices": 1}}));
    assert_eq!(told("CreateRecord", &nobody, 422, "unknown-reference"), ["of_id"]);
    let bare = json!({"object": "machine", "name": "Scanner", "custom": {"colour": 1}});
    let expected = ["of_id", "custom.colour", "custom.slices"];
    assert_eq!(told("CreateRecord", &bare, 422, "invalid"), expected);
    let unknown = json!({"record_id": id("record", 9)});
    for command in ["UpdateRecord", "RemoveRecord"] {
        told(command, &unknown, 404, "unknown-target");
    }
    send(&kith.admin, "CreateRecord", &machine(1, 1));
    told("CreateRecord", &machine(1, 1), 409, "duplicate-record");
    let emptied = json!({"record_id": id("record", 1), "name": null, "of_id": null,
        "custom": {"slices": null}});
    let expected = ["name", "of_id", "custom.slices"];
    assert_eq!(told("UpdateRecord", &emptied, 422, "invalid"), expected);
    let free = json!({"key": "sensor", "name": "Sensor"});
    send(&kith.admin, "DefineObject", &free);
    let bound = json!({"object": "sensor", "name": "Sensor", "of_id": id("account", 1)});
    assert_eq!(told("CreateRecord", &bound, 422, "invalid"), ["of_id"]);
    let moved = json!({"key": "machine", "name": "Machine", "of": "lead"});
    assert_eq!(told("DefineObject", &moved, 422, "invalid"), ["of"]);
    let taken = json!({"key": "lead", "name": "Lead"});
    assert_eq!(told("DefineObject", &taken, 422, "invalid"), ["key"]);
    kith.admin
        .get("/v1/records/00000000-0000-0000-0000-000000000009")
        .problem(404, "unknown-target");
}

#[test]
fn records_of_a_merged_account_are_the_survivors_and_stand_on_its_timeline() {
    let (home, kith) = machines();
    send(&kith.admin, "CreateRecord", &machine(1, 2));
    let merge = json!({"survivor_id": id("account", 1), "duplicate_id": id("account", 2)});
    send(&kith.admin, "MergeAccounts", &merge);
    for of in [1, 2] {
        assert_eq!(found(&kith.admin, &format!("?of={}", id("account", of))), ["Scanner 1"]);
    }
    let record = kith.admin.read(format!("/v1/records/{}", id("record", 1)));
    assert_eq!(record["of"]["id"], json!(id("account", 1)));
    let path = format!("/v1/accounts/{}/timeline?kind=record", id("account", 1));
    let timeline = kith.admin.read(path)["items"].clone();
    assert_eq!(timeline[0]["event"], "RecordCreated", "{timeline}");
    // One that is made under the duplicate's id belongs to the survivor, too.
    send(&kith.admin, "CreateRecord", &machine(2, 2));
    let of = found(&kith.admin, &format!("?of={}", id("account", 1)));
    assert_eq!(of, ["Scanner 2", "Scanner 1"]);
    let table = home.run(&["export", "records", "--format", "csv"]).ok().stdout;
    let header = table.lines().next().unwrap();
    assert!(header.contains("custom.operator,custom.slices"), "{header}");
    let rebuilt = kith.admin.request("POST", "/v1/verify").send().status(200).json();
    let differences = rebuilt["models"].as_array().unwrap().iter().map(|m| &m["differences"]);
    assert!(differences.into_iter().all(|found| *found == json!([])), "{rebuilt}");
}
