//! A lead, from its capture to its conversion.
//!
//! Open: being worked on, in one of the stages of C10. Disqualified and recycled: out of the sales
//! queue; a key behaviour brings it back. Converted: final and locked.

use event_schema::commit::Fact;
use event_schema::event::{
    Behavior, Checklist, ConvertedAccount, ConvertedOpportunity, LeadBehaviorRecorded, LeadCreated,
    LeadScored, MailboxClass, Priority, QualifiedLevel,
};
use event_schema::id::{PersonId, UserId};
use event_schema::value::{LookupHash, LookupKey, Text};
use event_schema::{LeadEvent, StreamType, personal::KeySlot};
use rules::scoring::Tally;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{BoxAt, Key};

/// How far an open lead has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    New,
    Verified,
    Contacted,
    Nurturing,
    Mql,
    MeetingBooked,
    Sql,
}

/// A lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Lead {
    /// Being worked on.
    Open { stage: Stage, facts: Box<Facts> },
    /// Given up.
    Disqualified { facts: Box<Facts> },
    /// Put back for later.
    Recycled { facts: Box<Facts> },
    /// Locked: what it became.
    Converted {
        account: ConvertedAccount,
        opportunity: Option<ConvertedOpportunity>,
        facts: Box<Facts>,
    },
}

/// What is known of a lead in every state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub person_id: PersonId,
    /// Where the person's key lies, if anything of theirs was sealed.
    pub key_slot: Option<KeySlot>,
    pub boxes: SmallVec<[BoxAt; 1]>,
    pub company: Option<Text<100>>,
    pub source: Text<100>,
    pub industry: Option<Text<100>>,
    pub company_size: Option<u32>,
    pub region: Option<Text<100>>,
    pub product: Option<Text<100>>,
    pub owner_id: Option<UserId>,
    pub mailbox: Option<MailboxClass>,
    pub domain: Option<Text<253>>,
    pub has_seniority: bool,
    pub has_interest: bool,
    pub has_consent: bool,
    pub company_hash: Option<LookupHash>,
    pub keys: SmallVec<[LookupKey; 4]>,
    pub fit: i32,
    pub behaviour: i32,
    pub priority: Priority,
    /// What it has done.
    pub tally: Tally,
    /// How many of them were key when they were recorded.
    pub key_behaviours: u32,
    pub checklist: Option<Checklist>,
}

/// The state after a fact; a fact about a lead that was never created is passed over.
pub fn evolve(lead: Option<Lead>, event: &LeadEvent, fact: &Fact) -> Option<Lead> {
    let lead = match (event, lead) {
        (LeadEvent::LeadCreated(created), None) => return Some(born(created, fact)),
        (_, None) => return None,
        (_, Some(lead)) => lead,
    };
    Some(match event {
        LeadEvent::LeadBehaviorRecorded(recorded) => {
            lead.with(|f| f.count(recorded)).booked(recorded)
        }
        LeadEvent::LeadScored(scored) => lead.with(|facts| facts.score(scored)),
        LeadEvent::LeadNurtured(_) => {
            Lead::Open { stage: Stage::Nurturing, facts: lead.into_facts() }
        }
        LeadEvent::LeadQualified(qualified) => {
            let mut facts = lead.into_facts();
            facts.checklist = qualified.checklist.or(facts.checklist);
            let stage = match qualified.level {
                QualifiedLevel::Mql => Stage::Mql,
                QualifiedLevel::Sql => Stage::Sql,
            };
            Lead::Open { stage, facts }
        }
        LeadEvent::LeadDisqualified(_) => Lead::Disqualified { facts: lead.into_facts() },
        LeadEvent::LeadConverted(converted) => Lead::Converted {
            account: converted.account,
            opportunity: converted.opportunity,
            facts: lead.into_facts(),
        },
        LeadEvent::LeadCreated(_) => lead,
    })
}

fn born(created: &LeadCreated, fact: &Fact) -> Lead {
    let created = created.clone();
    let facts = Facts {
        person_id: created.person_id,
        key_slot: fact.personal.as_ref().map(|sealed| sealed.key),
        boxes: BoxAt::of(fact).into_iter().collect(),
        company: created.company,
        source: created.source,
        industry: created.industry,
        company_size: created.company_size,
        region: created.region,
        product: created.product,
        owner_id: created.owner_id,
        mailbox: created.mailbox,
        domain: created.domain,
        has_seniority: created.seniority.is_some(),
        has_interest: created.interest.is_some(),
        has_consent: created.consent.is_some(),
        company_hash: created.company_hash,
        keys: created.keys,
        fit: 0,
        behaviour: 0,
        priority: Priority::Low,
        tally: Tally::default(),
        key_behaviours: 0,
        checklist: None,
    };
    Lead::Open { stage: Stage::New, facts: Box::new(facts) }
}

impl Facts {
    /// Fit and behaviour together.
    pub fn total(&self) -> i32 {
        self.fit.saturating_add(self.behaviour)
    }

    fn count(&mut self, recorded: &LeadBehaviorRecorded) {
        self.key_behaviours += u32::from(recorded.key);
        self.tally.add(recorded.behavior);
    }

    fn score(&mut self, scored: &LeadScored) {
        self.fit = scored.fit;
        self.behaviour = scored.behaviour;
        self.priority = scored.priority;
    }
}

impl Lead {
    /// What is known of it.
    pub fn facts(&self) -> &Facts {
        match self {
            Self::Open { facts, .. }
            | Self::Disqualified { facts }
            | Self::Recycled { facts }
            | Self::Converted { facts, .. } => facts,
        }
    }

    fn into_facts(self) -> Box<Facts> {
        match self {
            Self::Open { facts, .. }
            | Self::Disqualified { facts }
            | Self::Recycled { facts }
            | Self::Converted { facts, .. } => facts,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        match &mut self {
            Self::Open { facts, .. }
            | Self::Disqualified { facts }
            | Self::Recycled { facts }
            | Self::Converted { facts, .. } => change(facts),
        }
        self
    }

    /// A booked meeting moves the state, but only from `mql`.
    fn booked(self, recorded: &LeadBehaviorRecorded) -> Self {
        match self {
            Self::Open { stage: Stage::Mql, facts }
                if recorded.behavior == Behavior::MeetingBooked =>
            {
                Self::Open { stage: Stage::MeetingBooked, facts }
            }
            other => other,
        }
    }

    /// The state's public name.
    pub fn state_name(&self) -> &'static str {
        match self {
            Self::Open { stage, .. } => match stage {
                Stage::New => "new",
                Stage::Verified => "verified",
                Stage::Contacted => "contacted",
                Stage::Nurturing => "nurturing",
                Stage::Mql => "mql",
                Stage::MeetingBooked => "meeting_booked",
                Stage::Sql => "sql",
            },
            Self::Disqualified { .. } => "disqualified",
            Self::Recycled { .. } => "recycled",
            Self::Converted { .. } => "converted",
        }
    }

    /// Keys under which duplicates find it. Conversion releases addresses, since later hits are to
    /// match the account or contact; its reference in another system stays its own.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        use event_schema::value::LookupKind;
        let held = |key: &&LookupKey| match self {
            Self::Open { .. } | Self::Disqualified { .. } | Self::Recycled { .. } => true,
            Self::Converted { .. } => key.kind == LookupKind::External,
        };
        let keys = self.facts().keys.iter().filter(held);
        keys.map(|key| Key::lookup(StreamType::Lead, *key)).collect()
    }
}
