//! The order of a list.

use serde::{Deserialize, Serialize};

use super::List;

/// By which field a list is sorted. Records without a value come last; equal ones newest first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Order {
    /// A field of numbers, decimals, times or dates.
    pub field: String,
    /// From the largest down.
    pub descending: bool,
}

/// No field that a list can be sorted by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be one of {0}, with - before it or not")]
pub struct BadOrder(String);

impl Order {
    /// Reads a field's name, with `-` before it for the largest first.
    pub fn read(list: List, text: &str) -> Result<Self, BadOrder> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        if list.sortable().any(|field| field.name == name) {
            return Ok(Self { field: name.into(), descending });
        }
        let known: Vec<_> = list.sortable().map(|field| field.name).collect();
        Err(BadOrder(known.join(", ")))
    }
}
