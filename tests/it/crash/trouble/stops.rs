//! An orderly end in the middle of the work: what was taken is finished, what was told holds.

use std::sync::atomic::{AtomicUsize, Ordering};

use kith_tests::Client;
use kith_tests::samples::lead;
use serde_json::json;

use super::super::kills::journal;
use super::super::kills::worker::{Sends, Worker};

/// Lines of the batch that is in flight.
const LINES: u32 = 1_000;
/// Answers that are waited for before the end.
const ANSWERS: usize = 50;
const CLIENTS: u32 = 4;

fn lines() -> String {
    let line = |n: u32| json!({"command": "CreateLead", "idempotency_key": n.to_string(), "data": lead(n)});
    (0..LINES).map(|n| format!("{}\n", line(n))).collect()
}

#[test]
fn a_batch_in_flight_is_answered_to_its_last_line_before_the_end() {
    let home = crate::home();
    let kith = home.serve();
    let client = kith.admin.clone();
    let batch = std::thread::spawn(move || {
        let request = client.request("POST", "/v1/commands");
        request.body("application/x-ndjson", lines()).lines_that_come()
    });
    let begun = |client: &Client| !client.get("/v1/events?limit=1").status(200).body.is_empty();
    while !begun(&kith.admin) {}
    // Panics unless it ends well within ten seconds.
    kith.stop();
    let answers = batch.join().unwrap();
    assert_eq!(answers.len(), LINES as usize);
    assert!(answers.iter().all(|answer| answer["status"] == 201), "{answers:?}");
    let kith = home.serve();
    let created = kith.admin.get("/v1/events?types=LeadCreated").status(200).lines();
    assert_eq!(created.len(), LINES as usize);
}

#[test]
fn an_end_under_load_loses_no_answer_and_refuses_none() {
    let home = crate::home();
    let kith = home.serve();
    let mut workers: Vec<_> = (0..CLIENTS).map(|n| Worker::new(n, Sends::Singles)).collect();
    let answered = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for worker in &mut workers {
            let (client, answered) = (kith.admin.clone(), &answered);
            let mut work = move || {
                // A worker panics if it is refused: until the end every command is taken.
                let came = worker.work(&client);
                answered.fetch_add(usize::from(came), Ordering::Relaxed);
                came
            };
            scope.spawn(move || while work() {});
        }
        while answered.load(Ordering::Relaxed) < ANSWERS {
            kith.admin.get("/healthz").status(200);
        }
        kith.stop();
    });
    let kith = home.serve();
    workers.iter_mut().for_each(|worker| worker.settle(&kith.admin));
    journal::check(&kith.admin, &workers);
    kith.stop();
    home.run(&["verify"]).ok();
}
