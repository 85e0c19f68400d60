//! `kith export leads` and the other lists.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use kith_tests::samples::{id, lead, lead_with};
use kith_tests::{Home, Kith};
use serde_json::{Value as Json, json};

use crate::contract::answers::tenant;

/// Leads of the export while others write: some pages of 500.
const MANY: u32 = 2_600;

fn export(home: &Home, list: &str, more: &[&str]) -> String {
    let mut args = vec!["export", list];
    args.extend_from_slice(more);
    home.run(&args).ok().stdout
}

fn ids(ndjson: &str) -> Vec<String> {
    let id = |line: &str| {
        let item: Json = serde_json::from_str(line).unwrap();
        item["id"].as_str().unwrap().to_owned()
    };
    ndjson.lines().map(id).collect()
}

fn make_leads(kith: &Kith, numbers: impl Iterator<Item = u32>) {
    let line = |n| json!({"command": "CreateLead", "data": lead(n)});
    let lines: Vec<Json> = numbers.map(line).collect();
    for answer in kith.admin.batch(&lines) {
        assert_eq!(answer["status"], 201, "{answer}");
    }
}

/// Every list of the description: what is answered as `items` and isn't of one record.
fn lists(kith: &Kith) -> Vec<String> {
    let description = kith.admin.read("/openapi.json");
    let is_list = |path: &str, at: &Json| {
        let content = &at["get"]["responses"]["200"]["content"];
        let schema = &content["application/json"]["schema"];
        let named = schema["$ref"].as_str().and_then(|to| description.pointer(&to[1..]));
        !path.contains('{') && named.unwrap_or(schema)["properties"]["items"].is_object()
    };
    let paths = description["paths"].as_object().unwrap().iter();
    paths.filter(|(path, at)| is_list(path, at)).map(|(path, _)| path.clone()).collect()
}

#[test]
fn every_list_is_exported_as_the_platform_answers() {
    let home = crate::home();
    let kith = home.serve();
    tenant::fill(&kith.admin);
    let head = kith.admin.read("/v1/positions")["head"].clone();
    for path in lists(&kith) {
        let list = path.strip_prefix("/v1/").unwrap().replace('/', "-");
        let whole = ["/v1/settings", "/v1/views"].contains(&path.as_str());
        let page = if whole { "" } else { "&limit=500" };
        let items = kith.admin.read(format!("{path}?at_least={head}{page}"))["items"].clone();
        assert_ne!(items, json!([]), "{path}: nothing to be seen");
        let lines: Vec<Json> = export(&home, &list, &[])
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(&lines, items.as_array().unwrap(), "{list}");
        let table = export(&home, &list, &["--format", "csv"]);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let headers = reader.headers().unwrap().clone();
        assert!(headers.len() > 3, "{list}: {headers:?}");
        assert_eq!(reader.records().map(Result::unwrap).count(), lines.len(), "{list}");
    }
}

#[test]
fn a_table_that_was_exported_can_be_imported() {
    let home = crate::home();
    let kith = home.serve();
    let odd = json!({"company": "=1+1, \"Ltd\"", "phone": "+86 10 6552 9988", "source": "@web"});
    kith.admin.command("CreateLead", &lead_with(1, odd)).status(201);
    kith.admin.command("CreateLead", &lead(2)).status(201);
    let table = home.scratch("out.csv");
    let written = table.to_str().unwrap();
    home.run(&["export", "leads", "--format", "csv", "-o", written]).ok();
    let text = std::fs::read_to_string(&table).unwrap();
    assert!(text.contains("'=1+1") && text.contains("'+861065529988"), "{text}");
    assert!(text.lines().next().unwrap().contains("score.total"), "{text}");
    let raw = export(&home, "leads", &["--format", "csv", "--raw"]);
    assert!(!raw.contains("'=1+1") && raw.contains("=1+1"), "{raw}");

    let other = home.empty_sibling();
    let there = other.serve();
    let map = other.scratch("map.toml");
    let columns = ["company", "person_name", "email", "phone", "source", "region", "title"];
    let columns: String = columns.iter().map(|name| format!("{name} = \"{name}\"\n")).collect();
    std::fs::write(&map, format!("key = \"id\"\n[columns]\n{columns}")).unwrap();
    other.run(&["import", "leads", written, "--map", map.to_str().unwrap()]).ok();
    let head = there.admin.read("/v1/positions")["head"].clone();
    let said = |kith: &Kith, query: &str| {
        let list = kith.admin.read(format!("/v1/leads{query}"))["items"].clone();
        let mut said: Vec<_> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|l| ["company", "person_name", "email", "phone", "source"].map(|f| l[f].clone()))
            .collect();
        said.sort_by_key(|lead| lead[0].to_string());
        said
    };
    assert_eq!(said(&there, &format!("?at_least={head}")), said(&kith, ""));
}

#[test]
fn a_filter_is_passed_on_and_a_wrong_one_refused() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    kith.admin.command("CreateLead", &lead_with(2, json!({"source": "fair"}))).status(201);
    assert_eq!(ids(&export(&home, "leads", &["--filter", "source=fair"])), [id("lead", 2)]);
    let early = ["--to", "2020-01-01"];
    assert_eq!(export(&home, "audit", &early), "");
    assert_eq!(export(&home, "leads", &["--filter", "as_of=2020-01-01"]), "");
    for (more, word) in [
        (["--filter", "colour=red"], "colour"),
        (["--filter", "colour"], "NAME=VALUE"),
        (["--from", "2020-01-01"], "from"),
    ] {
        let said = home.run(&["export", "leads", more[0], more[1], "-o", "leads.ndjson"]);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.stderr.contains(word), "{said:?}");
        assert!(!home.scratch("leads.ndjson").exists());
    }
}

#[test]
fn an_export_has_every_record_of_its_start_once_while_others_write() {
    let home = crate::home();
    let kith = home.serve();
    make_leads(&kith, 0..MANY);
    let (writer, ended) = (kith.admin.clone(), AtomicBool::new(false));
    let (exported, written) = std::thread::scope(|scope| {
        let write = scope.spawn(|| {
            let mut written = 0;
            while !ended.load(Ordering::Relaxed) {
                writer.command("CreateLead", &lead(MANY + written)).status(201);
                written += 1;
            }
            written
        });
        let exported = export(&home, "leads", &[]);
        ended.store(true, Ordering::Relaxed);
        (exported, write.join().unwrap())
    });
    assert!(written > 0, "somebody wrote meanwhile");
    let exported = ids(&exported);
    let once: BTreeSet<_> = exported.iter().cloned().collect();
    assert_eq!(once.len(), exported.len(), "no record twice");
    let missing = (0..MANY).map(|n| id("lead", n)).filter(|id| !once.contains(id)).count();
    assert_eq!(missing, 0, "of those that were there at the start");
}
