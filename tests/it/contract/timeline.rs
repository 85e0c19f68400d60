//! The timeline of an account over HTTP, and what its people did together.

use kith_tests::samples::{account, contact, convert, id, lead, qualify, token, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// What happens with an account over a spring: when, which command, with what.
fn spring() -> Vec<(&'static str, &'static str, Json)> {
    let one = json!({"account_id": id("account", 1)});
    let on = |changes: Json| with(one.clone(), changes);
    let to_account = json!({"account": {"mode": "use", "id": id("account", 1)},
                            "contact": {"mode": "none"}});
    let money = json!({"amount": "900", "currency": "CNY"});
    let call = json!({"interaction_id": id("interaction", 1), "channel": "call", "priority": "high",
        "note": "wants a quotation", "next_action": "send it", "contact_id": id("contact", 1)});
    let before = json!({"interaction_id": id("interaction", 2), "lead_id": id("lead", 1),
                        "channel": "mail"});
    vec![
        ("2024-03-01T08:00:00Z", "CreateLead", lead(1)),
        ("2024-03-02T08:00:00Z", "LogInteraction", before),
        ("2024-03-03T08:00:00Z", "CreateAccount", account(1)),
        ("2024-03-04T08:00:00Z", "CreateContact", contact(1)),
        ("2024-03-05T08:00:00Z", "LogInteraction", call),
        ("2024-03-06T08:00:00Z", "QualifyLead", qualify(1)),
        ("2024-03-07T08:00:00Z", "ConvertLead", with(convert(1), to_account)),
        ("2024-03-08T08:00:00Z", "UpdateAccount", on(json!({"region": "west"}))),
        (
            "2024-03-09T08:00:00Z",
            "RecordOrder",
            on(json!({"order_id": id("order", 1), "amount": money})),
        ),
        (
            "2024-03-02T12:00:00Z",
            "RecordContract",
            on(json!({"contract_id": id("contract", 1), "starts_on": "2024-01-01",
                      "ends_on": "2024-12-31"})),
        ),
        ("2024-03-05T08:00:00Z", "CreateAccount", account(2)),
    ]
}

fn history() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for (when, command, body) in spring() {
        let answer = kith.admin.post(command, &body).at(when).send();
        assert!(answer.status < 300, "{command}: {answer:?}");
    }
    let head = kith.admin.read("/v1/positions")["head"].clone();
    kith.admin.read(format!("/v1/accounts?at_least={head}&wait_ms=20000"));
    (home, kith)
}

fn path(query: &str) -> String {
    format!("/v1/accounts/{}/timeline?{query}", id("account", 1))
}

fn items(client: &Client, query: &str) -> Vec<Json> {
    client.read(path(query))["items"].as_array().unwrap().clone()
}

fn events(client: &Client, query: &str) -> Vec<String> {
    let items = items(client, query);
    items.iter().map(|item| item["event"].as_str().unwrap().to_owned()).collect()
}

/// Every fact, the latest first; the facts of a commit the last first.
const ALL: [&str; 12] = [
    "OrderRecorded",
    "AccountUpdated",
    "OpportunityOpened",
    "LeadConverted",
    "LeadQualified",
    "LeadQualified",
    "InteractionLogged",
    "ContactCreated",
    "AccountCreated",
    "ContractRecorded",
    "InteractionLogged",
    "LeadCreated",
];

