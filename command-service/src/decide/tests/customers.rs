//! Commands on accounts, contacts, interactions, orders and contracts, against every state.

use serde_json::{Value as Json, json};

use crate::bench::Bench;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

const ACME: u32 = 1;
const OTHER: u32 = 2;
const ANN: u32 = 11;
const BOB: u32 = 12;

fn account(n: u32) -> Json {
    json!({"account_id": id(n), "name": format!("Acme {n} Ltd"), "region": "east"})
}

fn contact(n: u32, account: u32) -> Json {
    json!({"contact_id": id(n), "account_id": id(account), "person_name": format!("Person {n}"),
        "email": format!("person{n}@gmail.com")})
}

/// The body with these fields put over it.
fn with(mut body: Json, changes: Json) -> Json {
    let Json::Object(changes) = changes else { panic!("changes are an object") };
    for (field, value) in changes {
        body[field] = value;
    }
    body
}

/// Two accounts, the first with two contacts.
fn bench() -> Bench {
    let mut bench = Bench::new();
    for n in [ACME, OTHER] {
        bench.run("CreateAccount", account(n)).unwrap();
    }
    for n in [ANN, BOB] {
        bench.run("CreateContact", contact(n, ACME)).unwrap();
    }
    bench
}

/// Each command, the problem it is refused with, and the fields that are named.
fn check(bench: &mut Bench, rows: &[(&str, Json, u16, &str)]) {
    for (command, body, status, expected) in rows {
        let problem = bench.run(command, body.clone()).expect_err(&format!("{command} {body}"));
        let named = problem.errors.iter().map(|e| e.field.as_str());
        let held = problem.conflicts_with.iter().map(|held| held.key.as_str());
        let named: Vec<_> = named.chain(held).collect();
        let slug = problem.kind.trim_start_matches("/problems/");
        let found = format!("{slug} {}", named.join(","));
        assert_eq!((problem.status, found.trim()), (*status, *expected), "{command} {body}");
    }
}

#[test]
fn what_is_unknown_or_not_legal_of_an_account_is_refused() {
    let mut bench = bench();
    let new = |changes| with(account(9), changes);
    let updated = |changes| with(json!({"account_id": id(ACME)}), changes);
    let link = |of: u32, other: u32, relation: &str| json!({"account_id": id(of), "other_id": id(other), "relation": relation});
    let codes = json!({"grade": "Z", "life_cycle": "asleep"});
    let rows = [
        ("UpdateAccount", json!({"account_id": id(9)}), 404, "unknown-target"),
        ("LinkAccounts", link(9, OTHER, "partner"), 404, "unknown-target"),
        ("UnlinkAccounts", link(9, OTHER, "partner"), 404, "unknown-target"),
        ("CreateAccount", new(codes), 422, "invalid grade,life_cycle"),
        ("CreateAccount", new(json!({"domain": "gmail.com"})), 422, "invalid domain"),
        ("CreateAccount", new(json!({"parent_id": id(8)})), 422, "unknown-reference parent_id"),
        ("CreateAccount", new(json!({"parent_id": id(9)})), 422, "invalid parent_id"),
        ("UpdateAccount", updated(json!({"name": null, "grade": "Z"})), 422, "invalid name,grade"),
        ("UpdateAccount", updated(json!({"parent_id": id(ACME)})), 422, "invalid parent_id"),
        ("LinkAccounts", link(ACME, ACME, "cousin"), 422, "invalid relation,other_id"),
        ("LinkAccounts", link(ACME, 9, "partner"), 422, "unknown-reference other_id"),
    ];
    check(&mut bench, &rows);
}

#[test]
fn what_is_unknown_or_not_legal_of_a_contact_is_refused() {
    let mut bench = bench();
    let at = |account: u32, changes| with(contact(19, account), changes);
    let changed = |changes| with(json!({"contact_id": id(ANN)}), changes);
    let king = json!({"decision_role": "king"});
    let below = json!({"reports_to": id(ANN)});
    let emptied = json!({"person_name": null, "account_id": null});
    let rows = [
        ("UpdateContact", json!({"contact_id": id(9)}), 404, "unknown-target"),
        ("CreateContact", at(9, json!({})), 422, "unknown-reference account_id"),
        ("CreateContact", at(ACME, king), 422, "invalid decision_role"),
        ("CreateContact", at(OTHER, below.clone()), 422, "unknown-reference reports_to"),
        ("UpdateContact", changed(emptied), 422, "invalid person_name,account_id"),
        (
            "UpdateContact",
            changed(json!({"account_id": id(9)})),
            422,
            "unknown-reference account_id",
        ),
        ("UpdateContact", changed(below), 422, "invalid reports_to"),
    ];
    check(&mut bench, &rows);
}

