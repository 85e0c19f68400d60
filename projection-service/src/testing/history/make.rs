//! Commits and events with everything filled in that no test cares about.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use event_schema::commit::{Actor, Commit, CommitHead, Fact, Origin};
use event_schema::event::{
    AccountCreated, ContactCreated, LeadCreated, LeadQualified, OpportunityKind, OpportunityOpened,
    OpportunityWon, PersonalField, QualifiedBy, QualifiedLevel,
};
use event_schema::id::{AccountId, CommandId, LeadId, PersonId, UserId};
use event_schema::stream::{Revision, StreamId};
use event_schema::value::{CustomFields, CustomValue, Money, Text};
use event_schema::{Event, Timestamp};
use rust_decimal::Decimal;
use smallvec::SmallVec;
use uuid::Uuid;

/// A commit in the making.
pub struct Draft {
    head: CommitHead,
    facts: Vec<Fact>,
}

impl Draft {
    pub fn new(id: Uuid, recorded_at: Timestamp, occurred_at: Timestamp) -> Self {
        let head = CommitHead {
            id: CommandId(id),
            command: "Test".into(),
            actor: Actor::new("user-1").expect("a short name"),
            on_behalf_of: None,
            correlation_id: None,
            causation: None,
            recorded_at,
            occurred_at,
            origin: if recorded_at == occurred_at { Origin::Live } else { Origin::History },
            idempotency: None,
            about: None,
            settings: SmallVec::new(),
        };
        Self { head, facts: Vec::new() }
    }

    pub fn occurred_at(&self) -> Timestamp {
        self.head.occurred_at
    }

    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    pub fn put(&mut self, stream: StreamId, revision: Revision, event: Event) {
        self.facts.push(Fact { stream, revision, event, personal: None });
    }

    pub fn finish(self) -> Commit {
        Commit { head: self.head, facts: self.facts }
    }
}

pub fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).expect("a short text")
}

pub fn money(amount: u64) -> Money {
    let currency = "CNY".parse().expect("a currency");
    Money { amount: Decimal::from(amount), currency }
}

pub fn lead(
    person: Uuid,
    source: &str,
    region: Option<&str>,
    owner: Option<UserId>,
) -> LeadCreated {
    LeadCreated {
        person_id: PersonId(person),
        company: Some(text("Acme Werke AG")),
        source: text(source),
        seniority: None,
        industry: None,
        company_size: None,
        region: region.map(text),
        interest: None,
        use_case: None,
        budget: None,
        persona: None,
        partner: None,
        product: None,
        utm: None,
        consent: None,
        owner_id: owner,
        follows_lead_id: None,
        external_id: None,
        custom: custom(),
        personal_custom: Vec::new(),
        mailbox: None,
        domain: None,
        company_hash: None,
        personal: Vec::new(),
        as_written: Default::default(),
        keys: SmallVec::new(),
        normaliser: 1,
    }
}

pub fn qualified(level: QualifiedLevel) -> LeadQualified {
    LeadQualified { level, by: QualifiedBy::Person, checklist: None }
}

pub fn account(owner: Option<UserId>, from: Option<LeadId>) -> AccountCreated {
    AccountCreated {
        name: text("Acme"),
        industry: None,
        size: None,
        revenue: None,
        region: Some(text("north")),
        owner_id: owner,
        grade: None,
        tags: Vec::new(),
        domain: None,
        website: None,
        phone: None,
        address: None,
        need: None,
        parent_id: None,
        life_cycle: None,
        as_written: BTreeMap::new(),
        by_rule: Vec::new(),
        template: None,
        from_lead_id: from,
        external_id: None,
        custom: custom(),
        keys: SmallVec::new(),
        normaliser: 1,
    }
}

/// Fields that a tenant defined, one of each type of value.
fn custom() -> CustomFields {
    let values = [
        ("beds", CustomValue::Number(120)),
        ("level", CustomValue::Text(text("3A"))),
        ("vip", CustomValue::Flag(true)),
    ];
    values.into_iter().map(|(key, value)| (key.parse().expect("a key"), value)).collect()
}

pub fn contact(person: Uuid, account: AccountId, from: Option<LeadId>) -> ContactCreated {
    ContactCreated {
        person_id: PersonId(person),
        account_id: account,
        decision_role: None,
        influence: None,
        main: false,
        reports_to: None,
        from_lead_id: from,
        external_id: None,
        custom: custom(),
        personal_custom: Vec::new(),
        personal: vec![PersonalField::PersonName],
        keys: SmallVec::new(),
        normaliser: 1,
    }
}

pub fn opportunity(
    account: AccountId,
    amount: u64,
    owner: Option<UserId>,
    lead: Option<LeadId>,
) -> OpportunityOpened {
    OpportunityOpened {
        account_id: account,
        name: text("Deal"),
        amount: money(amount),
        expected_close: NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date"),
        close_in_past: false,
        pipeline: "standard".parse().expect("a key"),
        stage: "first_contact".parse().expect("a key"),
        probability: Decimal::TEN,
        kind: OpportunityKind::New,
        product: None,
        region: None,
        source: None,
        owner_id: owner,
        lead_id: lead,
        external_id: None,
        custom: custom(),
        keys: Vec::new(),
        use_case: None,
        partner: None,
        buying_roles: Vec::new(),
        competitors: Vec::new(),
        buying_motives: Vec::new(),
        next_step: None,
        next_step_on: None,
        in_pipeline: true,
        as_written: BTreeMap::new(),
    }
}

pub fn won(at: Timestamp) -> OpportunityWon {
    OpportunityWon {
        before: "first_contact".parse().expect("a key"),
        stage: "won".parse().expect("a key"),
        amount: money(900),
        won_at: at,
        reason: (at.micros() % 2 == 0).then(|| "service".parse().expect("a code")),
    }
}
