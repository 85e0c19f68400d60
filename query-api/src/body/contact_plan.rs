//! Plans of contacts with a lead.

use event_schema::Timestamp;
use projection_service::query::{ContactPlanView, ContactStepView};

use super::body;

body! {
    /// A plan of contacts with a lead, as it was when it was made, and what of it is done.
    ContactPlan {
        /// Which plan.
        plan: String,
        /// By which version of it.
        version: u32,
        /// From when contacts count for it.
        started_at: Timestamp,
        /// When it was stopped, or the lead was given up, recycled or converted; null while it is under
        /// way.
        ended_at: Option<Timestamp>,
        /// Its steps, the first due first.
        steps: Vec<ContactStep>,
        /// The step that is to be done next; null where none is or the plan has ended.
        next: Option<ContactStep>,
    }
}

body! {
    /// A contact that was planned.
    ContactStep {
        /// By which way.
        channel: String,
        /// What it is about.
        note: Option<String>,
        /// When it is due, as it was planned.
        due_at: Timestamp,
        /// When the contact was that did it.
        done_at: Option<Timestamp>,
        /// The position of that contact's event.
        contact_position: Option<u64>,
    }
}

impl From<ContactPlanView> for ContactPlan {
    fn from(view: ContactPlanView) -> Self {
        Self {
            plan: view.plan,
            version: view.version,
            started_at: view.started_at,
            ended_at: view.ended_at,
            steps: view.steps.into_iter().map(Into::into).collect(),
            next: view.next.map(Into::into),
        }
    }
}

impl From<ContactStepView> for ContactStep {
    fn from(view: ContactStepView) -> Self {
        let ContactStepView { channel, note, due_at, done_at, contact_position } = view;
        Self { channel, note, due_at, done_at, contact_position }
    }
}
