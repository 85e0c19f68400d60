//! A data directory that is copied while clients work: the copy opens and holds the beginning of the
//! log, all of it in order, or it is refused with a reason.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use kith_tests::home::copy_dir;
use kith_tests::samples::{id, lead};
use kith_tests::{Client, Home, Kith};
use serde_json::Value as Json;

use super::super::kills::worker::{Sends, Worker};

const COPIES: u32 = 4;
const CLIENTS: u32 = 3;
/// More persons than new pages have keys for.
const PERSONS: u32 = 200;

/// What a copy takes first, so that it never promises more than it holds.
fn copy_log_then_keys(home: &Home) -> Home {
    let copy = home.empty_sibling();
    let (from, to) = (home.data(), copy.data());
    fs::create_dir_all(to.join("log")).unwrap();
    fs::copy(from.join("log/head"), to.join("log/head")).unwrap();
    copy_dir(&from.join("log"), &to.join("log"), |name| name.ends_with(".seg"));
    copy_dir(&from.join("keys"), &to.join("keys"), |_| true);
    for file in ["admin.token", "tokens.json"] {
        // There are no tokens of others yet.
        drop(fs::copy(from.join(file), to.join(file)));
    }
    copy
}

/// Takes copies while clients work; each with the events that were there before it was taken.
fn copies_under_load(kith: &Kith, take: impl Fn() -> Home) -> Vec<(Home, Vec<Json>)> {
    let working = AtomicBool::new(true);
    std::thread::scope(|scope| {
        for n in 0..CLIENTS {
            let sends = if n == 0 { Sends::Batches } else { Sends::Singles };
            let (client, working) = (kith.admin.clone(), &working);
            let mut worker = Worker::new(n, sends);
            scope.spawn(move || while working.load(Ordering::Relaxed) && worker.work(&client) {});
        }
        let mut copies = Vec::new();
        for _ in 0..COPIES {
            let before = events(&kith.admin);
            copies.push((take(), before));
        }
        working.store(false, Ordering::Relaxed);
        copies
    })
}

fn events(client: &Client) -> Vec<Json> {
    client.get("/v1/events").status(200).lines()
}

/// The copy holds what there was before it was taken, nothing that is not in the original, and goes
/// on from there.
fn is_a_beginning(copy: &Home, before: &[Json], original: &[Json]) {
    copy.run(&["verify"]).ok();
    let kith = copy.serve();
    let held = events(&kith.admin);
    assert!(held.len() >= before.len(), "{} of {} events", held.len(), before.len());
    assert_eq!(held, original[..held.len()]);
    everybody_is_known(&kith.admin, &held);
    kith.admin.command("CreateLead", &lead(4_000_000_000)).status(201);
    kith.stop();
    copy.run(&["verify"]).ok();
}

/// Every lead has its person, under keys that were copied with the log.
fn everybody_is_known(client: &Client, events: &[Json]) {
    let created = events.iter().filter(|event| event["type"] == "LeadCreated").count();
    let (mut known, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let at_least = events.len();
        let path = format!("/v1/leads?limit=500&at_least={at_least}&wait_ms=20000{cursor}");
        let page = client.read(path);
        for lead in page["items"].as_array().unwrap() {
            let email = lead["email"].as_str().unwrap_or_else(|| panic!("nobody: {lead}"));
            known.insert(email.to_owned());
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(known.len(), created);
}

#[test]
fn a_copy_under_load_that_takes_the_head_first_holds_all_that_was_acknowledged() {
    let home = crate::home();
    let kith = home.serve();
    let copies = copies_under_load(&kith, || copy_log_then_keys(&home));
    let original = events(&kith.admin);
    for (copy, before) in &copies {
        is_a_beginning(copy, before, &original);
    }
}

#[test]
fn a_copy_under_load_in_any_order_is_whole_or_refused_with_a_reason() {
    let home = crate::home();
    let kith = home.serve();
    let copies = copies_under_load(&kith, || home.copy());
    let original = events(&kith.admin);
    for (copy, before) in &copies {
        match copy.try_serve(&[]) {
            Ok(kith) => {
                kith.stop();
                is_a_beginning(copy, before, &original);
            }
            Err(exit) => {
                assert!(exit.code.is_some_and(|code| code != 0), "{exit:?}");
                assert!(exit.stderr.contains(copy.data().to_str().unwrap()), "{exit:?}");
            }
        }
    }
}

#[test]
fn keys_that_are_older_than_the_log_are_never_replaced_by_others() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(0)).status(201);
    let copy = home.empty_sibling();
    copy_dir(&home.data().join("keys"), &copy.data().join("keys"), |_| true);
    for n in 1..PERSONS {
        kith.admin.command("CreateLead", &lead(n)).status(201);
    }
    kith.stop();
    copy_dir(&home.data().join("log"), &copy.data().join("log"), |_| true);
    let keys = || fs::read(copy.data().join("keys/default.pages")).unwrap();
    let before = keys();
    let kith = copy.serve();
    let refused = kith.admin.command("CreateLead", &lead(PERSONS));
    refused.problem(503, "log-unavailable");
    assert!(keys() == before, "keys were made for persons whose keys are lost");
    let known = kith.admin.read(format!("/v1/leads/{}?at_least=1&wait_ms=20000", id("lead", 0)));
    assert_eq!(known["email"], lead(0)["email"], "who has a key is known");
    assert!(kith.stderr().contains("older than the log"), "{}", kith.stderr());
}
