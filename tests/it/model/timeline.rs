//! Random histories of everything that belongs to accounts against a naive timeline, now and at
//! past instants on both axes of time. `KITH_SEED` runs one history alone.

use std::collections::{BTreeMap, BTreeSet};

use event_log::dice::Dice;
use kith_tests::samples::{id, token};
use kith_tests::{Client, Kith, knob};
use serde_json::{Value as Json, json};

use super::history::{self, instant};
use super::naive::log::Log;
use super::naive::{micros_of, text};

/// Histories (`KITH_HISTORIES`).
const HISTORIES: u64 = 3;
/// Instants of each history on each axis of time.
const INSTANTS: usize = 4;
/// Accounts that a history may have.
const ACCOUNTS: u32 = 25;
/// Interactions with leads, most of them before there is an account.
const CALLS: u32 = 40;

#[test]
fn timelines_of_random_histories_are_those_of_a_naive_reader() {
    let home = crate::home();
    let kith = home.serve();
    let only = knob("KITH_SEED", 0);
    let (mut converted, mut merged) = (0, 0);
    for seed in (1..=knob("KITH_HISTORIES", HISTORIES)).filter(|n| [0, *n].contains(&only)) {
        let (client, log) = played(&kith, seed);
        converted += log.count("LeadConverted");
        merged += log.count("LeadsMerged");
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
    assert!(converted > 0 && merged > 0, "no lead was converted or merged, so little was compared");
    let rebuilt = kith.admin.request("POST", "/v1/verify").send().status(200).json();
    let differences = rebuilt["models"].as_array().unwrap().iter().map(|m| &m["differences"]);
    assert!(differences.into_iter().all(|found| *found == json!([])), "{rebuilt}");
}

/// Every history has a tenant of its own.
fn played(kith: &Kith, seed: u64) -> (Client, Log) {
    let order = json!({"role": "admin", "tenant": format!("time-{seed}"), "subject": "model"});
    let client = kith.admin.elsewhere(&token(&kith.admin, &order));
    super::customers::play::play(&client, seed);
    call(&client, seed);
    history::play(&client, seed);
    call(&client, seed + 1_000);
    let head = client.read("/v1/positions")["head"].clone();
    client.read(format!("/v1/audit?at_least={head}&wait_ms=20000"));
    let log = Log::read(&client.get("/v1/events").status(200).lines());
    (client, log)
}

/// Interactions with leads, of which those before the first play are refused.
fn call(client: &Client, seed: u64) {
    let mut dice = Dice::new(seed);
    let lines = (0..CALLS).map(|_| {
        let lead = id("lead", dice.below(u64::from(ACCOUNTS)) as u32);
        json!({"command": "LogInteraction", "occurred_at": instant(&mut dice),
               "data": {"lead_id": lead, "channel": "call"}})
    });
    let lines: Vec<Json> = lines.collect();
    for answer in client.batch(&lines) {
        let status = answer["status"].as_u64().unwrap();
        assert!(status < 500 && status != 400, "seed {seed}: {answer}");
    }
}

fn check(client: &Client, seed: u64, world: &str, events: &[&Json]) {
    let expected = Naive::of(events);
    for n in 0..ACCOUNTS {
        let account = id("account", n);
        let at = format!("seed {seed}, account {n}{world}");
        let path = format!("/v1/accounts/{account}/timeline?limit=500{world}");
        let answer = client.get(path);
        let meant = expected.meant(&account);
        if !expected.accounts.contains(meant) {
            answer.problem(404, "unknown-target");
            continue;
        }
        let page = answer.status(200).json();
        assert_eq!(page["next"], Json::Null, "{at}: more than a page");
        let shown = |item: &Json| format!("{} {}", item["position"], text(&item["event"]));
        let found: Vec<String> = page["items"].as_array().unwrap().iter().map(shown).collect();
        assert_eq!(found, expected.timeline(meant, events), "{at}");
    }
}

/// What belongs to whom, as a reader of the log writes it down.
#[derive(Default)]
struct Naive {
    accounts: BTreeSet<String>,
    /// Account of each contact, opportunity, order, contract, interaction, record and converted lead.
    owners: BTreeMap<String, String>,
    /// The lead that each merged one turned out to be.
    merged: BTreeMap<String, String>,
    /// The account or contact that each merged one turned out to be.
    joined: BTreeMap<String, String>,
    /// Leads that were converted.
    converted: BTreeSet<String>,
    /// The lead of each interaction without an account.
    calls: BTreeMap<String, String>,
}

impl Naive {
    fn of(events: &[&Json]) -> Self {
        let mut naive = Self::default();
        for event in events {
            let (own, data) = (text(&event["stream"]["id"]), &event["data"]);
            match event["type"].as_str().unwrap() {
                "AccountCreated" => drop(naive.accounts.insert(own)),
                "LeadConverted" => {
                    naive.converted.insert(own.clone());
                    naive.owners.insert(own, text(&data["account"]["id"]));
                }
                "LeadsMerged" => {
                    naive.merged.insert(text(&data["duplicate_id"]), own);
                }
                "AccountMergedInto" | "ContactMergedInto" => {
                    naive.joined.insert(own, text(&data["survivor_id"]));
                }
                "ContactUpdated" if data["account_id"]["after"].is_string() => {
                    naive.owners.insert(own, text(&data["account_id"]["after"]));
                }
                "ContactCreated" | "OpportunityOpened" | "OrderRecorded" | "ContractRecorded" => {
                    naive.owners.insert(own, text(&data["account_id"]));
                }
                "RecordCreated" => drop(naive.owners.insert(own, text(&data["of"]["id"]))),
                "RecordUpdated" if data["of"]["after"].is_object() => {
                    naive.owners.insert(own, text(&data["of"]["after"]["id"]));
                }
                "InteractionLogged" if data["account_id"].is_string() => {
                    naive.owners.insert(own, text(&data["account_id"]));
                }
                "InteractionLogged" if data["lead_id"].is_string() => {
                    naive.calls.insert(own, text(&data["lead_id"]));
                }
                _ => {}
            }
        }
        naive
    }

    /// The account that a record belongs to.
    fn owner(&self, record: &str) -> Option<&str> {
        let mut record = self.calls.get(record).map_or(record, String::as_str);
        while let Some(survivor) = self.merged.get(record) {
            record = survivor;
        }
        // Of a contact that wasn't there yet nothing was taken over.
        while let Some(survivor) = self.joined.get(record) {
            self.owners.get(record)?;
            record = survivor;
        }
        let owner = self.owners.get(record)?;
        if self.converted.contains(record) { self.whole(owner) } else { Some(self.meant(owner)) }
    }

    /// The account that is meant by an id.
    fn meant<'a>(&'a self, mut account: &'a str) -> &'a str {
        while let Some(survivor) = self.joined.get(account) {
            account = survivor;
        }
        account
    }

    /// The account that took this one in; none where one of them wasn't there yet.
    fn whole<'a>(&'a self, mut account: &'a str) -> Option<&'a str> {
        while self.accounts.contains(account) {
            match self.joined.get(account) {
                Some(survivor) => account = survivor,
                None => return Some(account),
            }
        }
        None
    }

    fn timeline(&self, account: &str, events: &[&Json]) -> Vec<String> {
        let own = |event: &&&Json| {
            let stream = text(&event["stream"]["id"]);
            self.whole(&stream) == Some(account) || self.owner(&stream) == Some(account)
        };
        let mut facts: Vec<&Json> = events.iter().filter(own).copied().collect();
        let order = |e: &&Json| (micros_of(&e["occurred_at"]), e["position"].as_u64());
        facts.sort_by_key(|event| std::cmp::Reverse(order(event)));
        facts.iter().map(|e| format!("{} {}", e["position"], text(&e["type"]))).collect()
    }
}
