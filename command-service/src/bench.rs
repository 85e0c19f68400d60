//! A writer on a workbench: commands as JSON in, outcomes out, over a log in memory. For the tests
//! of deciders and writer, which reach every state by commands.

use std::sync::Arc;

use event_log::keys::{Fill, KeyError};
use event_log::{Append, StoredEntry};
use event_schema::command::Command;
use event_schema::commit::Actor;
use event_schema::entry::{Head, LogId};
use event_schema::personal::{KeySlot, PersonKey};
use event_schema::problem::Problem;
use event_schema::{TenantId, Timestamp};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::decide::Ids;
use crate::http::reply_json;
use crate::request::{Outcome, Request};
use crate::stamp::{DrivenStamp, Stamp};
use crate::store::MemoryStore;
use crate::writer::{Effect, Input, New, Pending, PersonKeys, Ports, Ticket, Writer};

/// A writer, its log and a clock that stands still until it is told to go on.
pub struct Bench {
    pub writer: Writer<MemoryStore>,
    pub log: Vec<StoredEntry>,
    ids: DrivenStamp,
    tickets: u64,
    pub occurred_at: Option<Timestamp>,
}

/// When the bench's clock stands.
pub const NOW: &str = "2026-03-01T09:00:00Z";

pub fn now() -> Timestamp {
    NOW.parse().expect("NOW is a time")
}

pub fn ports(seed: u64) -> Ports<MemoryStore> {
    Ports {
        log: LogId(Uuid::from_u128(7)),
        store: MemoryStore::default(),
        keys: Arc::new(OneKey),
        stamp: Box::new(DrivenStamp::new(now(), seed)),
    }
}

/// Every person has the same key.
struct OneKey;

impl PersonKeys for OneKey {
    fn secret(&self, _: TenantId, _: New, _: Fill<'_>) -> Result<[u8; 32], KeyError> {
        Ok([1; 32])
    }

    fn key(&self, _: TenantId, _: KeySlot) -> Result<Option<PersonKey>, KeyError> {
        Ok(Some(PersonKey([2; 32])))
    }

    fn unused(&self, _: TenantId, _: KeySlot, most: usize) -> Result<Vec<PersonKey>, KeyError> {
        Ok(vec![PersonKey([2; 32]); most])
    }

    fn covers(&self, _: TenantId, _: KeySlot) -> Result<(), KeyError> {
        Ok(())
    }

    fn reserve(&self, _: TenantId, _: KeySlot, _: Fill<'_>) -> Result<KeySlot, KeyError> {
        Ok(KeySlot::MAX)
    }
}

impl Bench {
    pub fn new() -> Self {
        let tenant: TenantId = "acme".parse().unwrap();
        let writer = Writer::open(tenant, ports(1), Head::default()).unwrap();
        let ids = DrivenStamp::new(now(), 2);
        Self { writer, log: Vec::new(), ids, tickets: 0, occurred_at: None }
    }

    pub fn request(&self, command: &str, body: Json) -> Request {
        let Json::Object(body) = body else { panic!("a body is an object") };
        let book = self.writer.book();
        let locale = book.tenant(now()).unwrap().body.locale();
        let read = Command::read(command, body.into(), &locale).expect("the command exists");
        Request {
            command: read.unwrap_or_else(|faults| panic!("{faults:?}")),
            actor: Actor::new("tester").unwrap(),
            on_behalf_of: None,
            idempotency: None,
            if_match: None,
            occurred_at: self.occurred_at,
            correlation_id: None,
            dry_run: false,
        }
    }

    /// Hands a request in without letting the log answer.
    pub fn hand_in(&mut self, request: Request) -> (Ticket, Vec<Effect>) {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let pending = Pending { ticket, request: Arc::new(request), ids: Ids(self.ids.uuid()) };
        (ticket, self.writer.step(Input::Received(vec![pending])).unwrap())
    }

    /// Does what the writer wants until it wants nothing more; gives the answers.
    pub fn settle(&mut self, effects: Vec<Effect>) -> Vec<(Ticket, Outcome)> {
        let mut answers = Vec::new();
        let mut todo: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = todo.pop_front() {
            let next = match effect {
                Effect::Append { fence, entry } => {
                    assert_eq!(fence, self.log.len() as u64, "the fence is the last entry");
                    let sequence = fence + 1;
                    let (head, bytes) = (entry.head, entry.bytes);
                    self.log.push(StoredEntry { sequence, head, bytes });
                    Input::Answered(Append::Appended { sequence })
                }
                Effect::AskHead => Input::Head(Some(self.head())),
                Effect::ReadAfter(position) => {
                    let log = self.log.iter().filter(|entry| entry.head.first > position);
                    self.writer.catch_up(&log.cloned().collect::<Vec<_>>()).unwrap();
                    Input::CaughtUp
                }
                Effect::Answer(ticket, outcome) => {
                    answers.push((ticket, outcome));
                    continue;
                }
                Effect::Replay(..) => panic!("the bench has no replays from the log"),
            };
            todo.extend(self.writer.step(next).unwrap());
        }
        self.writer.write_behind().unwrap();
        answers
    }

    pub fn head(&self) -> Head {
        self.log.last().map_or(Head::default(), |last| Head {
            sequence: last.sequence,
            position: last.head.last(),
            chain: last.head.chain,
            entry: Some(last.head.entry),
        })
    }

    /// Runs one command to its end: the answer's JSON, or the problem.
    pub fn run(&mut self, command: &str, body: Json) -> Result<Json, Box<Problem>> {
        let request = self.request(command, body);
        self.run_request(request)
    }

    pub fn run_request(&mut self, request: Request) -> Result<Json, Box<Problem>> {
        let (_, effects) = self.hand_in(request);
        let mut answers = self.settle(effects);
        let (_, outcome) = answers.pop().expect("one answer");
        outcome.map(|reply| serde_json::from_slice(&reply_json(&reply)).unwrap())
    }

    /// The types of the events that a command left.
    pub fn events(&mut self, command: &str, body: Json) -> Vec<String> {
        let answer = self.run(command, body).unwrap_or_else(|problem| panic!("{problem:?}"));
        let events = answer["events"].as_array().unwrap();
        events.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }

    /// The last part of the problem's type that a command is refused with.
    pub fn refusal(&mut self, command: &str, body: Json) -> String {
        let problem = self.run(command, body).expect_err("it is refused");
        problem.kind.trim_start_matches("/problems/").to_owned()
    }
}
