//! Leads: where each stands, its points with what earned them, its stages. Asked by sales and
//! marketing, in lists and one by one.

mod answers;
mod described;
mod engagement;
mod filled;
mod fold;
mod idle;
mod index;
mod merge;
mod plan;
mod proposals;
mod row;
mod standing;
mod trial;
mod view;

use event_schema::commit::Recorded;
use event_schema::event::{LeadConverted, LeadCreated, LeadScored, OpportunityOpened};
use event_schema::stream::StreamId;
use event_schema::{
    DuplicateEvent, Event, EventType, InteractionEvent, InteractionEventType, LeadEventType,
    OpportunityEvent, OpportunityEventType, StreamType, Timestamp,
};

use crate::column::Place;
use crate::models::similar::apart;
use crate::projection::{Projection, Tx};
use crate::query::LeadState;
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::{Table, place, place_of};

use described::Described;
use merge::Merged;
use row::{LeadRow, PointRow, StageTimes};
use standing::{BeforeConversion, DealHas};

/// A row a lead, by place.
const LEADS: Table = b'l';
/// A row a `LeadScored` event, by place of the lead and position.
const POINTS: Table = b'p';
/// Which lead's conversion opened an opportunity, by the opportunity's id.
const OPENED: Table = b'o';

/// Which lead a merged one turned out to be, by the merged one's id.
const MERGED: Table = b'm';
/// Which leads somebody said are not the same, by the places of both.
const APART: Table = b'd';

/// The leads of one tenant.
#[derive(Default)]
pub struct Leads {
    index: index::Index,
    /// The row that was changed last: most commits have several events of one lead, and a row is
    /// dear to read back and to write twice.
    last: Option<Last>,
}

struct Last {
    lead: Place,
    row: LeadRow,
    written: bool,
}

impl Projection for Leads {
    const NAME: &'static str = "leads";
    const VERSION: u32 = 10;
    const KEEPS_BOXES: bool = true;
    const TABLES: &'static [Table] = &[LEADS, MERGED, APART];

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Lead(kind) => match kind {
                LeadEventType::LeadCreated
                | LeadEventType::LeadBehaviorRecorded
                | LeadEventType::LeadScored
                | LeadEventType::LeadNurtured
                | LeadEventType::LeadQualified
                | LeadEventType::LeadDisqualified
                | LeadEventType::LeadConverted
                | LeadEventType::LeadUpdated
                | LeadEventType::LeadVerified
                | LeadEventType::LeadAssigned
                | LeadEventType::LeadAccepted
                | LeadEventType::LeadDeclined
                | LeadEventType::LeadContacted
                | LeadEventType::LeadRecycled
                | LeadEventType::LeadsMerged
                | LeadEventType::LeadMergedInto
                | LeadEventType::QuestionnaireAnswered
                | LeadEventType::LeadIdled
                | LeadEventType::LeadContactsPlanned
                | LeadEventType::LeadContactsStopped => true,
            },
            EventType::Interaction(kind) => match kind {
                InteractionEventType::InteractionLogged => true,
            },
            EventType::Opportunity(kind) => match kind {
                OpportunityEventType::OpportunityWon | OpportunityEventType::OpportunityOpened => {
                    true
                }
                OpportunityEventType::OpportunityStageChanged
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
            EventType::Duplicate(_) => true,
            EventType::Account(_)
            | EventType::Contact(_)
            | EventType::Order(_)
            | EventType::Bulk(_)
            | EventType::Contract(_)
            | EventType::Record(_)
            | EventType::Setting(_)
            | EventType::Unknown => false,
        }
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        match &event.fact.event {
            Event::Lead(fact) => self.about_lead(tx, event, fact),
            Event::Opportunity(OpportunityEvent::OpportunityWon(won)) => {
                self.won(tx, event, won.won_at);
            }
            Event::Opportunity(OpportunityEvent::OpportunityOpened(opened)) => {
                self.opened(tx, event, opened);
            }
            Event::Opportunity(
                OpportunityEvent::OpportunityStageChanged(_)
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
                | OpportunityEvent::BuyingRoleRemoved(_),
            ) => {}
            Event::Interaction(InteractionEvent::InteractionLogged(logged)) => {
                if let Some(lead) = logged.lead_id {
                    self.interacted(tx, lead.0, (logged.at, event.commit.recorded_at));
                }
            }
            Event::Duplicate(fact) => self.told_apart(tx, event, fact),
            Event::Account(_)
            | Event::Contact(_)
            | Event::Order(_)
            | Event::Bulk(_)
            | Event::Contract(_)
            | Event::Record(_)
            | Event::Setting(_)
            | Event::Unknown(_) => {}
        }
    }

    fn committed(&mut self, tx: &mut Tx<'_>) {
        self.write(tx);
    }

    fn load(&mut self, table: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        if table == MERGED {
            let Merged { id, into, external_id } = decode(row)?;
            self.index.merge(id, into, external_id.as_ref());
            return Ok(());
        }
        if table == APART {
            return apart::load(&mut self.index.similar, key);
        }
        let row: LeadRow = decode(row)?;
        let (place, _) = self.index.add(row.id, row.position);
        if place_of(key) != Some(place) {
            return Err(StoreError::Row("a lead is not in its place".into()));
        }
        self.index.describe(place, &row);
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        self.index.memory_bytes()
    }
}

