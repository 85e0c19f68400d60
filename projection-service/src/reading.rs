//! Reading the log: entries verified against the chain of their tenant, and decoded once.

use event_log::StoredEntry;
use event_schema::codec::{Damage, EntryView};
use event_schema::entry::{Chain, LogId, Sequence};
use event_schema::{Position, TenantId};
use hashbrown::HashMap;

use crate::model::{Entry, Follower};

/// Why the log can't be followed any further. Nothing is folded past such a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The bytes are not those that were written.
    #[error("the log is damaged at sequence {sequence}: {cause}")]
    Damaged {
        /// Where.
        sequence: Sequence,
        /// What is wrong.
        cause: Damage,
    },
    /// Entries are missing before this one.
    #[error("tenant {tenant} goes on at position {found}, and {expected} was to come")]
    Gap {
        /// Whose log.
        tenant: TenantId,
        /// The position that should have come.
        expected: Position,
        /// The position that came.
        found: Position,
    },
    /// An entry of another log.
    #[error("the entry at sequence {sequence} belongs to log {theirs}")]
    OtherLog {
        /// Where.
        sequence: Sequence,
        /// Which log it names.
        theirs: LogId,
    },
    /// The log answers with an error.
    #[error("{0}")]
    Unreadable(String),
}

/// A reader's place in every tenant's chain.
pub struct Reading {
    log: LogId,
    tenants: HashMap<TenantId, (Position, Chain)>,
}

impl Reading {
    /// A reader at the beginning.
    pub fn new(log: LogId) -> Self {
        Self { log, tenants: HashMap::new() }
    }

    /// A reader where this model is.
    pub fn after(log: LogId, model: &dyn Follower) -> Self {
        let place = |(tenant, mark): (TenantId, crate::store::checkpoint::Mark)| {
            (tenant, (mark.position, mark.chain))
        };
        Self { log, tenants: model.marks().into_iter().map(place).collect() }
    }

    /// Verifies and decodes the next entry.
    pub fn read(&mut self, stored: &StoredEntry) -> Result<Entry, Broken> {
        let sequence = stored.sequence;
        let damaged = |cause| Broken::Damaged { sequence, cause };
        let head = stored.head;
        let view = EntryView::with_head(head, &stored.bytes).map_err(damaged)?;
        if head.log != self.log {
            return Err(Broken::OtherLog { sequence, theirs: head.log });
        }
        let (position, chain) = self.tenants.entry(head.tenant).or_default();
        if head.first != *position + 1 {
            let (tenant, expected) = (head.tenant, *position + 1);
            return Err(Broken::Gap { tenant, expected, found: head.first });
        }
        view.follows(*chain).map_err(damaged)?;
        let mut commits = Vec::with_capacity(head.commits as usize);
        for commit in view.commits() {
            let commit = commit.map_err(damaged)?;
            commits.push((commit.first, commit.decode().map_err(damaged)?));
        }
        (*position, *chain) = (head.last(), head.chain);
        Ok(Entry { sequence, head, commits })
    }
}
