//! Views: which records of a list somebody means, as a condition that both sides read alike
//! (C106, C107).
//!
//! A condition is written as JSON, in a query string. It is read once, here, with every fault named by
//! its path; what it may name is the lists' fields. Lists of leads are asked so today; the fields of
//! the other lists are written down beside theirs and have no sheet yet.

mod condition;
mod list;
mod read;

pub use condition::{Condition, Operand, Related, Test};
pub use list::{Field, Kind, List, Relation};
pub use read::{BadCondition, CONDITIONS_MAX, read};

#[cfg(test)]
mod tests;
