//! Sixteen clients race for the same thing, with kills in between: one gets it, the others are told
//! who has it, and nothing is left over.

use std::sync::Barrier;

use kith_tests::samples::{convert, id, lead_with, make_sql, with};
use kith_tests::{Answer, Client};
use serde_json::{Value as Json, json};

const ROUNDS: u32 = 200;
const CLIENTS: u32 = 16;
/// After so many rounds the server is killed and started again.
const ROUNDS_BETWEEN_KILLS: u32 = 25;

/// Every client sends its own body at the same moment; the answers.
fn race(client: &Client, command: &str, body: impl Fn(u32) -> Json + Sync) -> Vec<Answer> {
    let gate = Barrier::new(CLIENTS as usize);
    let send = |n: u32| {
        let body = body(n);
        gate.wait();
        client.command(command, &body)
    };
    std::thread::scope(|scope| {
        let send = &send;
        let clients: Vec<_> = (0..CLIENTS).map(|n| scope.spawn(move || send(n))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    })
}

fn one_wins(round: u32, answers: Vec<Answer>, slug: &str) {
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status < 300);
    assert_eq!(won.len(), 1, "round {round}: {won:?}");
    for answer in lost {
        let problem = answer.problem(409, slug);
        assert!(problem["conflicts_with"][0]["id"].is_string(), "round {round}: {problem}");
    }
}

#[test]
fn one_conversion_and_one_address_are_won_once_each() {
    let home = crate::home();
    let mut kith = home.serve();
    for round in 0..ROUNDS {
        let client = &kith.admin;
        make_sql(client, round);
        let conversion = |n| {
            let contact = json!({"mode": if n % 2 == 0 { "create" } else { "match" }});
            let mut body = with(convert(round), json!({"contact": contact}));
            body["opportunity"]["opportunity_id"] = json!(id("deal", round * CLIENTS + n));
            body
        };
        one_wins(round, race(client, "ConvertLead", conversion), "already-converted");
        let capture = |n| {
            let company =
                ["Nordwind", "NORDWIND Ltd", "nord wind", "Nordwind GmbH"][n as usize % 4];
            let email = format!("ann@round{round}.example");
            let id = id("racer", round * CLIENTS + n);
            lead_with(round, json!({"lead_id": id, "email": email, "company": company}))
        };
        one_wins(round, race(client, "CreateLead", capture), "duplicate-lead");
        if round % ROUNDS_BETWEEN_KILLS == ROUNDS_BETWEEN_KILLS - 1 {
            kith.kill();
            kith = home.serve();
        }
    }
    let head = kith.admin.read("/v1/positions")["head"].clone();
    kith.admin.read(format!("/v1/leads?at_least={head}&wait_ms=60000"));
    for (kind, expected) in [
        ("leads", 2 * ROUNDS),
        ("accounts", ROUNDS),
        ("contacts", ROUNDS),
        ("opportunities", ROUNDS),
    ] {
        let count = kith.admin.read(format!("/v1/{kind}?count=true&limit=1"))["count"].clone();
        assert_eq!(count, expected, "{kind}");
    }
}
