//! The store on disk: sorted tables, and in front of them the latest rows in memory.
//!
//! Rows gather in memory and are settled into the tables in bulk, by a thread of their own: a
//! command costs a few entries of hash maps. What a kill takes from memory is read again from the
//! log, from the checkpoint of the tables on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{StreamId, TenantId, Timestamp};
use hashbrown::HashMap;

use super::held::Held;
use super::tables::Tables;
use super::{Checkpoint, Store, StoreError};
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::{Layer, Spent};

/// Most rows in memory before they are settled; as many again may be on their way to the tables. A
/// new lead has five or six, and those of the last moment are read again after a kill.
const ROWS_MAX: usize = 262_144;

/// The store on disk. Clones share it.
#[derive(Clone)]
pub struct FjallStore {
    tables: Tables,
    latest: Arc<Latest>,
}

#[derive(Default)]
struct Latest {
    rows: Mutex<Rows>,
    settled: Condvar,
}

/// Rows that are not in the tables, newest first.
#[derive(Default)]
struct Rows {
    recent: HashMap<TenantId, Held>,
    settling: Option<Arc<HashMap<TenantId, Held>>>,
    /// Emptied, to be filled again: growing anew would cost as much as filling.
    spare: HashMap<TenantId, Held>,
    count: usize,
    failed: Option<String>,
}

impl Rows {
    fn find<T>(&self, tenant: TenantId, find: impl Fn(&Held) -> Option<T>) -> Option<T> {
        let settling = self.settling.as_deref().and_then(|tenants| tenants.get(&tenant));
        let generations = [self.recent.get(&tenant), settling];
        generations.into_iter().flatten().find_map(find)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.failed.clone().map_or(Ok(()), |why| Err(StoreError::Files(why)))
    }
}

impl FjallStore {
    /// Opens or creates the store in this directory.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Ok(Self { tables: Tables::open(dir)?, latest: Arc::default() })
    }

    /// How far the tables are with every tenant that they know.
    pub fn checkpoints(&self) -> Result<Vec<(TenantId, Checkpoint)>, StoreError> {
        self.tables.checkpoints()
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.latest.rows()
    }

    /// Settles everything and waits for it: before the process ends, so that the next one has
    /// nothing to read again.
    pub fn settle(&self) -> Result<(), StoreError> {
        let rows = self.begin_settling(self.rows())?;
        self.settled(rows).map(drop)
    }

    /// Waits until nothing is being settled.
    fn settled<'a>(&self, rows: MutexGuard<'a, Rows>) -> Result<MutexGuard<'a, Rows>, StoreError> {
        let busy = |rows: &mut Rows| rows.settling.is_some() && rows.failed.is_none();
        let waited = self.latest.settled.wait_while(rows, busy);
        let rows = waited.unwrap_or_else(PoisonError::into_inner);
        rows.check().map(|()| rows)
    }

    /// Gives what is in memory to a thread that writes it into the tables; waits for the one
    /// before, so that memory stays bounded.
    fn begin_settling<'a>(
        &self,
        rows: MutexGuard<'a, Rows>,
    ) -> Result<MutexGuard<'a, Rows>, StoreError> {
        let mut rows = self.settled(rows)?;
        if rows.count == 0 {
            return Ok(rows);
        }
        let spare = std::mem::take(&mut rows.spare);
        let settling = Arc::new(std::mem::replace(&mut rows.recent, spare));
        rows.count = 0;
        rows.settling = Some(settling.clone());
        let (tables, latest) = (self.tables.clone(), self.latest.clone());
        let work = move || latest.settle(&tables, settling);
        let started = thread::Builder::new().name("kith-settle".into()).spawn(work);
        started.map_err(|error| StoreError::Files(error.to_string()))?;
        Ok(rows)
    }
}

impl Latest {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        // Whoever panicked left whole rows behind; only a writer's own step changes more than one.
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a generation into the tables, then forgets it.
    fn settle(&self, tables: &Tables, settling: Arc<HashMap<TenantId, Held>>) {
        // A panic must not leave whoever waits for this thread waiting.
        let written = catch_unwind(AssertUnwindSafe(|| tables.write(&settling)));
        let written = written.unwrap_or_else(|_| Err(StoreError::Files("a panic".into())));
        let mut rows = self.rows();
        match written {
            Ok(()) => rows.settling = None,
            Err(error) => rows.failed = Some(error.to_string()),
        }
        drop(rows);
        self.settled.notify_all();
        if let Ok(mut spare) = Arc::try_unwrap(settling) {
            // A tenant that had nothing to settle gives up its room.
            spare.retain(|_, held| !held.is_empty());
            spare.values_mut().for_each(Held::clear);
            self.rows().spare = spare;
        }
    }
}

impl Store for FjallStore {
    fn record(&self, tenant: TenantId, stream: StreamId) -> Result<Record, StoreError> {
        let found = self.rows().find(tenant, |held| held.records.get(&stream).cloned());
        found.map_or_else(|| self.tables.record(tenant, stream), Ok)
    }

    fn holders(&self, tenant: TenantId, key: Key) -> Result<Holders, StoreError> {
        let found = self.rows().find(tenant, |held| held.holders.get(&key).cloned());
        found.map_or_else(|| self.tables.holders(tenant, key), Ok)
    }

    fn spent(&self, tenant: TenantId, id: LookupHash) -> Result<Option<Spent>, StoreError> {
        let found = self.rows().find(tenant, |held| held.spent.get(&id).cloned());
        found.map_or_else(|| self.tables.spent(tenant, id), |spent| Ok(Some(spent)))
    }

    fn settings(&self, tenant: TenantId) -> Result<Vec<(SettingDefined, Timestamp)>, StoreError> {
        let rows = self.rows();
        // What is being settled may be in the tables already: a book takes a version only once.
        let mut settings = self.tables.settings(tenant)?;
        let settling = rows.settling.as_deref().and_then(|tenants| tenants.get(&tenant));
        for held in [settling, rows.recent.get(&tenant)].into_iter().flatten() {
            settings.extend(held.settings.iter().cloned());
        }
        Ok(settings)
    }

    fn checkpoint(&self, tenant: TenantId) -> Result<Option<Checkpoint>, StoreError> {
        let found = self.rows().find(tenant, |held| held.checkpoint.clone());
        found.map_or_else(|| self.tables.checkpoint(tenant), |known| Ok(Some(known)))
    }

    fn write(
        &mut self,
        tenant: TenantId,
        layer: &mut Layer,
        checkpoint: Checkpoint,
    ) -> Result<(), StoreError> {
        let mut rows = self.rows();
        rows.check()?;
        let held = rows.recent.entry(tenant).or_default();
        let before = held.rows();
        held.take(layer, checkpoint);
        let more = held.rows() - before;
        rows.count += more;
        if rows.count >= ROWS_MAX {
            return self.begin_settling(rows).map(drop);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
