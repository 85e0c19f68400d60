//! A client that sends what it has to send until it has an answer, and notes every answer.

use std::collections::{BTreeMap, VecDeque};

use kith_tests::Client;
use kith_tests::samples::{convert, lead, qualify, win};
use serde_json::{Value as Json, json};

/// Lines of a batch.
const LINES: usize = 24;
/// Leads that one client may make.
const LEADS_MAX: u32 = 1_000_000;

/// How a client sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sends {
    /// One command, one request.
    Singles,
    /// Many commands in one NDJSON request.
    Batches,
}

/// A command with the key under which it is sent, as often as it takes.
#[derive(Debug, Clone)]
pub struct Order {
    pub key: String,
    pub command: &'static str,
    pub data: Json,
}

/// A client.
pub struct Worker {
    sends: Sends,
    next_lead: u32,
    /// What has no answer yet, in order; sent again first.
    unanswered: VecDeque<Order>,
    /// What was answered, by key.
    pub journal: BTreeMap<String, (Order, Json)>,
    /// How many of the answers were replays of one that was lost.
    pub replays: usize,
}

impl Worker {
    /// The nth client: its leads are its own.
    pub fn new(n: u32, sends: Sends) -> Self {
        let (unanswered, journal) = (VecDeque::new(), BTreeMap::new());
        Self { sends, next_lead: n * LEADS_MAX, unanswered, journal, replays: 0 }
    }

    /// Sends what comes next; false if no answer came.
    pub fn work(&mut self, client: &Client) -> bool {
        let count = if self.sends == Sends::Singles { 1 } else { LINES };
        while self.unanswered.len() < count {
            self.plan_a_lead();
        }
        self.send(client)
    }

    /// Sends what has no answer yet until everything has.
    pub fn settle(&mut self, client: &Client) {
        while !self.unanswered.is_empty() {
            assert!(self.send(client), "a server that runs answers");
        }
    }

    fn plan_a_lead(&mut self) {
        let n = self.next_lead;
        self.next_lead += 1;
        let path = [
            ("CreateLead", lead(n)),
            ("QualifyLead", qualify(n)),
            ("ConvertLead", convert(n)),
            ("WinOpportunity", win(n)),
        ];
        let order = |(command, data)| Order { key: format!("{command}-{n}"), command, data };
        self.unanswered.extend(path.map(order));
    }

    fn send(&mut self, client: &Client) -> bool {
        let answers = match self.sends {
            Sends::Singles => single(client, &self.unanswered[0]).into_iter().collect(),
            Sends::Batches => batch(client, self.unanswered.iter().take(LINES)),
        };
        let came = answers.len();
        for answer in answers {
            let order = self.unanswered.pop_front().expect("only what was sent is answered");
            let accepted = answer["position"].is_u64();
            assert!(accepted, "nothing here may be refused: {order:?}: {answer}");
            self.replays += usize::from(answer["replayed"] == true);
            self.journal.insert(order.key.clone(), (order, answer));
        }
        came > 0
    }
}

fn single(client: &Client, order: &Order) -> Option<Json> {
    let answer = client.post(order.command, &order.data).key(&order.key).try_send();
    answer.ok().map(|answer| answer.json())
}

fn batch<'a>(client: &Client, orders: impl Iterator<Item = &'a Order>) -> Vec<Json> {
    let line = |order: &Order| {
        let Order { key, command, data } = order;
        format!("{}\n", json!({"command": command, "idempotency_key": key, "data": data}))
    };
    let body: String = orders.map(line).collect();
    let request = client.request("POST", "/v1/commands").body("application/x-ndjson", body);
    request.lines_that_come()
}
