//! The store in memory: for tests, and for the simulation, where it outlives the process as files
//! would.

use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{StreamId, TenantId, Timestamp};
use hashbrown::HashMap;

use super::held::Held;
use super::{Checkpoint, Store, StoreError};
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::{Layer, Spent};

/// The store in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    tenants: HashMap<TenantId, Held>,
}

impl Store for MemoryStore {
    fn record(&self, tenant: TenantId, stream: StreamId) -> Result<Record, StoreError> {
        let found = self.tenants.get(&tenant).and_then(|held| held.records.get(&stream));
        Ok(found.cloned().unwrap_or_default())
    }

    fn holders(&self, tenant: TenantId, key: Key) -> Result<Holders, StoreError> {
        let found = self.tenants.get(&tenant).and_then(|held| held.holders.get(&key));
        Ok(found.cloned().unwrap_or_default())
    }

    fn spent(&self, tenant: TenantId, id: LookupHash) -> Result<Option<Spent>, StoreError> {
        let found = self.tenants.get(&tenant).and_then(|held| held.spent.get(&id));
        Ok(found.cloned())
    }

    fn settings(&self, tenant: TenantId) -> Result<Vec<(SettingDefined, Timestamp)>, StoreError> {
        Ok(self.tenants.get(&tenant).map(|held| held.settings.clone()).unwrap_or_default())
    }

    fn checkpoint(&self, tenant: TenantId) -> Result<Option<Checkpoint>, StoreError> {
        Ok(self.tenants.get(&tenant).and_then(|held| held.checkpoint.clone()))
    }

    fn write(
        &mut self,
        tenant: TenantId,
        layer: &mut Layer,
        checkpoint: Checkpoint,
    ) -> Result<(), StoreError> {
        self.tenants.entry(tenant).or_default().take(layer, checkpoint);
        Ok(())
    }
}
