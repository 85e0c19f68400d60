//! Fields that a tenant defines: from the definition by way of commands to lists, the audit trail and
//! tables.

use kith_tests::samples::{account, contact, convert, id, lead_with, qualify, token, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Fields of every kind of record; people have one that is sealed.
fn defined() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for kind in ["lead", "account", "contact", "opportunity"] {
        let about_person = ["lead", "contact"].contains(&kind);
        let body = json!({"key": kind, "fields": [
            {"key": "beds", "label": "Beds", "type": "number", "min": 1},
            {"key": "level", "type": "code", "codes": ["3A", "3B"]},
            {"key": "hobby", "type": "text", "personal": about_person},
        ]});
        kith.admin.command("DefineFields", &body).status(201);
    }
    (home, kith)
}

/// Sends a command; the position from which a read shows it.
fn send(client: &Client, command: &str, body: &Json) -> Json {
    let answer = client.command(command, body);
    assert!(answer.status < 300, "{command}: {}", answer.text());
    answer.json()["position"].clone()
}

fn converted(kith: &Kith) -> Json {
    let custom = json!({"beds": 120, "level": "3A", "hobby": "sailing"});
    send(&kith.admin, "CreateLead", &lead_with(1, json!({"custom": custom})));
    send(&kith.admin, "QualifyLead", &qualify(1));
    let mut body = convert(1);
    body["opportunity"]["custom"] = json!({"beds": 40});
    send(&kith.admin, "ConvertLead", &body)
}

#[test]
fn every_list_and_record_shows_its_fields_and_sealed_ones_only_by_right() {
    let (_home, kith) = defined();
    let head = converted(&kith);
    let analyst = kith.admin.with_token(&token(&kith.admin, &json!({"role": "analyst"})));
    let whole = json!({"beds": 120, "level": "3A", "hobby": "sailing"});
    let plain = json!({"beds": 120, "level": "3A"});
    for (list, expected, sealed) in [
        ("leads", &whole, &plain),
        ("contacts", &whole, &plain),
        // The lead's hobby is sealed, and stays so: the account's own isn't filled by it.
        ("accounts", &plain, &plain),
        ("opportunities", &json!({"beds": 40, "level": "3A"}), &json!({"beds": 40, "level": "3A"})),
    ] {
        let path = format!("/v1/{list}?at_least={head}&wait_ms=20000");
        let item = kith.admin.read(&path)["items"][0].clone();
        assert_eq!(item["custom"], *expected, "{list}");
        assert_eq!(analyst.read(&path)["items"][0]["custom"], *sealed, "{list}");
        let one = format!("/v1/{list}/{}", item["id"].as_str().unwrap());
        assert_eq!(kith.admin.read(&one)["custom"], *expected, "{one}");
        assert_eq!(analyst.read(&one)["custom"], *sealed, "{one}");
    }
    let log = kith.admin.get("/v1/events").status(200).text();
    assert!(!log.contains("sailing") && log.contains("personal_custom"), "only the name is plain");
}

#[test]
fn the_audit_shows_each_field_before_and_after() {
    let (_home, kith) = defined();
    let new = with(account(1), json!({"custom": {"beds": 7}}));
    send(&kith.admin, "CreateAccount", &new);
    let body = json!({"account_id": id("account", 1), "custom": {"beds": 8, "level": "3B"}});
    let head = send(&kith.admin, "UpdateAccount", &body);
    let path = format!("/v1/audit?type=account&at_least={head}&wait_ms=20000");
    let items = kith.admin.read(path)["items"].clone();
    let expected = json!([
        {"field": "custom.beds", "before": 7, "after": 8},
        {"field": "custom.level", "before": null, "after": "3B"},
    ]);
    assert_eq!(items[0]["changes"], expected);
    let used = json!([{"setting": "fields/account", "version": 1}]);
    assert_eq!(items[0]["setting_versions"], used);
    let created = items[1]["changes"].as_array().unwrap();
    let beds = json!({"field": "custom.beds", "before": null, "after": 7});
    assert!(created.contains(&beds), "{created:?}");
    // A timeline tells the change, too.
    let timeline = kith.admin.read(format!("/v1/accounts/{}/timeline", id("account", 1)));
    assert_eq!(timeline["items"][0]["changes"], expected, "{timeline}");
}