#[test]
fn what_is_unknown_or_not_legal_of_dealings_is_refused() {
    let mut bench = bench();
    let said = |changes| with(json!({"channel": "call"}), changes);
    let bought = |changes| {
        let amount = json!({"amount": "1", "currency": "CNY"});
        with(json!({"account_id": id(ACME), "amount": amount}), changes)
    };
    let agreed = |account: u32, ends: &str| json!({"account_id": id(account), "starts_on": "2026-02-01", "ends_on": ends});
    let nobody = json!({"account_id": id(8), "contact_id": id(9), "opportunity_id": id(9),
        "lead_id": id(9), "ticket_id": id(9)});
    let all = "unknown-reference account_id,contact_id,opportunity_id,lead_id,ticket_id";
    let two = json!({"account_id": id(OTHER), "contact_id": id(ANN)});
    let later = json!({"account_id": id(ACME), "at": "2026-03-01T09:02:00Z"});
    let debt = json!({"amount": {"amount": "-1", "currency": "CNY"}});
    let tomorrow = json!({"ordered_at": "2026-03-02"});
    let rows = [
        ("CancelOrder", json!({"order_id": id(9)}), 404, "unknown-target"),
        ("LogInteraction", said(json!({})), 422, "invalid account_id"),
        ("LogInteraction", said(nobody), 422, all),
        ("LogInteraction", said(two), 422, "unknown-reference contact_id"),
        ("LogInteraction", said(later), 422, "invalid at"),
        ("RecordOrder", bought(debt), 422, "invalid amount"),
        ("RecordOrder", bought(json!({"account_id": id(9)})), 422, "unknown-reference account_id"),
        ("RecordOrder", bought(tomorrow), 422, "invalid ordered_at"),
        ("RecordContract", agreed(ACME, "2026-01-31"), 422, "invalid ends_on"),
        ("RecordContract", agreed(9, "2026-02-01"), 422, "unknown-reference account_id"),
    ];
    check(&mut bench, &rows);
}

#[test]
fn the_same_account_is_refused_by_id_reference_domain_and_name() {
    let mut bench = bench();
    let erp = json!({"external_id": {"system": "erp", "id": "1"}});
    let site = json!({"website": "https://www.acme.example/shop"});
    bench
        .run("UpdateAccount", with(with(json!({"account_id": id(ACME)}), erp.clone()), site))
        .unwrap();
    let new = |changes| with(json!({"name": "New", "region": "west"}), changes);
    let rows = [
        ("CreateAccount", new(json!({"account_id": id(ACME)})), 409, "duplicate-account id"),
        ("CreateAccount", new(erp.clone()), 409, "duplicate-account external_id"),
        (
            "CreateAccount",
            new(json!({"domain": "mail.acme.example"})),
            409,
            "duplicate-account domain",
        ),
        ("CreateAccount", new(json!({"website": "acme.example"})), 409, "duplicate-account domain"),
        (
            "CreateAccount",
            new(json!({"name": "ACME 1", "region": "East China"})),
            409,
            "duplicate-account name",
        ),
        (
            "UpdateAccount",
            with(json!({"account_id": id(OTHER)}), erp),
            409,
            "duplicate-account external_id",
        ),
        (
            "UpdateAccount",
            json!({"account_id": id(OTHER), "name": "Acme 1"}),
            409,
            "duplicate-account name",
        ),
    ];
    check(&mut bench, &rows);
    assert_eq!(bench.events("CreateAccount", new(json!({"name": "Acme 1"}))), ["AccountCreated"]);
}

#[test]
fn an_update_of_an_account_says_before_and_after_and_nothing_else() {
    let mut bench = bench();
    let body = json!({"account_id": id(ACME), "region": "华东地区", "size": 12, "grade": "A",
        "add_tags": ["vip", "vip", "export"], "remove_tags": ["export"]});
    let answer = bench.run("UpdateAccount", body.clone()).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!(data["size"], json!({"before": null, "after": 12}));
    assert_eq!(data["tags"], json!({"before": null, "after": ["vip"]}));
    assert!(data.get("region").is_none(), "east is what it was: {data}");
    assert!(bench.events("UpdateAccount", body).is_empty(), "nothing to do a second time");
    let cleared = json!({"account_id": id(ACME), "size": null, "tags": null, "region": null});
    let answer = bench.run("UpdateAccount", cleared).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!(data["region"], json!({"before": "east", "after": null}));
    assert_eq!(data["tags"], json!({"before": ["vip"], "after": null}));
    // The name is free again in the region that it left.
    let taken = json!({"name": "Acme 1", "region": "east"});
    assert_eq!(bench.events("CreateAccount", taken), ["AccountCreated"]);
}