#[test]
fn a_timeline_has_every_fact_of_the_account_by_business_time() {
    let (_home, kith) = history();
    let all = events(&kith.admin, "");
    let without_points: Vec<&str> =
        all.iter().map(String::as_str).filter(|event| *event != "LeadScored").collect();
    let mut expected = ALL.to_vec();
    // A lead that goes to sql at once is qualified once or twice, as the rules say.
    let qualified = without_points.iter().filter(|event| **event == "LeadQualified").count();
    expected.retain(|event| *event != "LeadQualified");
    let at = expected.iter().position(|event| *event == "InteractionLogged").unwrap();
    expected.splice(at..at, std::iter::repeat_n("LeadQualified", qualified));
    assert_eq!(without_points, expected);
    let counted = kith.admin.read(path("limit=1&count=true"));
    assert_eq!(counted["count"], all.len());
    let call = items(&kith.admin, "kind=interaction")[0].clone();
    assert_eq!(call["reference"], json!({"type": "contact", "id": id("contact", 1)}));
    assert_eq!(call["stream"], json!({"type": "interaction", "id": id("interaction", 1)}));
    assert_eq!((&call["kind"], &call["revision"]), (&json!("interaction"), &json!(1)));
    assert_eq!(call["data"]["channel"], "call");
    let changed = items(&kith.admin, "types=AccountUpdated")[0].clone();
    let expected = json!([{"field": "region", "before": "east", "after": "west"}]);
    assert_eq!(changed["changes"], expected, "{changed}");
    assert_eq!(items(&kith.admin, "types=OrderRecorded")[0]["changes"], json!([]));
}

#[test]
fn a_timeline_is_narrowed_by_kind_type_importance_and_time() {
    let (_home, kith) = history();
    let found = |query: &str| events(&kith.admin, query);
    assert_eq!(found("kind=order,contract"), ["OrderRecorded", "ContractRecorded"]);
    assert_eq!(found("types=LeadConverted,LeadCreated"), ["LeadConverted", "LeadCreated"]);
    assert_eq!(found("from=2024-03-08&to=2024-03-09"), ["AccountUpdated"]);
    assert_eq!(found("kind=lead&to=2024-03-02T00:00:00Z&types=LeadCreated"), ["LeadCreated"]);
    // An interaction that says how pressing it is says how important it is.
    assert_eq!(found("kind=interaction&importance=high").len(), 1);
    assert_eq!(found("kind=interaction&importance=medium").len(), 1);
    assert_eq!(found("kind=order&importance=high"), ["OrderRecorded"]);
    let setting = json!({"importance": {"OrderRecorded": "low"}, "otherwise": "high"});
    let position = kith.admin.command("DefineTimeline", &setting).status(200).json();
    let position = &position["position"];
    let waited = |query: &str| found(&format!("{query}&at_least={position}&wait_ms=20000"));
    assert_eq!(waited("kind=order&importance=low"), ["OrderRecorded"]);
    assert_eq!(waited("types=LeadCreated&importance=high"), ["LeadCreated"]);
    let wrong = json!({"importance": {"OrderLost": "low"}});
    let problem = kith.admin.command("DefineTimeline", &wrong).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "importance.OrderLost");
}

