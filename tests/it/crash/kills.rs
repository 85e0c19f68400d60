//! `kill -9` with clients that keep their own journal of what was acknowledged.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::sync_channel;

use event_log::dice::Dice;
use kith_tests::samples::lead;
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

const KILLS: u64 = 100;
const CLIENTS: u32 = 8;
const ANSWERS_WAITING_MAX: usize = 1_000;

/// What the clients were told: lead number to position, for every answer that came.
#[derive(Default)]
struct Journal {
    acknowledged: Mutex<BTreeMap<u32, u64>>,
    next: AtomicU32,
}

#[test]
fn what_was_acknowledged_survives_a_hundred_kills_exactly_once() {
    let home = crate::home();
    let journal = Journal::default();
    let mut dice = Dice::new(seed());
    for round in 0..KILLS {
        let kith = home.serve();
        work_until_killed(kith, &journal, dice.below(60) as usize);
        if round % 10 == 9 {
            home.run(&["verify"]).ok();
        }
    }
    let kith = home.serve();
    everything_is_there_once(&kith, &journal);
    kith.stop();
    home.run(&["verify"]).ok();
}

fn seed() -> u64 {
    let given = std::env::var("KITH_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or(7);
    println!("KITH_SEED={seed}");
    seed
}

/// Clients send commands, singly and in batches; after so many answers the server is killed in the
/// middle of the others.
fn work_until_killed(kith: Kith, journal: &Journal, answers: usize) {
    let (tell, told) = sync_channel(ANSWERS_WAITING_MAX);
    std::thread::scope(|scope| {
        for n in 0..CLIENTS {
            let (client, tell) = (kith.admin.clone(), tell.clone());
            let batch = if n % 4 == 0 { 20 } else { 1 };
            // Ends when no answer comes, since the server is gone, or nobody counts any more.
            scope.spawn(move || while journal.send(&client, batch) && tell.send(()).is_ok() {});
        }
        drop(tell);
        told.iter().take(answers).for_each(drop);
        kith.kill();
        drop(told);
    });
}

impl Journal {
    /// Sends new leads and notes what is acknowledged; false if no answer came.
    fn send(&self, client: &Client, count: u32) -> bool {
        let first = self.next.fetch_add(count, Ordering::Relaxed);
        if count == 1 {
            let answer = client.post("CreateLead", &lead(first)).key(&first.to_string()).try_send();
            return match answer.ok().filter(|answer| answer.status == 201) {
                Some(answer) => self.note(first, &answer.json()),
                None => false,
            };
        }
        let line = |n| json!({"command": "CreateLead", "idempotency_key": format!("{n}"), "data": lead(n)});
        let body: String = (first..first + count).map(|n| format!("{}\n", line(n))).collect();
        let request = client.request("POST", "/v1/commands").body("application/x-ndjson", body);
        let Ok(answer) = request.try_send() else { return false };
        (first..).zip(answer.lines()).all(|(n, answer)| self.note(n, &answer))
    }

    fn note(&self, n: u32, answer: &Json) -> bool {
        let position = answer["position"].as_u64();
        position.map(|at| self.acknowledged.lock().unwrap().insert(n, at)).is_some()
    }
}

fn everything_is_there_once(kith: &Kith, journal: &Journal) {
    let events = kith.admin.get("/v1/events").status(200).lines();
    let mut companies: BTreeMap<String, u64> = BTreeMap::new();
    for (event, position) in events.iter().zip(1..) {
        assert_eq!(event["position"], position, "no gap, no repeat");
        if event["type"] == "LeadCreated" {
            let company = event["data"]["company"].as_str().unwrap().to_owned();
            let first = companies.insert(company.clone(), position);
            assert_eq!(first, None, "{company} was captured twice");
        }
    }
    let acknowledged = journal.acknowledged.lock().unwrap();
    assert!(acknowledged.len() > 500, "only {} were acknowledged", acknowledged.len());
    for (n, position) in acknowledged.iter() {
        let found = companies.get(&format!("Company {n}"));
        // The answer names the last position of its commit, which began with the capture.
        let at = found.unwrap_or_else(|| panic!("lead {n} was acknowledged and is not there"));
        assert!(at <= position && position - at < 3, "lead {n}: {at}, told {position}");
    }
    // Sent again, each gives its first answer.
    for (n, position) in acknowledged.iter().take(50) {
        let again = kith.admin.post("CreateLead", &lead(*n)).key(&n.to_string()).send();
        let again = again.status(201).json();
        assert_eq!((&again["replayed"], &again["position"]), (&json!(true), &json!(position)));
    }
}

/// A directory that was killed once, for the other tests of this kind.
pub fn killed_home(leads: u32) -> Home {
    let home = crate::home();
    let kith = home.serve();
    for n in 0..leads {
        kith.admin.command("CreateLead", &lead(n)).status(201);
    }
    kith.kill();
    home
}
