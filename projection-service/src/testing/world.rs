//! A log in memory with a tenant, to which histories are appended.

use std::sync::Arc;

use event_log::{Append, AppendEntry, EventLog, MemoryLog};
use event_schema::codec::{EntryDraft, commit_line};
use event_schema::commit::Commit;
use event_schema::entry::{EntryId, Head, LogId, Sequence};
use event_schema::personal::{Personal, Place, Sealed};
use event_schema::{Position, TenantId};
use futures::executor::block_on;
use uuid::Uuid;

use crate::model::Follower;
use crate::models::person::OpenBoxes;
use crate::reading::Reading;

/// No box ever opens.
pub struct NoBoxes;

impl OpenBoxes for NoBoxes {
    fn open(&self, _: TenantId, _: &Sealed, _: &Place) -> Option<Personal> {
        None
    }

    fn holds(&self, _: TenantId, _: event_schema::personal::KeySlot) -> bool {
        false
    }

    fn secret(&self, _: TenantId) -> Option<[u8; 32]> {
        None
    }
}

/// A log and a tenant of it.
pub struct World {
    pub log: Arc<MemoryLog>,
    pub tenant: TenantId,
}

impl World {
    /// An empty log.
    pub fn new() -> Self {
        let log = MemoryLog::new(LogId(Uuid::from_u128(7)));
        Self { log: Arc::new(log), tenant: "default".parse().expect("a tenant's name") }
    }

    /// The same log for another tenant.
    pub fn for_tenant(&self, name: &str) -> Self {
        Self { log: self.log.clone(), tenant: name.parse().expect("a tenant's name") }
    }

    /// Appends commits, a few to an entry.
    pub fn append(&self, commits: &[Commit]) -> Position {
        for group in commits.chunks(7) {
            let head = self.head();
            let mut draft = EntryDraft::default();
            for commit in group {
                draft.push(commit_line(commit), commit.facts.len() as u32);
            }
            let id = EntryId(Uuid::from_u128(u128::from(head.position) + 1));
            let after = (head.position, head.chain);
            let (entry, bytes) = draft.seal(self.log.id(), id, self.tenant, after);
            let entry = AppendEntry { head: entry, bytes };
            let outcome = block_on(self.log.append(self.tenant, head.sequence, entry));
            assert!(matches!(outcome, Append::Appended { .. }), "{outcome:?}");
        }
        self.head().position
    }

    /// Where the tenant's log ends.
    pub fn head(&self) -> Head {
        block_on(self.log.head(self.tenant)).expect("a log in memory can be read")
    }
}

/// Folds the rest of the log into a model on this thread, stopping before sequence `end`.
pub fn fold(log: &dyn EventLog, model: &dyn Follower, end: Sequence) {
    let mut reading = Reading::after(log.id(), model);
    let mut tail = log.tail(model.sequence());
    while model.sequence() < log.durable().min(end - 1) {
        let batch = block_on(tail.next(4_096)).expect("a log in memory can be read");
        for stored in batch.entries.iter().filter(|stored| stored.sequence < end) {
            model.apply_entry(&reading.read(stored).expect("the log is whole"));
        }
    }
}