#[test]
fn pages_of_a_timeline_stay_what_they_are_while_facts_come() {
    let (_home, kith) = history();
    let places = |items: &[Json]| -> Vec<u64> {
        items.iter().map(|item| item["position"].as_u64().unwrap()).collect()
    };
    let whole = places(&items(&kith.admin, ""));
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for n in 1.. {
        let page = kith.admin.read(path(&format!("limit=3{cursor}")));
        seen.extend(places(page["items"].as_array().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
        let order = json!({"account_id": id("account", 1), "order_id": id("later", n),
            "amount": {"amount": "1", "currency": "CNY"}});
        let position =
            kith.admin.command("RecordOrder", &order).status(201).json()["position"].clone();
        kith.admin.read(path(&format!("at_least={position}&wait_ms=20000")));
    }
    assert_eq!(seen, whole);
    let other = format!("/v1/accounts/{}/timeline?limit=3{cursor}", id("account", 2));
    kith.admin.get(other).problem(400, "malformed");
}

#[test]
fn who_may_not_see_persons_sees_what_happened() {
    let (_home, kith) = history();
    let analyst = kith.admin.with_token(&token(&kith.admin, &json!({"role": "analyst"})));
    let call = |client: &Client| items(client, "kind=interaction&importance=high")[0].clone();
    let clear = call(&kith.admin);
    assert_eq!(
        (&clear["note"], &clear["next_action"], &clear["sealed"]),
        (&json!("wants a quotation"), &json!("send it"), &json!(false))
    );
    let sealed = call(&analyst);
    assert_eq!(
        (&sealed["note"], &sealed["next_action"], &sealed["sealed"]),
        (&Json::Null, &Json::Null, &json!(true))
    );
    assert!(!analyst.get(path("")).text().contains("quotation"));
    assert!(!kith.admin.get(path("")).text().contains("contact1@gmail.com"));
}

#[test]
fn a_timeline_is_as_it_was() {
    let (_home, kith) = history();
    let found = |query: &str| events(&kith.admin, query);
    let then = found("as_of=2024-03-04T20:00:00Z");
    // Before the lead was converted, it was nobody's.
    assert_eq!(then, ["ContactCreated", "AccountCreated", "ContractRecorded"]);
    assert_eq!(found("as_of=2024-06-01"), found(""));
    kith.admin.get(path("as_of=2024-03-02")).problem(404, "unknown-target");
    kith.admin.get(path("as_of=2024-06-01&basis=recorded")).problem(404, "unknown-target");
    let lines = kith.admin.get("/v1/events?types=ContactCreated").lines();
    let recorded = lines[0]["recorded_at"].as_str().unwrap();
    let known = found(&format!("as_of={recorded}&basis=recorded"));
    assert_eq!(known, ["ContactCreated", "AccountCreated"]);
}

#[test]
fn what_a_timeline_does_not_know_is_refused() {
    let (_home, kith) = history();
    kith.admin.get(path("kinds=order")).problem(400, "malformed");
    kith.admin.get(path("kind=ticket")).problem(422, "invalid");
    kith.admin.get(path("importance=urgent")).problem(422, "invalid");
    kith.admin.get(path("types=OrderLost")).problem(422, "invalid");
    let nobody = format!("/v1/accounts/{}/timeline", id("account", 9));
    kith.admin.get(nobody).problem(404, "unknown-target");
    kith.admin.get("/v1/accounts/nonsense/timeline").problem(404, "unknown-target");
    let page = kith.admin.get(path(""));
    let etag = page.header("etag").unwrap();
    kith.admin.request("GET", path("")).header("If-None-Match", etag).send().status(304);
}

#[test]
fn the_people_of_an_account_are_counted_together() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin
        .command(
            "CreateAccount",
            &with(account(1), json!({"website": "https://www.company1.example"})),
        )
        .status(201);
    let send = |command: &str, body: &Json| {
        let answer = kith.admin.command(command, body);
        assert!(answer.status < 300, "{command}: {answer:?}");
        answer.json()["position"].clone()
    };
    for n in [1, 2] {
        let email = format!("person{n}@company1.example");
        send("CreateLead", &with(lead(n), json!({"email": email, "company": "Company 1"})));
    }
    let engagement = |position: &Json| {
        let path = format!("/v1/accounts/{}?at_least={position}&wait_ms=20000", id("account", 1));
        kith.admin.read(path)["engagement"].clone()
    };
    let behaved = |n: u32, behavior: &str| {
        send("RecordLeadBehavior", &json!({"lead_id": id("lead", n), "behavior": behavior}))
    };
    behaved(1, "meeting_booked");
    let position = behaved(1, "meeting_booked");
    let found = engagement(&position);
    // Of one person no more than the cap counts.
    assert_eq!((&found["score"], &found["people"]), (&json!(60), &json!(1)), "{found}");
    assert_eq!(found["mql"], false);
    let position = behaved(2, "meeting_booked");
    let found = engagement(&position);
    assert_eq!((&found["score"], &found["mql"]), (&json!(100), &json!(true)), "{found}");
    let model = json!({"engagement": {"cap": 30}});
    let position = send("DefineScoringModel", &model);
    assert_eq!(engagement(&position)["score"], 60);
    assert_eq!(kith.admin.read("/v1/accounts")["items"][0]["engagement"], Json::Null);
    let bad = json!({"engagement": {"half_life_days": 0}});
    kith.admin.command("DefineScoringModel", &bad).problem(422, "invalid");
}