#[test]
fn free_text_is_normalised_and_what_was_written_stays() {
    let mut bench = Bench::new();
    let answer = bench.run("CreateAccount", json!({"name": "Acme", "region": "华东"})).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!(
        (&data["region"], &data["as_written"]),
        (&json!("east"), &json!({"region": "华东"}))
    );
}

#[test]
fn accounts_are_linked_once_and_never_in_a_ring() {
    let mut bench = bench();
    bench.run("CreateAccount", account(3)).unwrap();
    let link = |n: u32, other: u32, relation: &str| json!({"account_id": id(n), "other_id": id(other), "relation": relation});
    assert_eq!(bench.events("LinkAccounts", link(1, 2, "parent")), ["AccountsLinked"]);
    assert!(bench.events("LinkAccounts", link(1, 2, "parent")).is_empty());
    assert_eq!(
        bench.events("UpdateAccount", json!({"account_id": id(2), "parent_id": id(3)})),
        ["AccountUpdated"]
    );
    let rows = [
        ("LinkAccounts", link(3, 1, "parent"), 422, "invalid other_id"),
        (
            "UpdateAccount",
            json!({"account_id": id(3), "parent_id": id(1)}),
            422,
            "invalid parent_id",
        ),
        ("LinkAccounts", link(1, 3, "parent"), 409, "wrong-state"),
    ];
    check(&mut bench, &rows);
    assert_eq!(bench.events("UnlinkAccounts", link(1, 2, "parent")), ["AccountsUnlinked"]);
    assert_eq!(bench.events("LinkAccounts", link(3, 1, "parent")), ["AccountsLinked"]);
    let both = ["AccountsLinked", "AccountsLinked"];
    assert_eq!(bench.events("LinkAccounts", link(1, 2, "partner")), both);
    assert!(bench.events("LinkAccounts", link(2, 1, "partner")).is_empty(), "from both sides");
    assert_eq!(bench.events("UnlinkAccounts", link(2, 1, "partner")).len(), 2);
    assert!(bench.events("UnlinkAccounts", link(1, 2, "partner")).is_empty());
}

#[test]
fn the_same_contact_is_refused_at_its_account_only() {
    let mut bench = bench();
    let erp = json!({"external_id": {"system": "erp", "id": "1"}});
    bench.run("UpdateContact", with(json!({"contact_id": id(ANN)}), erp.clone())).unwrap();
    let same = json!({"email": "PERSON11@gmail.com"});
    let rows = [
        ("CreateContact", contact(ANN, OTHER), 409, "duplicate-contact id"),
        ("CreateContact", with(contact(19, ACME), same.clone()), 409, "duplicate-contact email"),
        ("CreateContact", with(contact(19, OTHER), erp), 409, "duplicate-contact external_id"),
        (
            "UpdateContact",
            with(json!({"contact_id": id(BOB)}), same.clone()),
            409,
            "duplicate-contact email",
        ),
    ];
    check(&mut bench, &rows);
    bench.run("CreateContact", with(contact(19, OTHER), same)).unwrap();
    let moved = json!({"contact_id": id(19), "account_id": id(ACME)});
    assert_eq!(bench.refusal("UpdateContact", moved), "duplicate-contact");
}

#[test]
fn an_update_of_a_contact_names_personal_fields_and_shows_none() {
    let mut bench = bench();
    let body = json!({"contact_id": id(ANN), "title": "Head of sails", "influence": "high",
        "style": "short", "email": "person11@gmail.com"});
    let answer = bench.run("UpdateContact", body.clone()).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!(data["personal"], json!(["title", "style"]));
    assert_eq!(data["influence"], json!({"before": null, "after": "high"}));
    assert!(bench.events("UpdateContact", body).is_empty(), "nothing to do a second time");
    let log = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    assert!(log.contains("\"box\"") && !log.contains("sails"));
    let cleared = json!({"contact_id": id(ANN), "email": null, "title": null, "style": null});
    assert_eq!(bench.events("UpdateContact", cleared), ["ContactUpdated"]);
    // The address is free again.
    let again = with(contact(19, ACME), json!({"email": "person11@gmail.com"}));
    assert_eq!(bench.events("CreateContact", again), ["ContactCreated"]);
}

