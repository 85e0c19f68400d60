//! Seek pages: newest first, stable while others write, and no cursor that wasn't given.

use kith_tests::Kith;
use kith_tests::samples::{id, lead, lead_with};
use serde_json::{Value as Json, json};

fn with_leads(kith: &Kith, numbers: std::ops::RangeInclusive<u32>) {
    let lines: Vec<Json> =
        numbers.map(|n| json!({"command": "CreateLead", "data": lead(n)})).collect();
    let answers = kith.admin.batch(&lines);
    let position = &answers.last().unwrap()["position"];
    kith.admin.read(format!("/v1/leads?at_least={position}&wait_ms=20000"));
}

fn ids(page: &Json) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_join_to_the_whole_list_while_others_write() {
    let home = crate::home();
    let kith = home.serve();
    with_leads(&kith, 1..=25);
    let mut seen = Vec::new();
    let mut path = "/v1/leads?limit=7".to_owned();
    loop {
        let page = kith.admin.read(&path);
        seen.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/leads?limit=7&cursor={next}");
        let more = 100 + seen.len() as u32;
        with_leads(&kith, more..=more);
    }
    let expected: Vec<String> = (1..=25).rev().map(|n| id("lead", n)).collect();
    assert_eq!(seen, expected, "newest first, each once, those that came later left out");
}

#[test]
fn a_page_has_fifty_items_unless_told_and_counts_on_request() {
    let home = crate::home();
    let kith = home.serve();
    with_leads(&kith, 1..=60);
    let page = kith.admin.read("/v1/leads");
    assert_eq!((ids(&page).len(), page.get("count")), (50, None));
    let counted = kith.admin.read("/v1/leads?count=true&limit=1");
    assert_eq!((ids(&counted).len(), &counted["count"]), (1, &json!(60)));
    let all = kith.admin.read("/v1/leads?limit=500");
    assert_eq!((ids(&all).len(), &all["next"]), (60, &json!(null)));
}

#[test]
fn a_cursor_that_was_not_given_is_refused() {
    let home = crate::home();
    let kith = home.serve();
    with_leads(&kith, 1..=5);
    kith.admin.command("CreateLead", &lead_with(6, json!({"source": "fair"}))).status(201);
    let cursor = kith.admin.read("/v1/leads?limit=2")["next"].as_str().unwrap().to_owned();
    let mut forged = cursor.clone().into_bytes();
    forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    let foreign = [
        format!("/v1/leads?limit=2&cursor={forged}"),
        "/v1/leads?limit=2&cursor=AAAAAAAAAAU".into(),
        "/v1/leads?limit=2&cursor=5".into(),
        "/v1/leads?limit=2&cursor=".into(),
        format!("/v1/leads?limit=2&source=web&cursor={cursor}"),
        format!("/v1/accounts?limit=2&cursor={cursor}"),
    ];
    for path in foreign {
        let answer = kith.admin.get(&path);
        assert!(answer.status == 400 || answer.status == 422, "{path}: {answer:?}");
    }
    kith.admin.read(format!("/v1/leads?limit=3&cursor={cursor}"));
}

#[test]
fn a_cursor_outlives_a_restart() {
    let home = crate::home();
    let kith = home.serve();
    with_leads(&kith, 1..=5);
    let first = kith.admin.read("/v1/leads?limit=2");
    let cursor = first["next"].as_str().unwrap().to_owned();
    kith.stop();
    let kith = home.serve();
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/leads?limit=2&cursor={cursor}&at_least={head}&wait_ms=20000");
    assert_eq!(ids(&kith.admin.read(path)), [id("lead", 3), id("lead", 2)]);
}
