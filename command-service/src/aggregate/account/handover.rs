//! The hand-over of an account that is under way.

use chrono::NaiveDate;
use event_schema::command::OwnerScope;
use event_schema::event::{AccountHandoverStarted, AccountHandoverUpdated, Document};
use event_schema::id::{InteractionId, UserId};
use event_schema::value::Text;
use serde::{Deserialize, Serialize};

/// A hand-over that was neither completed nor cancelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub to: UserId,
    pub reason: Text<100>,
    pub started_on: NaiveDate,
    pub effective_on: NaiveDate,
    pub documents: Vec<Document>,
    pub joint_visit_planned_on: Option<NaiveDate>,
    /// The interactions that were joint visits.
    pub visits: Vec<InteractionId>,
    /// Whether the background was written down.
    pub background: bool,
    pub include: Vec<OwnerScope>,
}

impl Handover {
    pub(super) fn begun(started: &AccountHandoverStarted) -> Self {
        Self {
            to: started.to,
            reason: started.reason.clone(),
            started_on: started.started_on,
            effective_on: started.effective_on,
            documents: started.documents.clone(),
            joint_visit_planned_on: started.joint_visit_planned_on,
            visits: started.joint_visit.into_iter().collect(),
            background: started.background,
            include: started.include.clone(),
        }
    }

    pub(super) fn update(&mut self, updated: &AccountHandoverUpdated) {
        if let Some(on) = updated.effective_on.as_ref().and_then(|changed| changed.after) {
            self.effective_on = on;
        }
        if let Some(changed) = &updated.documents {
            self.documents = changed.after.clone().unwrap_or_default();
        }
        if let Some(changed) = &updated.joint_visit_planned_on {
            self.joint_visit_planned_on = changed.after;
        }
        self.visits.extend(updated.joint_visit);
        self.background |= updated.background;
    }
}
