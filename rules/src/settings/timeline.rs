//! How important each type of event is on a timeline (C112).

use std::collections::BTreeMap;

use event_schema::EventType;
use event_schema::event::Priority;
use event_schema::problem::FieldError;
use serde::{Deserialize, Serialize};

use super::check::fault;

/// A version of the importance of events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// By the public name of the event.
    #[serde(default)]
    pub importance: BTreeMap<Box<str>, Priority>,
    /// Of every type that isn't named.
    pub otherwise: Priority,
}

impl Timeline {
    /// How important events with this name are.
    pub fn of(&self, event: &str) -> Priority {
        self.importance.get(event).copied().unwrap_or(self.otherwise)
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let names = self.importance.keys().map(AsRef::<str>::as_ref);
        let unknown = names.filter(|name| EventType::named(name) == EventType::Unknown);
        let told =
            |name: &str| fault(format!("importance.{name}"), "unknown-value", "is no event type");
        unknown.map(told).collect()
    }
}
