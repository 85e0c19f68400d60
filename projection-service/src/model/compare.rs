//! Comparing a model with one that was built anew: same keys, same values.

use std::ops::ControlFlow;

use super::Model;
use crate::projection::Projection;
use crate::store::{StoreError, key};

/// How two models differ in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which model.
    pub model: &'static str,
    /// The row's key, bytes that are no text escaped.
    pub key: String,
    /// What is wrong with it.
    pub what: Wrong,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The log gives it and the store hasn't got it.
    Missing,
    /// The store has it and the log doesn't give it.
    Extra,
    /// Both have it with different values.
    Changed,
}

impl<P: Projection> Model<P> {
    /// Where this model differs from what the log gives, the rows of `rebuilt`; `None` if they are
    /// not equally far. Nothing is folded in meanwhile.
    pub fn compare(&self, rebuilt: &Self) -> Result<Option<Vec<Difference>>, StoreError> {
        let mut here = self.write();
        let mut there = rebuilt.write();
        if here.sequence != there.sequence {
            return Ok(None);
        }
        here.settle();
        there.settle();
        let mut differences = Vec::new();
        let mut differ = |key: &[u8], what| {
            differences.push(Difference {
                model: P::NAME,
                key: key.escape_ascii().to_string(),
                what,
            });
        };
        let mut failure = None;
        here.buffer.scan(b"", &mut |key, row| {
            if is_mark(key) {
                return ControlFlow::Continue(());
            }
            match there.buffer.get(key) {
                Ok(Some(same)) if same == row => {}
                Ok(Some(_)) => differ(key, Wrong::Changed),
                Ok(None) => differ(key, Wrong::Extra),
                Err(e) => failure = Some(e),
            }
            if failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        there.buffer.scan(b"", &mut |key, _| {
            match here.buffer.get(key) {
                Ok(None) if !is_mark(key) => differ(key, Wrong::Missing),
                Ok(_) => {}
                Err(e) => failure = Some(e),
            }
            if failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        failure.map_or(Ok(Some(differences)), Err)
    }
}

/// Rows that say how far the others go.
fn is_mark(row: &[u8]) -> bool {
    row == key::CHECKPOINT || row == key::BUILDING || row.starts_with(key::MARKS)
}
