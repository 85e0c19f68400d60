//! Lists by condition and in order: what is asked is what is found, page by page.

use kith_tests::samples::{filter, id, lead_with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// Leads that differ: source and region in turns, a size for every second.
fn leads(kith: &Kith, n: u32) {
    let regions = ["east", "west", "Bavaria"];
    let lines: Vec<Json> = (0..n)
        .map(|i| {
            let size = (i % 2 == 0).then_some(1_000 + i * 10);
            let facts = json!({
                "region": regions[i as usize % 3], "source": if i % 4 == 0 { "fair" } else { "web" },
                "company_size": size, "seniority": if i % 5 == 0 { "decision_maker" } else { "other" },
            });
            json!({"command": "CreateLead", "data": lead_with(i, facts)})
        })
        .collect();
    for answer in kith.admin.batch(&lines) {
        assert_eq!(answer["status"], 201, "{answer}");
    }
}

/// The numbers of the leads that a question finds, through all its pages, in their order.
fn found(client: &Client, query: &str) -> Vec<u32> {
    let number = |item: &Json| -> u32 {
        item["company"].as_str().unwrap().trim_start_matches("Company ").parse().unwrap()
    };
    let head = client.read("/v1/positions")["head"].clone();
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.read(format!("/v1/leads?limit=7&at_least={head}&{query}{cursor}"));
        all.extend(page["items"].as_array().unwrap().iter().map(number));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[test]
fn leads_are_found_by_when_they_were_qualified() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith, 6);
    for (n, level, at) in
        [(1, "mql", "2024-02-10"), (2, "mql", "2024-03-10"), (3, "sql", "2024-03-20")]
    {
        let asked = json!({"lead_id": id("lead", n), "level": level,
            "checklist": {"need": true, "decision_maker": true, "budget": true, "timeframe": true,
                "contact_verified": true}});
        let at = format!("{at}T09:00:00Z");
        kith.admin.post("QualifyLead", &asked).at(&at).send().status(200);
    }
    let check = |condition: Json, expected: &[u32]| {
        assert_eq!(found(&kith.admin, &filter(&condition)), expected, "{condition}");
    };
    let march = |field: &str| json!({"field": field, "from": "2024-03-01", "to": "2024-04-01"});
    check(march("mql_at"), &[2]);
    check(march("sql_at"), &[3]);
    check(json!({"field": "mql_at", "to": "2024-03-01"}), &[1]);
}

#[test]
fn a_condition_finds_what_it_says_newest_first() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith, 40);
    let check = |condition: Json, holds: &dyn Fn(u32) -> bool| {
        let expected: Vec<u32> = (0..40).rev().filter(|n| holds(*n)).collect();
        assert_eq!(found(&kith.admin, &filter(&condition)), expected, "{condition}");
    };
    check(json!({"field": "region", "is": "east"}), &|n| n % 3 == 0);
    check(json!({"field": "region", "like": "BAV*"}), &|n| n % 3 == 2);
    check(json!({"field": "company_size", "absent": true}), &|n| n % 2 == 1);
    check(json!({"field": "company_size", "from": 1_100, "to": 1_200}), &|n| {
        n % 2 == 0 && (10..20).contains(&n)
    });
    check(json!({"field": "created_at", "from": {"ago": "1h"}}), &|_| true);
    check(json!({"field": "created_at", "to": "2020-01-01"}), &|_| false);
    check(
        json!({"all": [
            {"any": [{"field": "region", "is": "west"}, {"field": "source", "is": "fair"}]},
            {"not": {"field": "score", "from": 30}},
        ]}),
        &|n| (n % 3 == 1 || n % 4 == 0) && n % 5 != 0,
    );
    let both =
        format!("source=fair&text=company&{}", filter(&json!({"field": "region", "is": "west"})));
    let expected: Vec<u32> = (0..40).rev().filter(|n| n % 4 == 0 && n % 3 == 1).collect();
    assert_eq!(found(&kith.admin, &both), expected);
}

#[test]
fn a_sorted_list_keeps_its_order_from_page_to_page() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith, 40);
    let mut expected: Vec<u32> = (0..40).filter(|n| n % 2 == 0).collect();
    let without = || (0..40).rev().filter(|n| n % 2 == 1);
    let ascending: Vec<u32> = expected.iter().copied().chain(without()).collect();
    assert_eq!(found(&kith.admin, "sort=company_size"), ascending);
    expected.reverse();
    let descending: Vec<u32> = expected.into_iter().chain(without()).collect();
    assert_eq!(found(&kith.admin, "sort=-company_size"), descending);
    // Of equal ones the newest first.
    let scored = found(&kith.admin, "sort=-score");
    let (high, low): (Vec<u32>, Vec<u32>) = (0..40).rev().partition(|n| n % 5 == 0);
    assert_eq!(scored, [high, low].concat());
}

#[test]
fn a_condition_that_can_not_be_meant_is_told_by_its_path() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith, 1);
    for (condition, field) in [
        (json!({"field": "colour", "is": "red"}), "filter.field"),
        (json!({"all": [{"field": "score", "is": "many"}]}), "filter.all[0].is"),
        (json!({"has": "children"}), "filter.has"),
        (json!([]), "filter"),
    ] {
        let problem =
            kith.admin.get(format!("/v1/leads?{}", filter(&condition))).problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    kith.admin.get("/v1/leads?filter=region").problem(400, "malformed");
    let problem = kith.admin.get("/v1/leads?sort=region").problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "sort");
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let page = kith.admin.read(format!("/v1/leads?limit=1&sort=score&at_least={head}"));
    assert_eq!(page["items"][0]["id"], id("lead", 0));
}

#[test]
fn a_cursor_of_one_order_is_worth_nothing_in_another() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith, 9);
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let page = kith.admin.read(format!("/v1/leads?limit=2&sort=score&at_least={head}"));
    let next = page["next"].as_str().unwrap();
    kith.admin.get(format!("/v1/leads?limit=2&sort=score&cursor={next}")).status(200);
    kith.admin
        .get(format!("/v1/leads?limit=2&sort=-score&cursor={next}"))
        .problem(400, "malformed");
    kith.admin.get(format!("/v1/leads?limit=2&cursor={next}")).problem(400, "malformed");
}
