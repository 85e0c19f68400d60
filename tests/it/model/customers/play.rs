//! What clients might send about customers, in any order and at any business time of 2024.

use event_log::dice::Dice;
use kith_tests::Client;
use kith_tests::samples::{account, contact, id, with};
use serde_json::{Value as Json, json};

use crate::model::history::instant;

const COMMANDS: usize = 250;
const ACCOUNTS: u64 = 8;
const CONTACTS: u64 = 16;
/// Contacts that have influence: few, so that it is taken back now and then.
const LINKED: u64 = 4;
const OTHERS: u64 = 40;
const RECORDS: u64 = 12;
const REGIONS: [&str; 3] = ["north", "华东", "elsewhere"];
const TAGS: [&str; 3] = ["vip", "export", "annual"];

/// Sends a history as one batch. Only what a client can cause may be refused.
pub fn play(client: &Client, seed: u64) {
    let mut dice = Dice::new(seed);
    let machine = json!({"key": "machine", "name": "Machine", "of": "account"});
    let machine = json!({"command": "DefineObject", "data": machine});
    let defined = ["account", "contact", "machine"].map(|kind| {
        json!({"command": "DefineFields", "data": {"key": kind, "fields": [
            {"key": "beds", "type": "number", "max": 4}, {"key": "vip", "type": "flag"},
        ]}})
    });
    let lines = (0..COMMANDS).map(|_| line(&mut dice));
    let lines: Vec<Json> = [machine].into_iter().chain(defined).chain(lines).collect();
    for answer in client.batch(&lines) {
        let status = answer["status"].as_u64().unwrap();
        assert!(status < 500 && status != 400, "seed {seed}: {answer}");
    }
}

fn some(dice: &mut Dice, kind: &str, of: u64) -> String {
    id(kind, dice.below(of) as u32)
}

fn maybe(dice: &mut Dice, value: impl FnOnce(&mut Dice) -> Json) -> Json {
    if dice.below(3) == 0 { Json::Null } else { value(dice) }
}

fn line(dice: &mut Dice) -> Json {
    let (command, data) = match dice.below(36) {
        0..=2 => ("CreateAccount", account(dice.below(ACCOUNTS) as u32)),
        3..=5 => ("UpdateAccount", update_account(dice)),
        6..=7 => ("CreateContact", create_contact(dice)),
        8..=10 => ("UpdateContact", update_contact(dice)),
        11..=14 => ("LogInteraction", interaction(dice)),
        15..=16 => ("RecordOrder", order(dice)),
        17 => ("CancelOrder", json!({"order_id": some(dice, "order", OTHERS)})),
        18 => ("LinkAccounts", link(dice)),
        20 => ("MergeAccounts", merge(dice, "account", ACCOUNTS)),
        21 => ("MergeContacts", merge(dice, "contact", CONTACTS)),
        22..=23 => ("CreateRecord", create_record(dice)),
        24..=25 => ("UpdateRecord", update_record(dice)),
        26 => ("RemoveRecord", json!({"record_id": some(dice, "record", RECORDS)})),
        27..=31 => ("LinkContacts", sway(dice)),
        32..=35 => ("UnlinkContacts", sway(dice)),
        _ => ("UnlinkAccounts", link(dice)),
    };
    json!({"command": command, "occurred_at": instant(dice), "data": data})
}

fn update_account(dice: &mut Dice) -> Json {
    let region = maybe(dice, |dice| json!(REGIONS[dice.below(3) as usize]));
    let parent = maybe(dice, |dice| json!(some(dice, "account", ACCOUNTS)));
    let tag = TAGS[dice.below(3) as usize];
    let revenue =
        maybe(dice, |dice| json!({"amount": dice.below(5_000).to_string(), "currency": "CNY"}));
    json!({"account_id": some(dice, "account", ACCOUNTS), "region": region, "parent_id": parent,
           "revenue": revenue,
           "custom": custom(dice), "add_tags": [tag], "remove_tags": [TAGS[dice.below(3) as usize]]})
}

/// Fields that the tenant defined, now and then with a value that is refused.
fn custom(dice: &mut Dice) -> Json {
    let beds = maybe(dice, |dice| json!(dice.below(6)));
    match dice.below(3) {
        0 => json!({"beds": beds}),
        1 => json!({"beds": beds, "vip": maybe(dice, |dice| json!(dice.below(2) == 0))}),
        _ => json!({}),
    }
}

fn create_record(dice: &mut Dice) -> Json {
    let n = dice.below(RECORDS) as u32;
    json!({"record_id": id("record", n), "object": "machine", "name": format!("Machine {n}"),
           "of_id": some(dice, "account", ACCOUNTS), "custom": custom(dice)})
}

fn update_record(dice: &mut Dice) -> Json {
    let mut body = json!({"record_id": some(dice, "record", RECORDS), "custom": custom(dice)});
    match dice.below(3) {
        0 => body["name"] = json!(format!("Machine called {}", dice.below(9))),
        1 => body["of_id"] = json!(some(dice, "account", ACCOUNTS)),
        _ => {}
    }
    body
}

fn create_contact(dice: &mut Dice) -> Json {
    let at = json!({"account_id": some(dice, "account", ACCOUNTS), "main": dice.below(2) == 0});
    with(contact(dice.below(CONTACTS) as u32), at)
}

fn update_contact(dice: &mut Dice) -> Json {
    let mut body = json!({"contact_id": some(dice, "contact", CONTACTS)});
    match dice.below(5) {
        4 => body["custom"] = custom(dice),
        0 => body["main"] = json!(dice.below(2) == 0),
        1 => body["account_id"] = json!(some(dice, "account", ACCOUNTS)),
        2 => body["reports_to"] = maybe(dice, |dice| json!(some(dice, "contact", CONTACTS))),
        _ => body["decision_role"] = maybe(dice, |_| json!("user")),
    }
    body
}

fn interaction(dice: &mut Dice) -> Json {
    let mut body = json!({"interaction_id": some(dice, "interaction", OTHERS), "channel": "call",
                          "at": instant(dice), "next_at": maybe(dice, |dice| json!(instant(dice)))});
    match dice.below(2) {
        0 => body["account_id"] = json!(some(dice, "account", ACCOUNTS)),
        _ => body["contact_id"] = json!(some(dice, "contact", CONTACTS)),
    }
    body
}

fn order(dice: &mut Dice) -> Json {
    let currency = ["CNY", "EUR"][dice.below(2) as usize];
    json!({"order_id": some(dice, "order", OTHERS), "account_id": some(dice, "account", ACCOUNTS),
           "amount": {"amount": dice.below(5_000).to_string(), "currency": currency},
           "ordered_at": instant(dice)})
}

fn merge(dice: &mut Dice, kind: &str, of: u64) -> Json {
    json!({"survivor_id": some(dice, kind, of), "duplicate_id": some(dice, kind, of)})
}

fn link(dice: &mut Dice) -> Json {
    let relation = ["parent", "partner", "supplier"][dice.below(3) as usize];
    json!({"account_id": some(dice, "account", ACCOUNTS),
           "other_id": some(dice, "account", ACCOUNTS), "relation": relation})
}

fn sway(dice: &mut Dice) -> Json {
    let relation = ["influences", "blocks"][dice.below(2) as usize];
    json!({"contact_id": some(dice, "contact", LINKED), "other_id": some(dice, "contact", LINKED),
           "relation": relation})
}
