//! Folding how accounts are looked after: reviews of grades, and hand-overs.

use event_schema::Timestamp;
use event_schema::commit::Recorded;
use event_schema::event::{AccountHandoverStarted, AccountHandoverUpdated};
use event_schema::value::Code;

use super::Customers;
use super::rows::{AccountRow, HandoverRow};
use crate::models::person::KeptBox;
use crate::projection::Tx;
use crate::query::HandoverState;

/// Somebody looked at the grade.
pub fn reviewed(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    grade: Option<Code>,
) {
    customers.accounts.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        row.graded(grade, event.commit.occurred_at);
    });
}

/// A hand-over began; of one before it only its events tell.
pub fn started(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    started: &AccountHandoverStarted,
) {
    let handover = HandoverRow {
        state: HandoverState::Started,
        to: started.to,
        reason: started.reason.to_string(),
        since: event.commit.occurred_at,
        started_on: started.started_on,
        effective_on: started.effective_on,
        ended_at: None,
        documents: started.documents.clone(),
        joint_visit_planned_on: started.joint_visit_planned_on,
        visits: started.joint_visit.iter().map(|visit| visit.0).collect(),
        has_background: started.background,
        background: KeptBox::of(event),
        include: started.include.clone(),
    };
    customers.accounts.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        row.handover = Some(Box::new(handover));
    });
}

/// Something of a hand-over changed.
pub fn updated(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    updated: &AccountHandoverUpdated,
) {
    customers.accounts.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        let Some(handover) = &mut row.handover else { return };
        if let Some(on) = updated.effective_on.as_ref().and_then(|changed| changed.after) {
            handover.effective_on = on;
        }
        if let Some(changed) = &updated.documents {
            handover.documents = changed.after.clone().unwrap_or_default();
        }
        if let Some(changed) = &updated.joint_visit_planned_on {
            handover.joint_visit_planned_on = changed.after;
        }
        handover.visits.extend(updated.joint_visit.iter().map(|visit| visit.0));
        if updated.background {
            handover.has_background = true;
            handover.background = KeptBox::of(event);
        }
    });
}

/// A hand-over ended, one way or the other.
pub fn ended(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    state: HandoverState,
) {
    customers.accounts.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        let Some(handover) = &mut row.handover else { return };
        handover.state = state;
        handover.ended_at = Some(event.commit.occurred_at);
    });
}

impl AccountRow {
    /// Takes over a grade that was given or looked at; one that was taken away needs no review.
    pub fn graded(&mut self, grade: Option<Code>, at: Timestamp) {
        self.grade = grade;
        self.grade_reviewed_at = grade.map(|_| at);
    }
}
