//! Hostile text in tables: every list is exported with what was sent, no spreadsheet computes any of it,
//! and an import takes it back.

use kith_tests::samples::{id, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

use crate::contract::examples::described;
use crate::contract::hostile::{legal, with_hostile};

/// What a cell begins with that a spreadsheet computes.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// The lists, and the command whose records each shows, with what is said of the nth one besides its
/// texts.
fn records(n: u32) -> [(&'static str, &'static str, Json); 8] {
    let email = |of: &str| format!("{of}{n}@{of}{n}.example");
    let account = id("account", n);
    [
        (
            "leads",
            "CreateLead",
            json!({"lead_id": id("lead", n), "email": email("lead"),
            "phone": null, "follows_lead_id": null}),
        ),
        (
            "accounts",
            "CreateAccount",
            json!({"account_id": account, "domain": null,
            "phone": null, "parent_id": null}),
        ),
        (
            "contacts",
            "CreateContact",
            json!({"contact_id": id("contact", n), "phone": null,
            "account_id": account, "email": email("person"), "reports_to": null}),
        ),
        (
            "opportunities",
            "OpenOpportunity",
            json!({"opportunity_id": id("deal", n),
            "account_id": account}),
        ),
        (
            "interactions",
            "LogInteraction",
            json!({"interaction_id": id("call", n),
            "account_id": account, "contact_id": null, "opportunity_id": null}),
        ),
        ("orders", "RecordOrder", json!({"order_id": id("order", n), "account_id": account})),
        (
            "contracts",
            "RecordContract",
            json!({"contract_id": id("contract", n),
            "account_id": account}),
        ),
        ("records", "CreateRecord", json!({"record_id": id("record", n), "of_id": account})),
    ]
}

/// One record of each kind for each text, which stands wherever it may.
fn fill(client: &Client) {
    let examples = described(client);
    let example =
        |name: &str| examples.iter().find(|one| one.name == name).expect("it is described");
    client.command("DefineObject", &example("DefineObject").example).status(201);
    for (n, text) in (1..).zip(legal()) {
        for (_, name, own) in records(n) {
            let command = example(name);
            let body = with(command.example.clone(), own);
            let body = with_hostile(client, command, &body, text);
            let answer = client.command(name, &body);
            assert!(answer.status < 300, "{name} {body}: {}", answer.text());
        }
    }
}

fn export(home: &Home, list: &str, more: &[&str]) -> String {
    home.run(&[&["export", list], more].concat()).ok().stdout
}

/// What a spreadsheet shows of a cell, and what an import reads.
fn read(cell: &str) -> &str {
    let quoted = cell.strip_prefix('\'');
    quoted.filter(|text| text.trim_start_matches('\'').starts_with(FORMULA)).unwrap_or(cell)
}

/// Holds each text of a record against its cell.
fn check_cells(list: &str, record: &Json, header: &csv::StringRecord, row: &csv::StringRecord) {
    for (column, cell) in header.iter().zip(row) {
        let value = column.split('.').try_fold(record, |at, name| at.get(name));
        if let Some(Json::String(text)) = value {
            assert!(!cell.starts_with(FORMULA), "{list}.{column}: {cell} would be computed");
            assert_eq!(read(cell), text, "{list}.{column}");
        }
    }
}

#[test]
fn hostile_text_leaves_in_every_list_as_it_was_and_harmless_in_tables() {
    let home = crate::home();
    let kith = home.serve();
    fill(&kith.admin);
    for (list, ..) in records(1) {
        let items = kith.admin.read(format!("/v1/{list}?limit=500"))["items"].clone();
        let lines: Vec<Json> = export(&home, list, &[])
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        assert_eq!(&lines, items.as_array().unwrap(), "{list}");
        assert_eq!(lines.len(), legal().count(), "{list}");
        let whole = items.to_string();
        for text in legal().filter(|text| !text.trim().is_empty()) {
            let sent = Json::from(text.trim()).to_string();
            assert!(whole.contains(sent.trim_matches('"')), "{list} lacks {text:?}");
        }
        let table = export(&home, list, &["--format", "csv"]);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), lines.len(), "{list}");
        for (record, row) in lines.iter().zip(&rows) {
            check_cells(list, record, &header, row);
        }
    }
}

#[test]
fn a_table_of_hostile_text_is_imported_as_it_was() {
    let home = crate::home();
    let kith = home.serve();
    fill(&kith.admin);
    let other = home.empty_sibling();
    let there = other.serve();
    for (list, fields) in [
        ("leads", &["company", "person_name", "title", "email", "source", "region", "product"][..]),
        ("accounts", &["name", "industry", "region"]),
    ] {
        let table = home.scratch(&format!("{list}.csv"));
        let table = table.to_str().unwrap();
        home.run(&["export", list, "--format", "csv", "-o", table]).ok();
        let map = other.scratch(&format!("{list}.toml"));
        let columns: String = fields.iter().map(|name| format!("{name} = \"{name}\"\n")).collect();
        std::fs::write(&map, format!("key = \"id\"\n[columns]\n{columns}")).unwrap();
        other.run(&["import", list, table, "--map", map.to_str().unwrap()]).ok();
        let head = there.admin.read("/v1/positions")["head"].clone();
        let said = |kith: &Kith, query: String| {
            let items = kith.admin.read(format!("/v1/{list}{query}"))["items"].clone();
            let items = items.as_array().unwrap().iter();
            let mut said: Vec<Vec<_>> = items
                .map(|one| fields.iter().map(|name| one[name].to_string()).collect())
                .collect();
            said.sort();
            said
        };
        let expected = said(&kith, "?limit=500".into());
        assert_eq!(said(&there, format!("?limit=500&at_least={head}")), expected, "{list}");
    }
}