impl Leads {
    fn created(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, created: &LeadCreated) {
        let (place, known) = self.index.add(event.fact.stream.id, event.position);
        if known {
            return;
        }
        let row = LeadRow::new(created, event);
        self.index.describe(place, &row);
        self.put(tx, place, row);
    }

    /// Changes the row of the lead whose event this is, if its beginning was seen.
    fn change(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, step: impl FnOnce(&mut LeadRow)) {
        let Some(lead) = self.index.place(event.fact.stream.id) else { return };
        let Some(mut row) = self.get(tx, lead) else { return };
        let before = Described::of(&row);
        row.touch(event);
        if let Event::Lead(fact) = &event.fact.event {
            row.heard(event, fact);
        }
        step(&mut row);
        self.index.describe_again(lead, &before, &row);
        self.put(tx, lead, row);
    }

    /// Somebody said that the lead isn't the same as another one, or took that back.
    fn told_apart(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &DuplicateEvent) {
        let stream = event.fact.stream;
        let other = self.index.place(fact.other_id());
        let pair = self.index.place(stream.id).zip(other);
        if let Some(pair) = pair.filter(|_| stream.kind == StreamType::Lead) {
            self.change(tx, event, |_| {});
            apart::told((&mut self.index.similar, APART), tx, pair, fact);
        }
    }

    fn get(&mut self, tx: &mut Tx<'_>, lead: Place) -> Option<LeadRow> {
        let last = self.last.take_if(|last| last.lead == lead);
        last.map(|last| last.row).or_else(|| tx.get(LEADS, &place(lead)))
    }

    fn put(&mut self, tx: &mut Tx<'_>, lead: Place, row: LeadRow) {
        self.write(tx);
        self.last = Some(Last { lead, row, written: false });
    }

    /// Writes the row that was changed last, if that is still to be done.
    fn write(&mut self, tx: &mut Tx<'_>) {
        if let Some(last) = self.last.as_mut().filter(|last| !last.written) {
            tx.put(LEADS, &place(last.lead), &last.row);
            last.written = true;
        }
    }

    fn scored(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, scored: &LeadScored) {
        let Some(lead) = self.index.place(event.fact.stream.id) else { return };
        let points = PointRow::new(event, scored, tx.before(event).as_ref());
        tx.put(POINTS, &[&place(lead)[..], &event.position.to_be_bytes()].concat(), &points);
        self.change(tx, event, |row| {
            row.score.fit = scored.fit;
            row.score.behaviour = scored.behaviour;
            row.score.total = scored.total;
            row.priority = scored.priority;
            // Kith recorded no band at first; the priority follows the same lines, but for trials.
            row.band = scored.band.unwrap_or(fold::band(scored.priority));
        });
    }

    fn converted(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, converted: &LeadConverted) {
        let at = event.commit.occurred_at;
        self.change(tx, event, |row| {
            row.before_conversion = Some(BeforeConversion { at, state: row.state });
            row.state = LeadState::Converted;
            row.plan_ended(at);
            row.feedback_due = false;
            row.account_id = Some(converted.account.id.0);
            row.contact_id = converted.contact.map(|contact| contact.id.0);
            row.opportunity_id = converted.opportunity.map(|opportunity| opportunity.id.0);
            if converted.opportunity.is_some() {
                StageTimes::earliest(&mut row.stages.opportunity, at);
            }
        });
        let lead = self.index.place(event.fact.stream.id);
        if let (Some(lead), Some(opened)) = (lead, converted.opportunity) {
            tx.put(OPENED, opened.id.0.as_bytes(), &lead);
        }
    }

    /// A conversion opened a deal: what it has, rules that are tried ask for.
    fn opened(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, opened: &OpportunityOpened) {
        let lead = tx.get::<Place>(OPENED, event.fact.stream.id.as_bytes());
        let Some(lead) = lead.filter(|_| opened.lead_id.is_some()) else { return };
        let Some(mut row) = self.get(tx, lead) else { return };
        let before = Described::of(&row);
        row.deal_has = DealHas::of(opened);
        self.index.describe_again(lead, &before, &row);
        self.put(tx, lead, row);
    }

    /// A deal was won: the lead whose conversion opened it got to the end, and its own stream says
    /// nothing about it.
    fn won(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, at: Timestamp) {
        let opened = tx.get::<Place>(OPENED, event.fact.stream.id.as_bytes());
        let Some(lead) = opened else { return };
        let Some(mut row) = self.get(tx, lead) else { return };
        StageTimes::earliest(&mut row.stages.won, at);
        self.put(tx, lead, row);
    }
}

/// The stream of a lead.
fn stream(row: &LeadRow) -> StreamId {
    StreamId::new(StreamType::Lead, row.id)
}
