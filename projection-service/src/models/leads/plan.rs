//! The plan of contacts with a lead: which steps are done, and which is next (C60). Whether one is
//! overdue is asked when somebody asks: no time stands in a row but those that were planned.

use event_schema::Position;
use event_schema::Timestamp;
use event_schema::commit::Recorded;
use event_schema::event::{LeadContacted, LeadContactsPlanned, LeadsMerged};
use rules::normalise::fold;
use serde::{Deserialize, Serialize};

use super::row::LeadRow;
use crate::query::{ContactPlanView, ContactStepView};

/// A plan as it was made, and what of it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanRow {
    plan: String,
    version: u32,
    started_at: Timestamp,
    steps: Vec<StepRow>,
    /// When it was stopped, or the lead left the sales queue or was converted.
    ended_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StepRow {
    channel: String,
    due_at: Timestamp,
    note: Option<String>,
    done: Option<DoneRow>,
}

/// The contact that did a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct DoneRow {
    at: Timestamp,
    position: Position,
}

impl PlanRow {
    fn new(planned: &LeadContactsPlanned) -> Self {
        let step = |step: &event_schema::event::PlannedStep| StepRow {
            channel: step.channel.to_string(),
            due_at: step.due_at,
            note: step.note.as_ref().map(ToString::to_string),
            done: None,
        };
        Self {
            plan: planned.plan.to_string(),
            version: planned.version,
            started_at: planned.started_at,
            steps: planned.steps.iter().map(step).collect(),
            ended_at: None,
        }
    }

    /// A contact does the first step of its channel that isn't done.
    fn contacted(&mut self, contacted: &LeadContacted, position: Position) {
        if self.ended_at.is_some() || contacted.at < self.started_at {
            return;
        }
        let channel = fold(contacted.channel.as_str());
        let mut open = self.steps.iter_mut().filter(|step| step.done.is_none());
        if let Some(step) = open.find(|step| fold(&step.channel) == channel) {
            step.done = Some(DoneRow { at: contacted.at, position });
        }
    }

    /// The step that is to be done next: the first that isn't, since they stand as they are due.
    fn next(&self) -> Option<&StepRow> {
        let mut open = self.steps.iter().filter(|step| step.done.is_none());
        open.next().filter(|_| self.ended_at.is_none())
    }
}

impl LeadRow {
    /// Contacts were planned, in place of what was planned before.
    pub(super) fn planned(&mut self, planned: &LeadContactsPlanned) {
        self.plan = Some(Box::new(PlanRow::new(planned)));
    }

    /// A contact may be one that was planned.
    pub(super) fn plan_contacted(&mut self, contacted: &LeadContacted, event: &Recorded<'_>) {
        if let Some(plan) = &mut self.plan {
            plan.contacted(contacted, event.position);
        }
    }

    /// Nothing is planned any more.
    pub(super) fn plan_ended(&mut self, at: Timestamp) {
        if let Some(plan) = &mut self.plan {
            plan.ended_at.get_or_insert(at);
        }
    }

    /// A lead without a plan takes over the duplicate's, with what of it is done.
    pub(super) fn plan_taken(&mut self, merged: &LeadsMerged, theirs: Option<&Self>) {
        let Some(planned) = &merged.contact_plan else { return };
        let theirs = theirs.and_then(|theirs| theirs.plan.clone());
        let theirs = theirs.filter(|plan| plan.ended_at.is_none());
        self.plan = Some(theirs.unwrap_or_else(|| Box::new(PlanRow::new(planned))));
    }

    /// When the next step of the plan is due.
    pub(super) fn next_step_due_at(&self) -> Option<Timestamp> {
        Some(self.plan.as_deref()?.next()?.due_at)
    }
}

/// The plan as an answer shows it.
pub fn view(plan: &PlanRow) -> ContactPlanView {
    ContactPlanView {
        plan: plan.plan.clone(),
        version: plan.version,
        started_at: plan.started_at,
        ended_at: plan.ended_at,
        steps: plan.steps.iter().map(step_view).collect(),
        next: plan.next().map(step_view),
    }
}

fn step_view(step: &StepRow) -> ContactStepView {
    ContactStepView {
        channel: step.channel.clone(),
        note: step.note.clone(),
        due_at: step.due_at,
        done_at: step.done.map(|done| done.at),
        contact_position: step.done.map(|done| done.position),
    }
}
