//! Audit: which event is where in the log, by record, actor, type and time. The trail itself is read
//! from the log; here are only its places. Asked by auditors, by the timelines of customers, and by
//! `as_of`, which needs to know when each commit counts.

mod index;
mod pages;
mod select;
mod timeline;
mod trail;

use event_schema::EventType;
use event_schema::commit::Recorded;

use crate::projection::{Projection, Tx};
use crate::store::StoreError;
use crate::store::key::Table;

pub use select::Selected;
pub use timeline::{Place as TimelinePlace, Wanted};
pub use trail::{Trail, changed, trail};

/// The places of one tenant's events.
#[derive(Default)]
pub struct Audit {
    index: index::Index,
    saved: pages::Saved,
}

impl Projection for Audit {
    const NAME: &'static str = "audit";
    const VERSION: u32 = 3;
    const TABLES: &'static [Table] = pages::TABLES;

    fn wants(_: EventType) -> bool {
        true
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        // A commit counts whole, so it is taken in whole, at its first event.
        let commit = tx.commit();
        if commit.first().is_some_and(|first| first.position == event.position) {
            self.index.add(commit);
        }
    }

    fn settle(&mut self, tx: &mut Tx<'_>) {
        self.saved.write(&self.index, tx);
    }

    fn unsettled(&self) -> usize {
        self.saved.owed(&self.index)
    }

    fn load(&mut self, table: Table, _: &[u8], row: &[u8]) -> Result<(), StoreError> {
        self.saved.load(&mut self.index, table, row)
    }

    fn memory_bytes(&self) -> usize {
        self.index.memory_bytes()
    }
}
