//! What happens to leads.

use std::collections::BTreeMap;

use event_schema::event::{
    AsWritten, Behavior, Changed, ConvertedAccount, ConvertedContact, ConvertedOpportunity,
    LeadBehaviorRecorded, LeadContacted, LeadContactsPlanned, LeadContactsStopped, LeadConverted,
    LeadDisqualified, LeadIdled, LeadNurtured, LeadScored, LinkMode, PlannedStep, Point, Priority,
    QualifiedLevel, QuestionnaireAnswered, ScorePart,
};
use event_schema::id::{AccountId, ContactId, LeadId, OpportunityId};
use event_schema::value::Key;
use smallvec::smallvec;

use super::make::{self, Draft};
use super::{History, LeadKnown};

impl History {
    pub fn create_lead(&mut self, draft: &mut Draft) {
        let id = LeadId(self.dice.id());
        let person = self.dice.id();
        let owner = self.user();
        let source: &str = self.dice.pick(&["web", "fair", "referral"]);
        let region = self.dice.pick(&[None, Some("north"), Some("south")]);
        self.put(draft, id, make::lead(person, source, region, owner));
        self.leads.push(LeadKnown { id, level: 0, done: false, owner });
    }

    fn open_lead(&mut self) -> Option<usize> {
        let at = self.dice.below(self.leads.len() as u64) as usize;
        self.leads.get(at).filter(|lead| !lead.done).map(|_| at)
    }

    pub fn behave(&mut self, draft: &mut Draft) {
        let Some(at) = self.open_lead() else { return };
        let lead = self.leads[at].id;
        let choices = [Behavior::MeetingBooked, Behavior::EmailOpened, Behavior::EventAttended];
        let behavior = self.dice.pick(&choices);
        let when = draft.occurred_at().plus_seconds(-(self.dice.below(9_000) as i64));
        self.put(draft, lead, LeadBehaviorRecorded { behavior, at: when, key: true });
        let point = Point {
            rule: make::text("behaviour.test"),
            part: ScorePart::Behaviour,
            points: self.dice.below(40) as i32,
        };
        let scored = LeadScored {
            model_version: 1,
            behaviour: point.points,
            total: point.points,
            points: smallvec![point],
            fit: 0,
            priority: Priority::Medium,
            band: None,
        };
        self.put(draft, lead, scored);
        if self.dice.chance(50) {
            self.contact(draft, lead);
        }
    }

    /// Contacts are planned or what was planned is stopped, now and then.
    fn plan(&mut self, draft: &mut Draft, lead: LeadId) {
        let plan: Key = "inbound".parse().expect("a key");
        if self.dice.chance(30) {
            self.put(draft, lead, LeadContactsStopped { plan, reason: None });
            return;
        }
        let started_at = draft.occurred_at().plus_seconds(-(self.dice.below(9_000) as i64));
        let step = |channel: &str, seconds: i64| PlannedStep {
            channel: make::text(channel),
            due_at: started_at.plus_seconds(seconds),
            note: None,
        };
        let steps = vec![step("mail", 3_600), step("call", 7_200), step("call", 86_400)];
        self.put(draft, lead, LeadContactsPlanned { plan, version: 1, started_at, steps });
    }

    fn contact(&mut self, draft: &mut Draft, lead: LeadId) {
        if self.dice.chance(40) {
            self.plan(draft, lead);
        }
        let channel: &str = self.dice.pick(&["call", "mail"]);
        let outcome: &str = self.dice.pick(&["reached", "busy", "no answer"]);
        let contacted = LeadContacted {
            channel: make::text(channel),
            outcome: make::text(outcome),
            at: draft.occurred_at().plus_seconds(-(self.dice.below(9_000) as i64)),
            interest: None,
            next_at: None,
            as_written: AsWritten::new(),
        };
        self.put(draft, lead, contacted);
        if self.dice.chance(15) {
            let idle = self.idle(draft, 90);
            self.put(draft, lead, LeadIdled { idle });
        }
    }

    pub fn qualify(&mut self, draft: &mut Draft) {
        let Some(at) = self.open_lead() else { return };
        let level = if self.dice.chance(60) { QualifiedLevel::Mql } else { QualifiedLevel::Sql };
        self.leads[at].level = if level == QualifiedLevel::Sql { 2 } else { 1 };
        let lead = self.leads[at].id;
        if self.dice.chance(40) {
            self.answer(draft, lead);
        }
        self.put(draft, lead, make::qualified(level));
    }

    fn answer(&mut self, draft: &mut Draft, lead: LeadId) {
        let question: &str = self.dice.pick(&["budget", "need", "users"]);
        let key = |name: &str| -> Key { name.parse().expect("a key") };
        let after = self.dice.chance(70).then(|| make::text("12"));
        let answered = QuestionnaireAnswered {
            questionnaire: key("bant"),
            version: 1,
            at: draft.occurred_at(),
            answers: [(key(question), Changed { before: None, after })].into(),
            texts: Vec::new(),
            emptied: Vec::new(),
            earlier: BTreeMap::new(),
            missing: vec![key("timetable")],
        };
        self.put(draft, lead, answered);
    }

    pub fn give_up(&mut self, draft: &mut Draft) {
        let Some(at) = self.open_lead() else { return };
        let lead = self.leads[at].id;
        if self.dice.chance(60) {
            let reason = "no_budget".parse().expect("a code");
            self.put(draft, lead, LeadDisqualified { reason });
        } else {
            self.put(draft, lead, LeadNurtured { reason: None });
        }
    }

    pub fn convert(&mut self, draft: &mut Draft) {
        let Some(at) = self.open_lead() else { return };
        if self.leads[at].level == 0 && self.dice.chance(70) {
            return;
        }
        let LeadKnown { id: lead, owner: before, .. } = self.leads[at];
        self.leads[at].done = true;
        let owner = if self.dice.chance(60) { before } else { self.user() };
        let known = self.accounts.last().copied().filter(|_| self.dice.chance(30));
        let account = known.map_or_else(|| AccountId(self.dice.id()), |(account, _)| account);
        let contact = ContactId(self.dice.id());
        let deal = self.dice.chance(75).then(|| OpportunityId(self.dice.id()));
        let mode = if known.is_some() { LinkMode::Use } else { LinkMode::Create };
        let converted = LeadConverted {
            account: ConvertedAccount { id: account, mode },
            contact: Some(ConvertedContact { id: contact, mode: LinkMode::Create }),
            opportunity: deal.map(|id| ConvertedOpportunity { id }),
            owner_id: owner,
        };
        self.put(draft, lead, converted);
        if known.is_none() {
            self.put(draft, account, make::account(owner, Some(lead)));
            self.accounts.push((account, owner));
        }
        let person = self.dice.id();
        self.put(draft, contact, make::contact(person, account, Some(lead)));
        if let Some(deal) = deal {
            let amount = 100 + self.dice.below(9_000);
            self.put(draft, deal, make::opportunity(account, amount, owner, Some(lead)));
            self.deals.push((deal, owner, true));
        }
    }
}
