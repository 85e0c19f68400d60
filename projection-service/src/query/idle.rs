//! Duties that are due because nobody did anything: asked by whoever acts on them.

use event_schema::Timestamp;
use event_schema::event::IdleDuty;
use event_schema::stream::Revision;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdleOf {
    /// Open leads, by the scoring model (C30).
    Leads,
    /// Open deals, each by its pipeline (C135).
    Opportunities,
}

/// One duty that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedDuty {
    /// The record.
    pub id: Uuid,
    /// The record as it was looked at: whatever is done is done to no other state of it.
    pub revision: Revision,
    /// What is due.
    pub idle: IdleDuty,
}

/// What is due, and when there is more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdleDue {
    /// Duties that are due, at most as many as were asked for.
    pub owed: Vec<OwedDuty>,
    /// When the next one will be, as far as is known now.
    pub next_at: Option<Timestamp>,
}

impl IdleDue {
    /// Takes in a duty, whether it is due or not.
    pub fn add(&mut self, duty: OwedDuty, now: Timestamp) {
        if duty.idle.due_at <= now {
            self.owed.push(duty);
        } else {
            self.ahead(duty.idle.due_at);
        }
    }

    /// Something will be due then.
    pub fn ahead(&mut self, at: Timestamp) {
        self.next_at = Some(self.next_at.map_or(at, |next| next.min(at)));
    }
}