#[test]
fn an_account_has_one_main_contact_and_a_move_leaves_nothing_behind() {
    let mut bench = bench();
    let main = |n: u32| json!({"contact_id": id(n), "main": true});
    assert_eq!(bench.events("UpdateContact", main(ANN)), ["ContactUpdated"]);
    assert_eq!(bench.events("UpdateContact", main(BOB)), ["ContactUpdated", "ContactUpdated"]);
    let third = with(contact(13, ACME), json!({"main": true, "reports_to": id(ANN)}));
    assert_eq!(bench.events("CreateContact", third), ["ContactCreated", "ContactUpdated"]);
    let ring = json!({"contact_id": id(ANN), "reports_to": id(13)});
    assert_eq!(bench.refusal("UpdateContact", ring), "invalid");
    let moved = json!({"contact_id": id(ANN), "account_id": id(OTHER), "main": true});
    let answer = bench.run("UpdateContact", moved).unwrap();
    let events = answer["events"].as_array().unwrap();
    assert_eq!(events[0]["data"]["main"], json!({"before": false, "after": true}));
    assert_eq!(events[1]["data"]["reports_to"], json!({"before": id(ANN), "after": null}));
    assert_eq!(events.len(), 2, "{answer}");
}

#[test]
fn an_interaction_knows_its_account_and_seals_what_was_said() {
    let mut bench = bench();
    let body = json!({"interaction_id": id(21), "contact_id": id(ANN), "channel": "call",
        "note": "likes sails", "next_action": "send sails", "next_at": "2026-03-05T00:00:00Z"});
    let answer = bench.run("LogInteraction", body.clone()).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!(data["account_id"], id(ACME));
    assert!(data["at"].as_str().unwrap().starts_with("2026-03-01T09:00:00"), "{data}");
    let log = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    assert!(!log.contains("sails"), "{log}");
    check(&mut bench, &[("LogInteraction", body, 409, "duplicate-interaction id")]);
    let alone = json!({"account_id": id(OTHER), "channel": "mail", "feedback": "more sails"});
    assert_eq!(bench.events("LogInteraction", alone), ["InteractionLogged"]);
}

#[test]
fn orders_and_contracts_are_the_same_only_by_id_and_reference() {
    let mut bench = bench();
    let amount = json!({"amount": "10", "currency": "CNY"});
    let order = json!({"account_id": id(ACME), "amount": amount});
    for _ in 0..2 {
        assert_eq!(bench.events("RecordOrder", order.clone()), ["OrderRecorded"]);
    }
    let named = json!({"order_id": id(31), "contract_id": id(32), "external_id": {"system": "erp", "id": "1"}});
    let of = |field: &str, body: &Json| {
        let external = named["external_id"].clone();
        with(body.clone(), json!({field: named[field], "external_id": external}))
    };
    let order_31 = of("order_id", &order);
    let contract =
        json!({"account_id": id(ACME), "starts_on": "2026-01-01", "ends_on": "2026-01-01"});
    let contract_32 = of("contract_id", &contract);
    assert_eq!(bench.events("RecordOrder", order_31.clone()), ["OrderRecorded"]);
    assert_eq!(bench.events("RecordContract", contract_32.clone()), ["ContractRecorded"]);
    let rows = [
        ("RecordOrder", order_31.clone(), 409, "duplicate-order id"),
        (
            "RecordOrder",
            with(order_31, json!({"order_id": id(33)})),
            409,
            "duplicate-order external_id",
        ),
        ("RecordContract", contract_32.clone(), 409, "duplicate-contract id"),
        (
            "RecordContract",
            with(contract_32, json!({"contract_id": id(33)})),
            409,
            "duplicate-contract external_id",
        ),
    ];
    check(&mut bench, &rows);
    let cancel = json!({"order_id": id(31), "reason": "ordered twice"});
    assert_eq!(bench.events("CancelOrder", cancel.clone()), ["OrderCancelled"]);
    assert!(bench.events("CancelOrder", cancel).is_empty(), "nothing to do a second time");
}

#[test]
fn whoever_moves_reports_to_nobody_of_the_old_account() {
    let ids = |n: u32| format!("00000000-0000-7000-8000-00000000{n:04}");
    let (mut bench, [old, new, boss, bob]) = (Bench::new(), [1001, 1002, 1003, 1004].map(ids));
    for account in [&old, &new] {
        let body = json!({"account_id": account, "name": format!("Works {account}")});
        bench.run("CreateAccount", body).unwrap();
    }
    let contact = |id: &str| json!({"contact_id": id, "account_id": old, "person_name": id});
    bench.run("CreateContact", contact(&boss)).unwrap();
    let mut below = contact(&bob);
    below["reports_to"] = json!(boss);
    bench.run("CreateContact", below).unwrap();
    let moved = json!({"contact_id": bob, "account_id": new, "reports_to": boss});
    assert_eq!(bench.refusal("UpdateContact", moved), "unknown-reference");
}
