//! A lead, from its capture to its conversion.
//!
//! Open: being worked on, in one of the stages of C10. Disqualified and recycled: out of the sales
//! queue; a key behaviour brings it back. Converted: final and locked. One that was merged into
//! another is no lead any more, see [`super::State::Merged`].

mod answers;
mod facts;
mod whole;

use event_schema::commit::Fact;
use event_schema::event::{
    Behavior, ConvertedAccount, ConvertedOpportunity, LeadBehaviorRecorded, LeadPlace, LeadsMerged,
    QualifiedLevel,
};
use event_schema::value::{LookupKey, LookupKind};
use event_schema::{LeadEvent, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Key;

pub use answers::{Answered, Given};
pub use facts::Facts;

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

/// The state after a fact; a fact about a lead that was never created is passed over.
pub fn evolve(lead: Option<Lead>, event: &LeadEvent, fact: &Fact) -> Option<Lead> {
    let lead = match (event, lead) {
        (LeadEvent::LeadCreated(created), None) => {
            let facts = Box::new(Facts::born(created, fact));
            return Some(Lead::Open { stage: Stage::New, facts });
        }
        (_, None) => return None,
        (_, Some(lead)) => lead,
    };
    Some(match event {
        LeadEvent::LeadBehaviorRecorded(recorded) => {
            lead.with(|f| f.count(recorded)).booked(recorded)
        }
        LeadEvent::LeadScored(scored) => lead.with(|facts| facts.score(scored)),
        LeadEvent::LeadNurtured(_) => lead.with(|facts| facts.note(fact)).at(Stage::Nurturing),
        LeadEvent::LeadQualified(qualified) => {
            let checklist = qualified.checklist;
            let lead = lead.with(|facts| facts.checklist = checklist.or(facts.checklist));
            lead.at(match qualified.level {
                QualifiedLevel::Mql => Stage::Mql,
                QualifiedLevel::Sql => Stage::Sql,
            })
        }
        LeadEvent::LeadDisqualified(_) => {
            Lead::Disqualified { facts: lead.with(|facts| facts.leave(fact)).into_facts() }
        }
        LeadEvent::LeadRecycled(_) => {
            Lead::Recycled { facts: lead.with(|facts| facts.leave(fact)).into_facts() }
        }
        LeadEvent::LeadConverted(converted) => Lead::Converted {
            account: converted.account,
            opportunity: converted.opportunity,
            facts: lead.with(|facts| facts.contact_plan = None).into_facts(),
        },
        LeadEvent::LeadUpdated(updated) => lead.with(|facts| {
            facts.update(updated);
            facts.whole_person(fact);
        }),
        LeadEvent::LeadVerified(_) => lead.at(Stage::Verified),
        LeadEvent::LeadAssigned(assigned) => lead.with(|facts| {
            facts.owner_id = Some(assigned.after);
            facts.accepted = false;
        }),
        LeadEvent::LeadAccepted(_) => lead.with(|facts| facts.accepted = true),
        LeadEvent::LeadDeclined(_) => lead.with(|facts| {
            facts.owner_id = None;
            facts.note(fact);
        }),
        // What was said stands in the log; nothing is decided by it.
        LeadEvent::LeadContacted(_) => lead.contacted(),
        LeadEvent::LeadsMerged(merged) => lead.took_in(merged, fact),
        LeadEvent::QuestionnaireAnswered(answered) => lead.with(|facts| {
            if let Some(sealed) = &fact.personal {
                facts.key_slot.get_or_insert(sealed.key);
            }
            facts.answers.entry(answered.questionnaire).or_default().take_over(answered, fact);
        }),
        LeadEvent::LeadContactsPlanned(planned) => {
            lead.with(|facts| facts.contact_plan = Some(Box::new(planned.clone())))
        }
        LeadEvent::LeadContactsStopped(_) => lead.with(|facts| facts.contact_plan = None),
        // The fold of all records ends a stream with it; of an idle lead the points stand behind it.
        LeadEvent::LeadMergedInto(_) | LeadEvent::LeadCreated(_) | LeadEvent::LeadIdled(_) => lead,
    })
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

    /// What is known of it, to change it.
    pub(super) fn facts_mut(&mut self) -> &mut Facts {
        match self {
            Self::Open { facts, .. }
            | Self::Disqualified { facts }
            | Self::Recycled { facts }
            | Self::Converted { facts, .. } => facts,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(self.facts_mut());
        self
    }

    fn at(self, stage: Stage) -> Self {
        Self::Open { stage, facts: self.into_facts() }
    }

    /// Took in another lead.
    fn took_in(self, merged: &LeadsMerged, fact: &Fact) -> Self {
        let lead = self.with(|facts| {
            facts.take_in(merged);
            facts.whole_person(fact);
        });
        match merged.state.as_ref().and_then(|state| state.after) {
            Some(place) => lead.placed(place),
            None => lead,
        }
    }

    /// Where a merge put it.
    fn placed(self, place: LeadPlace) -> Self {
        match place {
            LeadPlace::New => self.at(Stage::New),
            LeadPlace::Verified => self.at(Stage::Verified),
            LeadPlace::Contacted => self.at(Stage::Contacted),
            LeadPlace::Nurturing => self.at(Stage::Nurturing),
            LeadPlace::Mql => self.at(Stage::Mql),
            LeadPlace::MeetingBooked => self.at(Stage::MeetingBooked),
            LeadPlace::Sql => self.at(Stage::Sql),
            LeadPlace::Disqualified => Self::Disqualified { facts: self.into_facts() },
            LeadPlace::Recycled => Self::Recycled { facts: self.into_facts() },
        }
    }

    /// A logged contact moves new and verified leads, and no others.
    fn contacted(self) -> Self {
        match self {
            Self::Open { stage: Stage::New | Stage::Verified, facts } => {
                Self::Open { stage: Stage::Contacted, facts }
            }
            other => other,
        }
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

    /// Where it stands; `None` once it is converted.
    pub fn place(&self) -> Option<LeadPlace> {
        match self {
            Self::Open { stage, .. } => Some(match stage {
                Stage::New => LeadPlace::New,
                Stage::Verified => LeadPlace::Verified,
                Stage::Contacted => LeadPlace::Contacted,
                Stage::Nurturing => LeadPlace::Nurturing,
                Stage::Mql => LeadPlace::Mql,
                Stage::MeetingBooked => LeadPlace::MeetingBooked,
                Stage::Sql => LeadPlace::Sql,
            }),
            Self::Disqualified { .. } => Some(LeadPlace::Disqualified),
            Self::Recycled { .. } => Some(LeadPlace::Recycled),
            Self::Converted { .. } => None,
        }
    }

    /// The state's public name.
    pub fn state_name(&self) -> &'static str {
        self.place().map_or("converted", LeadPlace::name)
    }

    /// Keys under which duplicates find it. Conversion releases addresses, since later hits are to
    /// match the account or contact; its reference in another system stays its own.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        let held = |key: &&LookupKey| match self {
            Self::Open { .. } | Self::Disqualified { .. } | Self::Recycled { .. } => true,
            Self::Converted { .. } => key.kind == LookupKind::External,
        };
        let facts = self.facts();
        let others = facts.identities.iter().flat_map(|identity| &identity.keys);
        let keys = facts.keys.iter().chain(others).filter(held);
        keys.map(|key| Key::lookup(StreamType::Lead, *key)).collect()
    }
}
