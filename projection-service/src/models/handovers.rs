//! Conversions and changes of owner: what went from whom to whom, by whom, when and why. Asked by
//! auditors and sales management.
//!
//! An ownership row is a change: the first owner of a new record is not one, and a conversion is
//! one where the customer's owner is another than the lead's.

mod index;
mod rows;
mod view;

use event_schema::commit::Recorded;
use event_schema::id::UserId;
use event_schema::{
    AccountEvent, AccountEventType, Event, EventType, LeadEvent, LeadEventType, OpportunityEvent,
    OpportunityEventType, Position, StreamId,
};

use crate::projection::{Projection, Tx};
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::Table;

use rows::{Converted, Handover};

/// Owner of each lead that has one and is not converted, by the lead's id.
const OWNERS: Table = b'o';
/// A row a conversion, by position.
const CONVERSIONS: Table = b'c';
/// A row a change of owner, by position.
const HANDOVERS: Table = b'h';

/// Conversions and changes of owner of one tenant.
#[derive(Default)]
pub struct Handovers {
    index: index::Index,
}

impl Projection for Handovers {
    const NAME: &'static str = "handovers";
    const VERSION: u32 = 3;
    const TABLES: &'static [Table] = &[CONVERSIONS, HANDOVERS];

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Lead(kind) => match kind {
                LeadEventType::LeadCreated
                | LeadEventType::LeadConverted
                | LeadEventType::LeadAssigned
                | LeadEventType::LeadDeclined
                | LeadEventType::LeadsMerged
                | LeadEventType::LeadMergedInto => true,
                LeadEventType::LeadBehaviorRecorded
                | LeadEventType::LeadScored
                | LeadEventType::LeadNurtured
                | LeadEventType::LeadQualified
                | LeadEventType::LeadDisqualified
                | LeadEventType::LeadUpdated
                | LeadEventType::LeadVerified
                | LeadEventType::LeadAccepted
                | LeadEventType::LeadContacted
                | LeadEventType::LeadRecycled
                | LeadEventType::QuestionnaireAnswered
                | LeadEventType::LeadIdled
                | LeadEventType::LeadContactsPlanned
                | LeadEventType::LeadContactsStopped => false,
            },
            EventType::Account(kind) => match kind {
                AccountEventType::AccountOwnerChanged | AccountEventType::AccountsMerged => true,
                AccountEventType::AccountCreated
                | AccountEventType::AccountUpdated
                | AccountEventType::AccountsLinked
                | AccountEventType::AccountsUnlinked
                | AccountEventType::AccountMergedInto
                | AccountEventType::AccountGradeReviewed
                | AccountEventType::AccountHandoverStarted
                | AccountEventType::AccountHandoverUpdated
                | AccountEventType::AccountHandoverCompleted
                | AccountEventType::AccountHandoverCancelled => false,
            },
            EventType::Opportunity(kind) => match kind {
                OpportunityEventType::OpportunityOwnerChanged => true,
                OpportunityEventType::OpportunityOpened
                | OpportunityEventType::OpportunityStageChanged
                | OpportunityEventType::OpportunityWon
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
            EventType::Contact(_)
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
        let stream = event.fact.stream;
        match &event.fact.event {
            Event::Lead(fact) => self.about_lead(tx, event, fact),
            Event::Account(AccountEvent::AccountOwnerChanged(changed)) => {
                let change = (changed.before, Some(changed.after), Some(changed.reason.as_str()));
                self.handover(tx, event, change, others(tx, stream));
            }
            Event::Account(AccountEvent::AccountsMerged(merged)) => {
                if let Some(owner) = &merged.owner_id {
                    let reason = merged.reason.as_ref().map(|reason| reason.as_str());
                    self.handover(tx, event, (owner.before, owner.after, reason), Vec::new());
                }
            }
            Event::Opportunity(OpportunityEvent::OpportunityOwnerChanged(changed)) => {
                let change = (changed.before, Some(changed.after), Some(changed.reason.as_str()));
                self.handover(tx, event, change, others(tx, stream));
            }
            Event::Account(
                AccountEvent::AccountCreated(_)
                | AccountEvent::AccountUpdated(_)
                | AccountEvent::AccountsLinked(_)
                | AccountEvent::AccountsUnlinked(_)
                | AccountEvent::AccountMergedInto(_)
                | AccountEvent::AccountGradeReviewed(_)
                | AccountEvent::AccountHandoverStarted(_)
                | AccountEvent::AccountHandoverUpdated(_)
                | AccountEvent::AccountHandoverCompleted(_)
                | AccountEvent::AccountHandoverCancelled(_),
            ) => {}
            Event::Opportunity(
                OpportunityEvent::OpportunityOpened(_)
                | OpportunityEvent::OpportunityStageChanged(_)
                | OpportunityEvent::OpportunityWon(_)
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
                | OpportunityEvent::BuyingRoleRemoved(_),
            ) => {}
            Event::Contact(_)
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

    fn load(&mut self, table: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        let position = key.try_into().map(Position::from_be_bytes);
        let position = position.map_err(|_| StoreError::Row("its key is no position".into()))?;
        match table {
            CONVERSIONS => self.index.add_conversion(position, &decode(row)?),
            _ => self.index.add_handover(position, &decode(row)?),
        }
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        self.index.memory_bytes()
    }
}

impl Handovers {
    fn about_lead(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &LeadEvent) {
        let stream = event.fact.stream;
        match fact {
            LeadEvent::LeadCreated(created) => {
                // Of a lead without an owner, too: that its beginning was seen is what counts.
                tx.put(OWNERS, stream.id.as_bytes(), &created.owner_id);
            }
            LeadEvent::LeadAssigned(assigned) => {
                let reason = assigned.reason.as_ref().map(|reason| reason.as_str());
                self.owned(tx, event, (assigned.before, Some(assigned.after), reason));
            }
            LeadEvent::LeadDeclined(declined) => {
                let reason = Some(declined.reason.as_str());
                self.owned(tx, event, (Some(declined.before), None, reason));
            }
            LeadEvent::LeadsMerged(merged) => {
                if let Some(owner) = &merged.owner_id {
                    self.owned(tx, event, (owner.before, owner.after, None));
                }
            }
            // Whoever had it has the survivor or nothing, and nothing was handed over.
            LeadEvent::LeadMergedInto(_) => tx.remove(OWNERS, stream.id.as_bytes()),
            LeadEvent::LeadConverted(converted) => {
                let owner = tx.get::<Option<UserId>>(OWNERS, stream.id.as_bytes());
                let Some(before) = owner else { return };
                tx.remove(OWNERS, stream.id.as_bytes());
                let row = Converted::new(event, converted, before);
                if converted.owner_id != before {
                    let linked = row.created();
                    let change = (before, converted.owner_id, None);
                    self.handover(tx, event, change, linked);
                }
                tx.put(CONVERSIONS, &event.position.to_be_bytes(), &row);
                self.index.add_conversion(event.position, &row);
            }
            LeadEvent::LeadBehaviorRecorded(_)
            | LeadEvent::LeadScored(_)
            | LeadEvent::LeadNurtured(_)
            | LeadEvent::LeadQualified(_)
            | LeadEvent::LeadDisqualified(_)
            | LeadEvent::LeadUpdated(_)
            | LeadEvent::LeadVerified(_)
            | LeadEvent::LeadAccepted(_)
            | LeadEvent::LeadContacted(_)
            | LeadEvent::LeadRecycled(_)
            | LeadEvent::QuestionnaireAnswered(_)
            | LeadEvent::LeadIdled(_)
            | LeadEvent::LeadContactsPlanned(_)
            | LeadEvent::LeadContactsStopped(_) => {}
        }
    }

    /// A lead whose beginning was seen has another owner now.
    fn owned(
        &mut self,
        tx: &mut Tx<'_>,
        event: &Recorded<'_>,
        change: (Option<UserId>, Option<UserId>, Option<&str>),
    ) {
        let lead = event.fact.stream.id;
        if tx.get::<Option<UserId>>(OWNERS, lead.as_bytes()).is_some() {
            tx.put(OWNERS, lead.as_bytes(), &change.1);
            self.handover(tx, event, change, Vec::new());
        }
    }

    fn handover(
        &mut self,
        tx: &mut Tx<'_>,
        event: &Recorded<'_>,
        (before, after, reason): (Option<UserId>, Option<UserId>, Option<&str>),
        linked: Vec<StreamId>,
    ) {
        let row = Handover {
            stream: event.fact.stream,
            before,
            after,
            reason: reason.map(str::to_owned),
            command: event.commit.command.to_string(),
            act: rows::Act::of(event),
            linked,
        };
        tx.put(HANDOVERS, &event.position.to_be_bytes(), &row);
        self.index.add_handover(event.position, &row);
    }
}

/// The other records that changed hands in the same commit.
fn others(tx: &Tx<'_>, stream: StreamId) -> Vec<StreamId> {
    let changes = tx.commit().iter().filter(|other| {
        matches!(
            other.fact.event,
            Event::Account(AccountEvent::AccountOwnerChanged(_))
                | Event::Opportunity(OpportunityEvent::OpportunityOwnerChanged(_))
        )
    });
    changes.map(|other| other.fact.stream).filter(|other| *other != stream).collect()
}
