//! Views: which records of a list somebody means, as a condition that both sides read alike
//! (C106, C107).
//!
//! A condition is written as JSON: in a query string, in a saved view, in a bulk action. It is read
//! once, here, with every fault named by its path; what it may name is the lists' fields.

mod condition;
mod list;
mod read;

pub use condition::{Condition, Operand, Related, Test};
pub use list::{Field, Kind, List, Relation};
pub use read::{BadCondition, CONDITIONS_MAX, read};

#[cfg(test)]
mod tests;
