//! The funnel of leads: how many of a cohort got how far and how long it took, over any range of
//! days and by source, owner, region or product; and what was done with them. Asked by dashboards, all
//! the time.
//!
//! The leads are compact columns in memory, written in pages. Ranges of whole days are answered from
//! an index by day, others, and what was done, by a scan.

mod activity;
mod answer;
mod cells;
mod columns;
mod contacts;
mod counts;
mod dayindex;
mod durations;
mod fold;
mod lead;
mod measure;
mod scan;

use std::sync::{Mutex, PoisonError};

use event_schema::commit::Recorded;
use event_schema::{
    Event, EventType, LeadEventType, OpportunityEvent, OpportunityEventType, Timestamp,
};

use crate::projection::{Projection, Tx};
use crate::store::StoreError;
use crate::store::key::Table;

pub use answer::targets;

use columns::{Columns, TABLES};
use dayindex::DayIndex;
use lead::Milestone;

/// The funnel of one tenant.
#[derive(Default)]
pub struct Funnels {
    columns: Columns,
    /// Made when the model has caught up, or when first asked for, and kept up to date from then on.
    index: Mutex<Option<DayIndex>>,
}

impl Projection for Funnels {
    const NAME: &'static str = "funnel";
    const VERSION: u32 = 3;
    const TABLES: &'static [Table] = TABLES;

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Lead(kind) => match kind {
                LeadEventType::LeadCreated
                | LeadEventType::LeadNurtured
                | LeadEventType::LeadQualified
                | LeadEventType::LeadDisqualified
                | LeadEventType::LeadConverted
                | LeadEventType::LeadUpdated
                | LeadEventType::LeadAssigned
                | LeadEventType::LeadDeclined
                | LeadEventType::LeadRecycled
                | LeadEventType::LeadBehaviorRecorded
                | LeadEventType::LeadContacted
                | LeadEventType::LeadsMerged
                | LeadEventType::LeadMergedInto => true,
                LeadEventType::LeadScored
                | LeadEventType::LeadVerified
                | LeadEventType::LeadAccepted
                | LeadEventType::QuestionnaireAnswered
                | LeadEventType::LeadIdled
                | LeadEventType::LeadContactsPlanned
                | LeadEventType::LeadContactsStopped => false,
            },
            EventType::Opportunity(kind) => match kind {
                OpportunityEventType::OpportunityWon => true,
                OpportunityEventType::OpportunityOpened
                | OpportunityEventType::OpportunityStageChanged
                | OpportunityEventType::OpportunityOwnerChanged
                | OpportunityEventType::OpportunityLost
                | OpportunityEventType::OpportunityUpdated
                | OpportunityEventType::OpportunityAmountChanged
                | OpportunityEventType::ExpectedCloseChanged
                | OpportunityEventType::ProbabilityOverridden
                | OpportunityEventType::StageApprovalRequested
                | OpportunityEventType::StageApproved
                | OpportunityEventType::StageRejected
                | OpportunityEventType::OpportunityReopened
                | OpportunityEventType::OpportunityRiskMarked
                | OpportunityEventType::OpportunityRiskCleared
                | OpportunityEventType::MilestoneSet
                | OpportunityEventType::MilestoneCompleted
                | OpportunityEventType::BuyingRoleSet
                | OpportunityEventType::BuyingRoleRemoved => false,
            },
            EventType::Account(_)
            | EventType::Contact(_)
            | EventType::Duplicate(_)
            | EventType::Interaction(_)
            | EventType::Order(_)
            | EventType::Bulk(_)
            | EventType::Contract(_)
            | EventType::Record(_)
            | EventType::Setting(_)
            | EventType::Unknown => false,
        }
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        let id = event.fact.stream.id;
        let Self { columns, index } = self;
        let index = index.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut();
        match &event.fact.event {
            Event::Lead(fact) => fold::about_lead(columns, index, tx, event, fact),
            Event::Opportunity(fact) => {
                let won = won_at(fact).and_then(|at| Some((columns.lead_of(id)?, at)));
                if let Some((lead, at)) = won {
                    columns.change(lead, index, |lead| lead.reach(Milestone::Won, at));
                }
            }
            Event::Account(_)
            | Event::Contact(_)
            | Event::Duplicate(_)
            | Event::Interaction(_)
            | Event::Order(_)
            | Event::Bulk(_)
            | Event::Contract(_)
            | Event::Record(_)
            | Event::Setting(_)
            | Event::Unknown(_) => {}
        }
    }

    fn settle(&mut self, tx: &mut Tx<'_>) {
        self.columns.settle(tx);
    }

    fn unsettled(&self) -> usize {
        self.columns.unsettled()
    }

    fn load(&mut self, table: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        self.columns.load(table, key, row)
    }

    fn memory_bytes(&self) -> usize {
        let index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        self.columns.memory_bytes() + index.as_ref().map_or(0, DayIndex::memory_bytes)
    }
}

/// When a deal was won. One that is taken up again has reached that for good.
fn won_at(fact: &OpportunityEvent) -> Option<Timestamp> {
    match fact {
        OpportunityEvent::OpportunityWon(won) => Some(won.won_at),
        OpportunityEvent::OpportunityOpened(_)
        | OpportunityEvent::OpportunityStageChanged(_)
        | OpportunityEvent::OpportunityOwnerChanged(_)
        | OpportunityEvent::OpportunityLost(_)
        | OpportunityEvent::OpportunityUpdated(_)
        | OpportunityEvent::OpportunityAmountChanged(_)
        | OpportunityEvent::ExpectedCloseChanged(_)
        | OpportunityEvent::ProbabilityOverridden(_)
        | OpportunityEvent::StageApprovalRequested(_)
        | OpportunityEvent::StageApproved(_)
        | OpportunityEvent::StageRejected(_)
        | OpportunityEvent::OpportunityReopened(_)
        | OpportunityEvent::OpportunityRiskMarked(_)
        | OpportunityEvent::OpportunityRiskCleared(_)
        | OpportunityEvent::MilestoneSet(_)
        | OpportunityEvent::MilestoneCompleted(_)
        | OpportunityEvent::BuyingRoleSet(_)
        | OpportunityEvent::BuyingRoleRemoved(_) => None,
    }
}
