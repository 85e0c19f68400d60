//! Random histories of accounts, contacts, interactions and orders against a naive fold: the lists,
//! what an account's row says of everything around it, now and at past instants on both axes of
//! time. `KITH_SEED` runs one history alone.

mod naive;
pub mod play;
mod sift;

use event_log::dice::Dice;
use kith_tests::samples::{filter, token};
use kith_tests::{Client, Kith, knob};
use serde_json::{Value as Json, json};

use super::history::instant;
use super::naive::log::Log;
use super::naive::micros_of;

/// Histories (`KITH_HISTORIES`).
const HISTORIES: u64 = 6;
/// Conditions that each state of a history is asked by, for accounts and for contacts.
const CONDITIONS: usize = 4;
/// The lists that are asked by condition.
const LISTS: [(&str, &str); 3] = [
    ("account", "/v1/accounts?"),
    ("contact", "/v1/contacts?"),
    ("record", "/v1/records?object=machine&"),
];
/// Instants of each history on each axis of time.
const INSTANTS: usize = 8;

#[test]
fn random_customers_are_listed_as_a_naive_reader_would() {
    let home = crate::home();
    let kith = home.serve();
    let only = knob("KITH_SEED", 0);
    let (mut linked, mut swayed, mut merged, mut removed) = (0, 0, 0, 0);
    for seed in (1..=knob("KITH_HISTORIES", HISTORIES)).filter(|n| [0, *n].contains(&only)) {
        let (client, log) = played(&kith, seed);
        linked += log.count("AccountsLinked") + log.count("OrderCancelled");
        swayed += log.count("ContactsUnlinked");
        removed += log.count("RecordRemoved").min(log.count("RecordUpdated"));
        merged += log.count("AccountMergedInto").min(log.count("ContactMergedInto"));
        check(&client, seed, "", &log.all());
        let mut dice = Dice::new(seed);
        for _ in 0..INSTANTS {
            let then = instant(&mut dice);
            let by_then = log.occurred_by(micros_of(&json!(then)));
            check(&client, seed, &format!("&as_of={then}"), &by_then);
            let then = log.some_recording(&mut dice);
            let by_then = log.recorded_by(micros_of(&json!(then)));
            check(&client, seed, &format!("&as_of={then}&basis=recorded"), &by_then);
        }
    }
    assert!(linked > 0, "nothing was linked or cancelled, so little was compared");
    assert!(swayed > 0, "no contact lost its influence on another one");
    assert!(merged > 0, "accounts or contacts were never merged");
    assert!(removed > 0, "no record was changed and removed");
    let rebuilt = kith.admin.request("POST", "/v1/verify").send().status(200).json();
    let differences = rebuilt["models"].as_array().unwrap().iter().map(|m| &m["differences"]);
    assert!(differences.into_iter().all(|found| *found == json!([])), "{rebuilt}");
}

/// Every history has a tenant of its own.
fn played(kith: &Kith, seed: u64) -> (Client, Log) {
    let order = json!({"role": "admin", "tenant": format!("crm-{seed}"), "subject": "model"});
    let client = kith.admin.elsewhere(&token(&kith.admin, &order));
    play::play(&client, seed);
    let head = client.read("/v1/positions")["head"].clone();
    client.read(format!("/v1/accounts?at_least={head}&wait_ms=20000"));
    client.read(format!("/v1/audit?at_least={head}&wait_ms=20000"));
    let log = Log::read(&client.get("/v1/events").status(200).lines());
    (client, log)
}

fn check(client: &Client, seed: u64, world: &str, events: &[&Json]) {
    let expected = naive::Customers::of(events);
    let items = |path: &str| {
        let joint = if path.contains('?') { "&" } else { "?" };
        client.read(format!("{path}{joint}limit=500{world}"))["items"].as_array().unwrap().clone()
    };
    let lines = |path: &str, fields: &[&str]| -> Vec<String> {
        items(path).iter().map(|item| naive::line(item, fields)).collect()
    };
    let at = format!("seed {seed}{world}");
    assert_eq!(lines("/v1/accounts", naive::ACCOUNT), expected.accounts(), "accounts, {at}");
    assert_eq!(lines("/v1/contacts", naive::CONTACT), expected.contacts(), "contacts, {at}");
    assert_eq!(lines("/v1/records", naive::RECORD), expected.records(), "records, {at}");
    assert_eq!(lines("/v1/orders", naive::ORDER), expected.orders(), "orders, {at}");
    let calls = lines("/v1/interactions", naive::INTERACTION);
    assert_eq!(calls, expected.interactions(), "interactions, {at}");
    let due = lines(
        "/v1/interactions?due_from=2024-03-01T00:00:00Z&due_to=2024-09-01T00:00:00Z",
        naive::INTERACTION,
    );
    assert_eq!(due, expected.due("2024-03-01T00:00:00", "2024-09-01T00:00:00"), "due, {at}");
    let mut dice = Dice::new(seed);
    for (kind, path) in LISTS {
        for _ in 0..CONDITIONS {
            let condition = sift::condition(&mut dice, kind, 0);
            let found = lines(&format!("{path}{}", filter(&condition)), &["id"]);
            // Neither list nor condition shows a record that was removed.
            let holds = |record: &&Json| {
                record["removed_at"].is_null() && sift::holds(&expected, kind, record, &condition)
            };
            let records = expected.all(kind).iter().rev().filter(holds);
            let held: Vec<String> = records.map(|record| naive::line(record, &["id"])).collect();
            assert_eq!(found, held, "{kind} by {condition}, {at}");
        }
    }
}
