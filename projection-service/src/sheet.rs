//! What lists are chosen by: a sheet of compact columns in memory, one place a record, and the
//! conditions that people put on them (C106, C107).
//!
//! A condition is looked at column by column and block by block, newest first, so that a page of a
//! list of a million records costs a few million comparisons of small numbers at worst, and a few
//! thousand where many records match.

mod asked;
mod column;
mod order;
mod sift;
mod texts;

pub use asked::Now;
pub use column::{Cell, Columns, Groups, Sheet, put};
pub use order::{Seek, Sorted, page};
pub use sift::{Matches, Sieve};

#[cfg(test)]
mod tests;
