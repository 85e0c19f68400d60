//! What events say of custom fields: the values that a record began with, and before and after of
//! those that changed.

use std::collections::BTreeMap;

use super::Changed;
use crate::value::{CustomFields, CustomValue, Key};

/// The custom fields that really changed.
pub type CustomChanges = BTreeMap<Key, Changed<CustomValue>>;

/// Puts changes into the fields of a record.
pub fn take_over(fields: &mut CustomFields, changes: &CustomChanges) {
    for (key, changed) in changes {
        match &changed.after {
            Some(value) => drop(fields.insert(*key, value.clone())),
            None => drop(fields.remove(key)),
        }
    }
}

/// What a duplicate knows and its survivor doesn't.
pub fn filled(own: &CustomFields, theirs: &CustomFields) -> CustomChanges {
    let blank = theirs.iter().filter(|(key, _)| !own.contains_key(key));
    let filled = |value: &CustomValue| Changed { before: None, after: Some(value.clone()) };
    blank.map(|(key, value)| (*key, filled(value))).collect()
}

/// The custom fields of which these are the changes; those that stayed as they were are left out.
pub fn changes(before: &CustomFields, after: &CustomFields) -> CustomChanges {
    let keys = before.keys().chain(after.keys());
    let changed = keys.filter(|key| before.get(key) != after.get(key)).map(|key| {
        (*key, Changed { before: before.get(key).cloned(), after: after.get(key).cloned() })
    });
    changed.collect()
}

/// The names of the custom fields that are others from now on.
pub fn names(before: &CustomFields, after: &CustomFields) -> Vec<Key> {
    changes(before, after).into_keys().collect()
}
