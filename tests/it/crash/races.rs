//! Sixteen clients race for the same thing, now and then with a kill in the middle: one gets it, the
//! others are told who has it, and nothing is left over.

use std::sync::Barrier;
use std::sync::mpsc::sync_channel;

use kith_tests::samples::{convert, id, lead_with, make_sql, with};
use kith_tests::{Answer, Client, Home, Kith, knob};
use serde_json::{Value as Json, json};

/// Rounds, each with a race for a conversion and one for an address (`KITH_RACES`).
const ROUNDS: u64 = 200;
const CLIENTS: u32 = 16;
/// In so many rounds the server is killed once in each of the two races.
const ROUNDS_PER_KILL: u32 = 10;

/// What the clients race for: each sends its own body of the same command.
struct Race<'a> {
    command: &'a str,
    round: u32,
    body: &'a (dyn Fn(u32) -> Json + Sync),
}

impl Race<'_> {
    /// All at the same moment; `None` for a client whose answer was lost.
    fn run(&self, kith: Kith, is_killed: bool) -> (Option<Kith>, Vec<Option<Answer>>) {
        let gate = Barrier::new(CLIENTS as usize);
        let (tell, told) = sync_channel(CLIENTS as usize);
        let client = kith.admin.clone();
        std::thread::scope(|scope| {
            let send = |n| {
                let (gate, client, tell) = (&gate, &client, tell.clone());
                scope.spawn(move || {
                    gate.wait();
                    let answer = self.send(client, n);
                    tell.send(()).unwrap();
                    answer
                })
            };
            let clients: Vec<_> = (0..CLIENTS).map(send).collect();
            let mut alive = Some(kith);
            if is_killed {
                told.recv().unwrap();
                alive.take().unwrap().kill();
            }
            (alive, clients.into_iter().map(|client| client.join().unwrap()).collect())
        })
    }

    fn send(&self, client: &Client, n: u32) -> Option<Answer> {
        let key = format!("{}-{}-{n}", self.command, self.round);
        client.post(self.command, &(self.body)(n)).key(&key).try_send().ok()
    }

    /// One wins, whoever was not answered asks again, and the others are told who it was.
    fn is_won_once(&self, home: &Home, kith: Kith, slug: &str, is_killed: bool) -> Kith {
        let (alive, answers) = self.run(kith, is_killed);
        let kith = alive.unwrap_or_else(|| home.serve());
        let ask_again = |(n, answer): (u32, Option<Answer>)| {
            let again = answer.or_else(|| self.send(&kith.admin, n));
            again.expect("a server that runs answers")
        };
        let answers = (0..).zip(answers).map(ask_again);
        let (won, lost): (Vec<_>, Vec<_>) = answers.partition(|answer| answer.status < 300);
        assert_eq!(won.len(), 1, "round {}: {won:?}", self.round);
        for answer in lost {
            let problem = answer.problem(409, slug);
            let other = &problem["conflicts_with"][0]["id"];
            assert!(other.is_string(), "round {}: {problem}", self.round);
        }
        kith
    }
}

fn convert_once(home: &Home, kith: Kith, round: u32) -> Kith {
    make_sql(&kith.admin, round);
    let body = |n| {
        let contact = json!({"mode": if n % 2 == 0 { "create" } else { "match" }});
        let mut body = with(convert(round), json!({"contact": contact}));
        body["opportunity"]["opportunity_id"] = json!(id("deal", round * CLIENTS + n));
        body
    };
    let is_killed = round % ROUNDS_PER_KILL == ROUNDS_PER_KILL / 2;
    let race = Race { command: "ConvertLead", round, body: &body };
    race.is_won_once(home, kith, "already-converted", is_killed)
}

fn capture_once(home: &Home, kith: Kith, round: u32) -> Kith {
    let body = |n| {
        let company = ["Nordwind", "NORDWIND Ltd", "nord wind", "Nordwind GmbH"][n as usize % 4];
        let email = format!("ann@round{round}.example");
        let id = id("racer", round * CLIENTS + n);
        lead_with(round, json!({"lead_id": id, "email": email, "company": company}))
    };
    let is_killed = round % ROUNDS_PER_KILL == ROUNDS_PER_KILL - 1;
    let race = Race { command: "CreateLead", round, body: &body };
    race.is_won_once(home, kith, "duplicate-lead", is_killed)
}

#[test]
fn one_conversion_and_one_address_are_won_once_each() {
    let home = crate::home();
    let mut kith = home.serve();
    let rounds = knob("KITH_RACES", ROUNDS) as u32;
    for round in 0..rounds {
        kith = convert_once(&home, kith, round);
        kith = capture_once(&home, kith, round);
    }
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let kinds = [
        ("leads", 2 * rounds),
        ("accounts", rounds),
        ("contacts", rounds),
        ("opportunities", rounds),
    ];
    for (kind, expected) in kinds {
        let path = format!("/v1/{kind}?count=true&limit=1&at_least={head}&wait_ms=60000");
        assert_eq!(kith.admin.read(path)["count"], expected, "{kind}");
    }
    kith.stop();
    home.run(&["verify"]).ok();
}
