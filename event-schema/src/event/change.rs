//! What an event of change says of a field: the value before and the value after, so that whoever
//! audits needs no other event.

use serde::{Deserialize, Serialize};

use crate::choice::choice;
use crate::field::Change;

/// A field that really changed. Absent in an event where the field stayed as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Changed<T> {
    /// Until now; null where there was none.
    pub before: Option<T>,
    /// From now on; null where there is none any more.
    pub after: Option<T>,
}

impl<T: Clone + PartialEq> Changed<T> {
    /// What a command's word makes of a field; `None` if nothing changes.
    pub fn by(change: &Change<T>, before: Option<&T>) -> Option<Self> {
        let after = match change {
            Change::Keep => return None,
            Change::Clear => None,
            Change::Set(value) => Some(value),
        };
        (before != after).then(|| Self { before: before.cloned(), after: after.cloned() })
    }

    /// The field's value from now on: the changed one, or else as it was.
    pub fn or<'a>(changed: Option<&'a Self>, before: Option<&'a T>) -> Option<&'a T> {
        changed.map_or(before, |changed| changed.after.as_ref())
    }
}

/// Reads a change's `before` and `after`; both must stand there, so that an object that merely has
/// such names isn't taken for a change.
pub fn is_change(value: &serde_json::Map<String, serde_json::Value>) -> bool {
    value.len() == 2 && value.contains_key("before") && value.contains_key("after")
}

choice! {
    /// A field of a person, by name: what changed of it stands sealed beside the event.
    PersonalField {
        /// Name as it is spoken to.
        PersonName = "person_name",
        /// E-mail address.
        Email = "email",
        /// Phone number.
        Phone = "phone",
        /// Job title.
        Title = "title",
        /// How they like to talk.
        Style = "style",
        /// What they like and don't.
        Preferences = "preferences",
        /// What they decide by.
        DecisionFactors = "decision_factors",
    }
}
