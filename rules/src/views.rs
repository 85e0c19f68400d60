//! Views: which records of a list somebody means, as a condition that both sides read alike
//! (C106, C107).
//!
//! A condition is written as JSON, in a query string or in a saved view. It is read once, here, with
//! every fault named by its path; what it may name is the lists' fields. A saved view keeps its
//! condition as it was written, so that its days are those of the moment it is asked.

mod condition;
mod custom;
mod judge;
mod list;
mod order;
mod read;

pub use condition::{Condition, Operand, Related, Test};
pub use custom::{CustomColumn, CustomColumns, custom_key};
pub use judge::{Known, holds, is_like};
pub use list::{Field, Kind, List, Relation};
pub use order::{BadOrder, Order};
pub use read::{BadCondition, CONDITIONS_MAX, FILTER_BYTES_MAX, read};

#[cfg(test)]
mod tests;
