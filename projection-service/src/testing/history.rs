//! Histories: commits as the command side would leave them, with business times that run back and
//! forth, records that a reader never saw begin, and events of a newer Kith.

mod acts;
mod apart;
mod deals;
mod leads;
mod make;
mod tracked;

use event_schema::commit::Commit;
use event_schema::event::UnknownEvent;
use event_schema::id::{AccountId, LeadId, OpportunityId, UserId};
use event_schema::stream::{Revision, StreamId, StreamType};
use event_schema::{Event, Timestamp};
use std::collections::HashMap;

use super::Dice;
use make::Draft;

/// What the generator knows of a lead.
#[derive(Clone, Copy)]
struct LeadKnown {
    id: LeadId,
    level: u8,
    done: bool,
    owner: Option<UserId>,
}

/// Makes histories.
pub struct History {
    dice: Dice,
    now: Timestamp,
    revisions: HashMap<StreamId, Revision>,
    users: Vec<UserId>,
    leads: Vec<LeadKnown>,
    accounts: Vec<(AccountId, Option<UserId>)>,
    deals: Vec<(OpportunityId, Option<UserId>, bool)>,
    settings: u32,
    acts: Vec<acts::ActKnown>,
}

impl History {
    /// The history of a seed, from a fixed day on.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let users = (0..4).map(|_| UserId(dice.id())).collect();
        Self {
            dice,
            now: "2026-01-30T12:00:00Z".parse().expect("an instant"),
            revisions: HashMap::new(),
            users,
            leads: Vec::new(),
            accounts: Vec::new(),
            deals: Vec::new(),
            settings: 0,
            acts: Vec::new(),
        }
    }

    /// The next commits.
    pub fn commits(&mut self, n: usize) -> Vec<Commit> {
        (0..n).map(|_| self.commit()).collect()
    }

    /// The next commit.
    pub fn commit(&mut self) -> Commit {
        self.now = self.now.plus_seconds(1 + self.dice.below(4_000) as i64);
        let back = if self.dice.chance(25) { self.dice.below(40 * 86_400) as i64 } else { 0 };
        let mut draft = Draft::new(self.dice.id(), self.now, self.now.plus_seconds(-back));
        match self.dice.below(100) {
            0..20 => self.create_lead(&mut draft),
            20..25 => self.track_deal(&mut draft),
            25..40 => self.behave(&mut draft),
            40..55 => self.qualify(&mut draft),
            55..61 => self.give_up(&mut draft),
            61..72 => self.convert(&mut draft),
            72..78 => self.create_account(&mut draft),
            78..86 => self.move_deal(&mut draft),
            86..92 => self.end_deal(&mut draft),
            92..95 => self.change_owner(&mut draft),
            95..96 => self.define_zone(&mut draft),
            96..97 => self.stranger(&mut draft),
            97..98 => self.tell_apart(&mut draft),
            98..99 => self.act(&mut draft),
            _ => self.newer(&mut draft),
        }
        if draft.is_empty() {
            self.create_lead(&mut draft);
        }
        draft.finish()
    }

    fn put(&mut self, draft: &mut Draft, stream: impl Into<StreamId>, event: impl Into<Event>) {
        let stream = stream.into();
        let revision = self.revisions.entry(stream).or_insert(0);
        *revision += 1;
        draft.put(stream, *revision, event.into());
    }

    fn user(&mut self) -> Option<UserId> {
        if self.dice.chance(80) { Some(self.dice.pick(&self.users)) } else { None }
    }

    /// An event of a record whose beginning nobody has seen.
    fn stranger(&mut self, draft: &mut Draft) {
        let lead = LeadId(self.dice.id());
        let event = make::qualified(event_schema::event::QualifiedLevel::Mql);
        self.put(draft, lead, event);
        let deal = OpportunityId(self.dice.id());
        let at = draft.occurred_at();
        self.put(draft, deal, make::won(at));
    }

    /// An event of a newer Kith, some on records that are known.
    fn newer(&mut self, draft: &mut Draft) {
        let kind = StreamType::named("ticket").expect("a short name");
        let ticket = StreamId::new(kind, self.dice.id());
        let data = serde_json::value::RawValue::from_string("{\"x\":1}".into()).expect("JSON");
        let name = self.dice.pick(&["TicketOpened", "TicketClosed"]);
        let unknown = UnknownEvent { name: name.into(), version: 1, data };
        self.put(draft, ticket, Event::Unknown(unknown.clone()));
        if let Some(lead) = self.leads.last().copied() {
            self.put(draft, lead.id, Event::Unknown(unknown));
        }
    }
}
