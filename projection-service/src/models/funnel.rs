//! The funnel of leads: how many of a cohort got how far and how long it took, over any range of
//! days and by source, owner, region or product. Asked by dashboards, all the time.
//!
//! The leads are compact columns in memory, written in pages. Ranges of whole days are answered from
//! an index by day, others by a scan.

mod answer;
mod cells;
mod columns;
mod counts;
mod dayindex;
mod durations;
mod lead;
mod measure;
mod scan;

use std::sync::{Mutex, PoisonError};

use event_schema::commit::Recorded;
use event_schema::event::QualifiedLevel;
use event_schema::{
    Event, EventType, LeadEvent, LeadEventType, OpportunityEvent, OpportunityEventType,
};

use crate::projection::{Projection, Tx};
use crate::store::StoreError;
use crate::store::key::Table;

use columns::{Columns, TABLES};
use dayindex::DayIndex;
use lead::{Exit, Milestone};

/// The funnel of one tenant.
#[derive(Default)]
pub struct Funnels {
    columns: Columns,
    /// Made when the model has caught up, or when first asked for, and kept up to date from then on.
    index: Mutex<Option<DayIndex>>,
}

impl Projection for Funnels {
    const NAME: &'static str = "funnel";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = TABLES;

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Lead(kind) => match kind {
                LeadEventType::LeadCreated
                | LeadEventType::LeadNurtured
                | LeadEventType::LeadQualified
                | LeadEventType::LeadDisqualified
                | LeadEventType::LeadConverted => true,
                LeadEventType::LeadBehaviorRecorded | LeadEventType::LeadScored => false,
            },
            EventType::Opportunity(kind) => match kind {
                OpportunityEventType::OpportunityWon => true,
                OpportunityEventType::OpportunityOpened
                | OpportunityEventType::OpportunityStageChanged
                | OpportunityEventType::OpportunityOwnerChanged
                | OpportunityEventType::OpportunityLost => false,
            },
            EventType::Account(_)
            | EventType::Contact(_)
            | EventType::Setting(_)
            | EventType::Unknown => false,
        }
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        let at = event.commit.occurred_at;
        let id = event.fact.stream.id;
        let Self { columns, index } = self;
        let index = index.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut();
        match &event.fact.event {
            Event::Lead(LeadEvent::LeadCreated(created)) => {
                if let Some(lead) = columns.add(tx, id, at, created)
                    && let Some(index) = index
                {
                    index.add(&lead);
                }
            }
            Event::Lead(LeadEvent::LeadQualified(qualified)) => columns.change(id, index, |lead| {
                lead.reach(
                    match qualified.level {
                        QualifiedLevel::Mql => Milestone::Mql,
                        QualifiedLevel::Sql => Milestone::Sql,
                    },
                    at,
                );
                lead.exit = Exit::No;
            }),
            Event::Lead(LeadEvent::LeadNurtured(_)) => {
                columns.change(id, index, |lead| lead.exit = Exit::No);
            }
            Event::Lead(LeadEvent::LeadDisqualified(_)) => {
                columns.change(id, index, |lead| lead.exit = Exit::Disqualified);
            }
            Event::Lead(LeadEvent::LeadConverted(converted)) => {
                if let Some(opened) = converted.opportunity {
                    columns.opened(id, opened.id.0);
                }
                columns.change(id, index, |lead| {
                    lead.exit = Exit::No;
                    // Converting comes after `sql`, so a lead that skipped it counts there now.
                    lead.reach_by_skipping(Milestone::Sql, at);
                    if converted.opportunity.is_some() {
                        lead.reach(Milestone::Opportunity, at);
                    }
                });
            }
            Event::Opportunity(OpportunityEvent::OpportunityWon(won)) => {
                if let Some(lead) = columns.lead_of(id) {
                    columns.change(lead, index, |lead| lead.reach(Milestone::Won, won.won_at));
                }
            }
            Event::Lead(LeadEvent::LeadBehaviorRecorded(_) | LeadEvent::LeadScored(_)) => {}
            Event::Opportunity(
                OpportunityEvent::OpportunityOpened(_)
                | OpportunityEvent::OpportunityStageChanged(_)
                | OpportunityEvent::OpportunityOwnerChanged(_)
                | OpportunityEvent::OpportunityLost(_),
            ) => {}
            Event::Account(_) | Event::Contact(_) | Event::Setting(_) | Event::Unknown(_) => {}
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
