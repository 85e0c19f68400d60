//! The order of a list.

use serde::{Deserialize, Serialize};

use super::{CustomColumn, CustomColumns, List};

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
pub enum BadOrder {
    /// There is no such field, or it has no order.
    #[error("must be one of {0}, with - before it or not")]
    Unknown(String),
    /// It is sealed.
    #[error("{0} is personal, so it is sealed, and no list can be sorted by it")]
    Sealed(String),
}

impl BadOrder {
    /// What kind of fault it is.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown-value",
            Self::Sealed(_) => "sealed",
        }
    }
}

impl Order {
    /// Reads a field's name, with `-` before it for the largest first. `custom` are the fields that
    /// the tenant gave its records.
    pub fn read(list: List, text: &str, custom: &CustomColumns) -> Result<Self, BadOrder> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        if list.sortable().any(|field| field.name == name) {
            return Ok(Self { field: name.into(), descending });
        }
        match custom.column(list, name) {
            Some(CustomColumn::Of(kind)) if kind.has_order() => {
                return Ok(Self { field: name.into(), descending });
            }
            Some(CustomColumn::Sealed) => return Err(BadOrder::Sealed(name.into())),
            Some(CustomColumn::Of(_)) | None => {}
        }
        let known = list.sortable().map(|field| field.name.to_owned());
        let own = custom.named(list).filter(|(_, kind)| kind.has_order()).map(|(name, _)| name);
        Err(BadOrder::Unknown(known.chain(own).collect::<Vec<_>>().join(", ")))
    }
}
