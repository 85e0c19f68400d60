//! Reads: freshness, tags, filters, and what is refused rather than answered wrongly.

use std::time::{Duration, Instant};

use kith_tests::samples::{LISTS, id, lead, lead_with, make_converted};
use serde_json::{Value as Json, json};

#[test]
fn an_empty_platform_answers_with_empty_lists_and_zeros() {
    let home = crate::home();
    let kith = home.serve();
    for path in LISTS.iter().filter(|path| **path != "/v1/audit") {
        let answer = kith.admin.get(*path).status(200);
        assert_eq!(answer.json()["items"], json!([]), "{path}");
        assert_eq!(answer.json()["next"], json!(null), "{path}");
        assert!(answer.header("etag").is_some() && answer.position() < 100, "{path}");
    }
    let funnel = kith.admin.read("/v1/funnel");
    let stages: Vec<_> = funnel["stages"].as_array().unwrap().iter().map(|s| &s["stage"]).collect();
    assert_eq!(stages, ["lead", "mql", "sql", "opportunity", "won"]);
    let steps = funnel["conversion"].as_array().unwrap();
    let steps: Vec<_> =
        steps.iter().map(|s| format!("{}>{}", s["from"], s["to"]).replace('"', "")).collect();
    let expected = [
        "lead>mql",
        "mql>sql",
        "sql>opportunity",
        "opportunity>won",
        "lead>opportunity",
        "lead>won",
    ];
    assert_eq!(steps, expected);
    assert!(funnel["conversion"][0]["rate"].is_null(), "no rate without a denominator");
    kith.admin.read("/v1/funnel/opportunities");
}

#[test]
fn what_is_misspelt_is_refused() {
    let home = crate::home();
    let kith = home.serve();
    for path in LISTS.iter().chain(&["/v1/funnel", "/v1/events", "/v1/positions"]) {
        let problem = kith.admin.get(format!("{path}?as_fo=2024-01-01")).problem(400, "malformed");
        assert_eq!(problem["errors"][0]["field"], "as_fo", "{problem}");
    }
    let many: String = (0..40).map(|n| format!("x{n}=1&")).collect();
    kith.admin.get(format!("/v1/leads?{many}as_fo=2024-01-01")).problem(400, "malformed");
    for (query, status) in [
        ("state=sleeping", 422),
        ("owner=me", 422),
        ("limit=0", 422),
        ("limit=501", 422),
        ("limit=ten", 400),
        ("count=maybe", 400),
        ("at_least=soon", 400),
        ("at_least=1&wait_ms=60001", 422),
        ("limit=1&limit=2", 400),
        ("external_id=erp", 422),
        ("as_of=2024-01-01T00:00:00", 422),
        ("as_of=yesterday", 422),
        ("as_of=2024-01-01&basis=maybe", 422),
    ] {
        let answer = kith.admin.get(format!("/v1/leads?{query}"));
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
    }
    kith.admin.get("/v1/funnel?by=colour").problem(422, "invalid");
    kith.admin.get("/v1/funnel?from=2024-02-01&to=2024-01-01").problem(422, "invalid");
    kith.admin.get("/v1/nothing").problem(404, "unknown-target");
    kith.admin.get("/v1/leads/no-uuid").status(404);
    kith.admin.get(format!("/v1/leads/{}", id("lead", 1))).problem(404, "unknown-target");
    kith.admin.request("DELETE", "/v1/leads").send().problem(405, "method-not-allowed");
}