#[test]
fn what_is_wrong_is_told_by_path_and_a_type_never_changes() {
    let (_home, kith) = defined();
    let custom = json!({"beds": 0, "level": "4", "colour": "red", "hobby": 7});
    let problem = kith
        .admin
        .command("CreateAccount", &with(account(1), json!({"custom": custom})))
        .problem(422, "invalid");
    let errors = problem["errors"].as_array().unwrap().iter();
    let told: Vec<_> = errors.map(|e| format!("{} {}", e["field"], e["code"])).collect();
    let expected = [
        "\"custom.beds\" \"out-of-range\"",
        "\"custom.colour\" \"unknown-field\"",
        "\"custom.hobby\" \"wrong-type\"",
        "\"custom.level\" \"unknown-value\"",
    ];
    assert_eq!(told, expected);
    for (custom, field) in [(json!(7), "custom"), (json!({"beds": [1]}), "custom.beds")] {
        let body = with(account(1), json!({"custom": custom}));
        let problem = kith.admin.command("CreateAccount", &body).problem(400, "malformed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    let nowhere = json!({"key": "above", "type": "record", "of": "account"});
    send(&kith.admin, "DefineFields", &json!({"key": "account", "fields": [nowhere]}));
    let body = with(account(1), json!({"custom": {"above": id("account", 2)}}));
    let problem = kith.admin.command("CreateAccount", &body).problem(422, "unknown-reference");
    assert_eq!(problem["errors"][0]["field"], "custom.above");
    for (kind, field) in [
        ("account", json!({"key": "beds", "type": "text"})),
        ("contact", json!({"key": "hobby", "type": "text"})),
        ("opportunity", json!({"key": "mood", "type": "text", "personal": true})),
    ] {
        let body = json!({"key": kind, "fields": [field]});
        kith.admin.command("DefineFields", &body).problem(422, "invalid");
    }
    let ticket = json!({"key": "ticket", "fields": []});
    kith.admin.command("DefineFields", &ticket).problem(422, "invalid");
}

#[test]
fn a_past_instant_has_the_values_of_its_day() {
    let (_home, kith) = defined();
    let at = |command: &str, body: &Json, at: &str| {
        let request = kith.admin.request("POST", format!("/v1/commands/{command}"));
        let answer = request.header("Kith-Occurred-At", at).json(body).send();
        assert!(answer.status < 300, "{}", answer.text());
        answer.json()["position"].clone()
    };
    let new = with(account(1), json!({"custom": {"beds": 7}}));
    at("CreateAccount", &new, "2024-03-01T00:00:00Z");
    let body = json!({"account_id": id("account", 1), "custom": {"beds": null, "level": "3A"}});
    let head = at("UpdateAccount", &body, "2024-05-01T00:00:00Z");
    let path = format!("/v1/accounts/{}?at_least={head}&wait_ms=20000", id("account", 1));
    assert_eq!(kith.admin.read(&path)["custom"], json!({"level": "3A"}));
    let then = kith.admin.read(format!("{path}&as_of=2024-04-01T00:00:00Z"));
    assert_eq!(then["custom"], json!({"beds": 7}));
}

#[test]
fn tables_have_a_column_for_each_field_and_come_back_as_they_went() {
    let (home, kith) = defined();
    let table = home.scratch("accounts.csv");
    let text = "name,custom.beds,custom.level,Custom.Hobby\nGeneral Hospital,120,3A,\n\
                Small Hospital,many,,\nOther Hospital,,,\n";
    std::fs::write(&table, text).unwrap();
    let said = home.run(&["import", "accounts", table.to_str().unwrap()]).stdout;
    assert!(said.contains("3 rows: 2 created, 0 unchanged, 0 duplicates, 1 refused"), "{said}");
    assert!(said.contains("ignored columns: Custom.Hobby"), "keys are what they are: {said}");
    let person = json!({"custom": {"hobby": "=sailing", "beds": 3}});
    let head = send(&kith.admin, "CreateAccount", &account(1));
    send(&kith.admin, "CreateContact", &with(contact(1), person));
    kith.admin.read(format!("/v1/accounts?at_least={head}&wait_ms=20000"));
    let export = |list: &str| home.run(&["export", list, "--format", "csv"]).ok().stdout;
    let rows = |text: &str| -> Vec<Json> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.deserialize::<std::collections::BTreeMap<String, String>>();
        rows.map(|row| json!(row.unwrap())).collect()
    };
    let accounts = rows(&export("accounts"));
    let general = accounts.iter().find(|row| row["name"] == "General Hospital").unwrap();
    assert_eq!(
        (&general["custom.beds"], &general["custom.level"], &general["custom.hobby"]),
        (&json!("120"), &json!("3A"), &json!(""))
    );
    let contacts = rows(&export("contacts"));
    assert_eq!(contacts[0]["custom.hobby"], "'=sailing", "no cell is a formula");
    let act = json!({"on": "accounts", "records": [general["id"]], "export": {"format": "csv"}});
    let bulk = kith.admin.request("POST", "/v1/bulk-actions").json(&act).send();
    let bulk = rows(&bulk.status(200).text());
    assert_eq!((bulk.len(), &bulk[0]["custom.beds"]), (1, &json!("120")));
}
