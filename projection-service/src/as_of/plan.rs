//! Which commits a past state takes in, known from the audit index before the log is read: what
//! doesn't count by then, or has nothing that the model wants, is passed over unread.

use std::ops::Range;

use event_schema::{EventType, Position};

use crate::column::Place;
use crate::models::Audit;
use crate::query::AsOf;

/// The commits after some position, and which of them are taken.
pub struct Plan {
    /// Place of each commit's first event, and where the next commit will begin.
    firsts: Vec<Place>,
    takes: Vec<bool>,
}

impl Plan {
    /// The commits after position `after` that count and have an event that is wanted.
    pub fn new(
        audit: &Audit,
        as_of: AsOf,
        after: Position,
        wants: impl Fn(EventType) -> bool,
    ) -> Self {
        let (mut firsts, mut takes) = (Vec::new(), Vec::new());
        let end = audit.commits_after(as_of, after, wants, |first, take| {
            firsts.push(first);
            takes.push(take);
        });
        firsts.push(end);
        Self { firsts, takes }
    }

    /// The position up to which commits were looked at.
    pub fn through(&self) -> Position {
        self.firsts.last().copied().map_or(0, Position::from)
    }

    /// The first position of the next commit to be taken at or after `from`.
    pub fn next(&self, from: Position) -> Option<Position> {
        let begin = self.firsts.partition_point(|first| Position::from(*first) + 1 < from);
        let found = self.takes.get(begin..)?.iter().position(|take| *take)?;
        Some(self.positions(begin + found).start)
    }

    /// The number of the commit that begins at this position.
    pub fn commit_at(&self, first: Position) -> Option<usize> {
        let commits = &self.firsts[..self.takes.len()];
        commits.binary_search_by_key(&first, |place| Position::from(*place) + 1).ok()
    }

    /// The positions of a commit, if it is taken.
    pub fn taken(&self, commit: usize) -> Option<Range<Position>> {
        (*self.takes.get(commit)?).then(|| self.positions(commit))
    }

    fn positions(&self, commit: usize) -> Range<Position> {
        let position = |at: usize| Position::from(self.firsts[at]) + 1;
        position(commit)..position(commit + 1)
    }
}