#[test]
fn at_least_waits_for_the_effect_and_says_when_it_did_not_come() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=30 {
        let made = kith.admin.command("CreateLead", &lead(n)).status(201).json();
        let position = made["position"].as_u64().unwrap();
        let path = format!("/v1/leads/{}?at_least={position}", id("lead", n));
        let answer = kith.admin.get(path).status(200);
        assert!(answer.position() >= position);
    }
    let begun = Instant::now();
    let answer = kith.admin.get("/v1/leads?at_least=1000000&wait_ms=300");
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    answer.problem(503, "not-caught-up");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_tag_holds_until_the_answer_changes() {
    let home = crate::home();
    let kith = home.serve();
    let fresh =
        |position: &Json| kith.admin.get(format!("/v1/leads?at_least={position}")).status(200);
    let made = kith.admin.command("CreateLead", &lead(1)).status(201).json();
    fresh(&made["position"]);
    let first = kith.admin.get("/v1/leads").status(200);
    let tag = first.header("etag").unwrap().to_owned();
    let ask =
        |tag: &str| kith.admin.request("GET", "/v1/leads").header("If-None-Match", tag).send();
    let unchanged = ask(&tag).status(304);
    assert!(unchanged.body.is_empty() && unchanged.header("etag") == Some(&*tag));
    assert_eq!(unchanged.position(), first.position());
    ask(&format!("\"x\", {tag}")).status(304);
    ask(&format!("W/{tag}")).status(304);
    ask("\"another\"").status(200);
    // Another address has another tag, and another filter too.
    let other = kith.admin.get("/v1/leads?state=new").status(200);
    assert_ne!(other.header("etag"), Some(&*tag));
    let made = kith.admin.command("CreateLead", &lead(2)).status(201).json();
    fresh(&made["position"]);
    let changed = ask(&tag).status(200);
    assert_eq!(changed.json()["items"].as_array().unwrap().len(), 2);
}

#[test]
fn leads_are_found_by_state_owner_source_and_words() {
    let home = crate::home();
    let kith = home.serve();
    let owned =
        json!({"owner_id": id("user", 1), "source": "fair", "company": "Nordwind Textiles"});
    kith.admin.command("CreateLead", &lead_with(1, owned)).status(201);
    kith.admin.command("CreateLead", &lead(2)).status(201);
    let give_up = json!({"lead_id": id("lead", 2), "reason": "no_budget"});
    let done = kith.admin.command("DisqualifyLead", &give_up).status(200).json();
    kith.admin.read(format!("/v1/leads?at_least={}", done["position"]));
    let found = |query: &str| -> Vec<String> {
        let items = kith.admin.read(format!("/v1/leads?{query}"))["items"].clone();
        items.as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found("source=fair"), [id("lead", 1)]);
    assert_eq!(found(&format!("owner={}", id("user", 1))), [id("lead", 1)]);
    assert_eq!(found("state=disqualified"), [id("lead", 2)]);
    assert_eq!(found("text=nord%20TEXT"), [id("lead", 1)]);
    assert_eq!(found("text=wind"), Vec::<String>::new(), "a word is a prefix");
    assert_eq!(found("state=new&source=web"), Vec::<String>::new());
    let coarse = kith.admin.read(format!("/v1/leads/{}", id("lead", 2)))["coarse_state"].clone();
    assert_eq!(coarse, "invalid");
}

#[test]
fn a_conversion_shows_on_every_record_it_touched() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let head = kith.admin.read("/v1/positions")["head"].clone();
    // Each model covers the position in its own time.
    let read = |path: String| kith.admin.read(format!("{path}?at_least={head}&wait_ms=20000"));
    let lead = read(format!("/v1/leads/{}", id("lead", 1)));
    let account = lead["account_id"].as_str().unwrap();
    let page = read(format!("/v1/accounts/{account}"));
    assert_eq!(page["name"], "Company 1");
    assert_eq!(page["lead_ids"], json!([id("lead", 1)]));
    assert_eq!(page["contacts"][0]["id"], lead["contact_id"]);
    assert_eq!(page["opportunities"][0]["id"], id("opportunity", 1));
    assert!(page["number"].as_str().unwrap().starts_with("CRM20"), "{page}");
    let contact = read(format!("/v1/contacts/{}", lead["contact_id"].as_str().unwrap()));
    assert_eq!((&contact["person_id"], &contact["email"]), (&lead["person_id"], &lead["email"]));
    let deal = read(format!("/v1/opportunities/{}", id("opportunity", 1)));
    assert_eq!(
        (&deal["lead_id"], &deal["stage"]),
        (&json!(id("lead", 1)), &json!("first_contact"))
    );
    let open = read("/v1/funnel/opportunities".into());
    let stage = open["stages"].as_array().unwrap().iter().find(|s| s["count"] == 1).unwrap();
    assert_eq!(stage["amount"], json!([{"currency": "CNY", "amount": "1200.50"}]));
    assert_eq!(stage["weighted"], json!([{"currency": "CNY", "amount": "120.05"}]));
}
