//! Clients that keep their own journal of what was acknowledged.

use std::collections::HashMap;

use command_service::Request;
use command_service::writer::Ticket;
use event_schema::Position;
use event_schema::command::Command;
use event_schema::commit::{Actor, Idempotency};
use event_schema::id::CommandId;
use event_schema::value::LookupHash;
use serde_json::{Value as Json, json};

use super::world::{Dice, World};

/// Leads, accounts and so on come from a small pool, so that commands meet.
const POOL: u64 = 12;

/// An acknowledged command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Acknowledged {
    pub commit: CommandId,
    pub position: Position,
    pub key: Option<u64>,
}

/// Sends random commands, many with an idempotency key, and repeats those whose answer it never got.
pub struct Client {
    dice: Dice,
    sent: HashMap<Ticket, (Option<u64>, Request)>,
    unanswered: Vec<(Option<u64>, Request)>,
    pub journal: Vec<Acknowledged>,
    keys: u64,
}

impl Client {
    pub fn new(seed: u64) -> Self {
        let dice = Dice::new(seed + 3);
        Self { dice, sent: HashMap::new(), unanswered: Vec::new(), journal: Vec::new(), keys: 0 }
    }

    pub fn send_some(&mut self, world: &mut World) {
        if world.is_off() {
            return;
        }
        for _ in 0..=self.dice.below(5) {
            let (key, request) = match self.unanswered.pop() {
                Some(again) => again,
                None => self.next(world),
            };
            let ticket = world.submit(request.clone());
            self.sent.insert(ticket, (key, request));
        }
    }

    fn next(&mut self, world: &World) -> (Option<u64>, Request) {
        let (name, body) = self.command();
        let Json::Object(fields) = body else { unreachable!("a body is an object") };
        let writer = world.writer.as_ref().expect("it runs");
        let book = writer.book();
        let tenant = book.tenant("2026-01-01T00:00:00Z".parse().expect("a time"));
        let locale = tenant.expect("the presets hold").body.locale();
        let command = Command::read(name, fields.into(), &locale).expect("it exists");
        let key = (self.dice.below(3) > 0).then(|| {
            self.keys += 1;
            self.keys
        });
        let request = Request {
            command: command.expect("it is well formed"),
            actor: Actor::new("client").expect("it is short"),
            on_behalf_of: None,
            idempotency: key.map(|key| Idempotency {
                id: LookupHash(u128::from(key).to_be_bytes()),
                fingerprint: LookupHash([1; 16]),
            }),
            if_match: None,
            occurred_at: None,
            correlation_id: None,
            dry_run: false,
        };
        (key, request)
    }

    fn command(&mut self) -> (&'static str, Json) {
        let n = self.dice.below(POOL);
        let lead = format!("00000000-0000-7000-8000-{n:012}");
        let five = json!({"need": true, "decision_maker": true, "budget": true,
            "timeframe": true, "contact_verified": true});
        match self.dice.below(8) {
            0..=2 => (
                "CreateLead",
                json!({"lead_id": lead, "source": "web",
                "company": format!("Company {}", self.dice.below(POOL)),
                "email": format!("p{}@company{n}.com", self.dice.below(3))}),
            ),
            3 | 4 => {
                ("RecordLeadBehavior", json!({"lead_id": lead, "behavior": "pricing_page_visited"}))
            }
            5 => ("QualifyLead", json!({"lead_id": lead, "level": "sql", "checklist": five})),
            6 => (
                "ConvertLead",
                json!({"lead_id": lead, "account": {"mode": "match"},
                "opportunity": {"name": "Deal", "expected_close": "2026-06-30",
                    "amount": {"amount": "100.00", "currency": "CNY"}}}),
            ),
            _ => ("DefineScoringModel", json!({"mql_total": 60 + self.dice.below(3)})),
        }
    }

    pub fn take_answers(&mut self, world: &mut World) {
        for (ticket, outcome) in world.take_answers() {
            let (key, _) = self.sent.remove(&ticket).expect("only what was sent is answered");
            let Ok(reply) = outcome else { continue };
            let Some(commit) = reply.commit else { continue };
            let id = commit.commit().head.id;
            let done = Acknowledged { commit: id, position: reply.position, key };
            let before = self.journal.iter().find(|a| key.is_some() && a.key == key);
            assert!(before.is_none_or(|before| *before == done), "a replay is the first answer");
            if before.is_none() {
                self.journal.push(done);
            }
        }
    }

    /// The connection is gone: what has no answer yet is sent again, if it has a key.
    pub fn forget_unanswered(&mut self) {
        let lost = std::mem::take(&mut self.sent).into_values();
        self.unanswered.extend(lost.filter(|(key, _)| key.is_some()));
    }
}
