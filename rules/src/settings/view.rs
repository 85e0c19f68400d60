//! A saved view of a list (C107): a condition and an order under a name. Whoever saves one has it for
//! themselves, unless it is shared.

use event_schema::Actor;
use event_schema::command::ViewedList;
use event_schema::problem::FieldError;
use event_schema::value::Key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::fault;
use crate::views::{CustomColumns, FILTER_BYTES_MAX, List, Order, read};
use crate::zone::Zone;

/// What the settings' keys of one's own views begin with.
const OWN: &str = "own.";
/// Hexadecimal digits of the owner's hash in such a key: enough that no two owners share them.
const OWNER_DIGITS: usize = 24;

/// A version of a saved view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// By which it is asked for.
    pub key: Key,
    /// Whose it is; absent where it is shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Actor>,
    /// The list that it is of.
    pub list: ViewedList,
    /// What it is called.
    pub name: Box<str>,
    /// The condition as it was written: its relative times are those of the question.
    pub filter: Value,
    /// The order, as it is asked for; newest first if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Box<str>>,
    /// Whether it was taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl View {
    /// Under which key the settings keep a view: a shared one under its own, anybody's own under
    /// one that their subject is hashed into, so that no two are confused. `None` if it is too long,
    /// or one that only somebody's own view can have.
    pub fn setting_key(key: Key, owner: Option<&Actor>) -> Option<Key> {
        let Some(owner) = owner else {
            return (!key.as_str().starts_with(OWN)).then_some(key);
        };
        let hash = blake3::hash(owner.as_str().as_bytes()).to_hex();
        format!("{OWN}{}.{key}", &hash[..OWNER_DIGITS]).parse().ok()
    }

    /// Whether this subject may ask for it.
    pub fn is_for(&self, subject: &Actor) -> bool {
        self.owner.is_none_or(|owner| owner == *subject)
    }

    /// What it asks for that its list doesn't have; `custom` are the fields that the tenant gave it.
    pub(super) fn faults(&self, custom: &CustomColumns) -> Vec<FieldError> {
        let list = List::from(self.list);
        let mut faults = Vec::new();
        if self.filter.to_string().len() > FILTER_BYTES_MAX {
            let message = format!("must have at most {FILTER_BYTES_MAX} bytes");
            faults.push(fault("filter", "too-long", message));
        } else if let Err(bad) = read(list, &self.filter, Zone::UTC, custom) {
            // Which zone a bare date is meant in makes none of them better or worse.
            faults.extend(bad.into_iter().map(|bad| {
                let path = format!("filter.{}", bad.field);
                fault(path.trim_end_matches('.'), &bad.code, bad.message)
            }));
        }
        if let Some(Err(bad)) = self.sort.as_deref().map(|sort| Order::read(list, sort, custom)) {
            faults.push(fault("sort", bad.code(), bad.to_string()));
        }
        faults
    }
}
