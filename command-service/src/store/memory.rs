//! The store in memory: for tests, and for the simulation, where it outlives the process as files
//! would.

use std::collections::HashMap;

use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{StreamId, TenantId, Timestamp};

use super::{Checkpoint, Store, StoreError};
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::{Layer, Spent};

#[derive(Debug, Clone, Default)]
struct Tenant {
    records: HashMap<StreamId, Record>,
    holders: HashMap<Key, Holders>,
    spent: HashMap<LookupHash, Spent>,
    settings: Vec<(SettingDefined, Timestamp)>,
    checkpoint: Option<Checkpoint>,
}

/// The store in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    tenants: HashMap<TenantId, Tenant>,
}

impl Store for MemoryStore {
    fn record(&self, tenant: TenantId, stream: StreamId) -> Result<Record, StoreError> {
        let found = self.tenants.get(&tenant).and_then(|t| t.records.get(&stream));
        Ok(found.cloned().unwrap_or_default())
    }

    fn holders(&self, tenant: TenantId, key: Key) -> Result<Holders, StoreError> {
        let found = self.tenants.get(&tenant).and_then(|t| t.holders.get(&key));
        Ok(found.cloned().unwrap_or_default())
    }

    fn spent(&self, tenant: TenantId, id: LookupHash) -> Result<Option<Spent>, StoreError> {
        let found = self.tenants.get(&tenant).and_then(|t| t.spent.get(&id));
        Ok(found.cloned())
    }

    fn settings(&self, tenant: TenantId) -> Result<Vec<(SettingDefined, Timestamp)>, StoreError> {
        Ok(self.tenants.get(&tenant).map(|t| t.settings.clone()).unwrap_or_default())
    }

    fn checkpoint(&self, tenant: TenantId) -> Result<Option<Checkpoint>, StoreError> {
        Ok(self.tenants.get(&tenant).and_then(|t| t.checkpoint.clone()))
    }

    fn write(
        &mut self,
        tenant: TenantId,
        layer: &Layer,
        checkpoint: &Checkpoint,
    ) -> Result<(), StoreError> {
        let rows = self.tenants.entry(tenant).or_default();
        rows.records.extend(layer.records.iter().map(|(k, v)| (*k, v.clone())));
        rows.holders.extend(layer.holders.iter().map(|(k, v)| (*k, v.clone())));
        let spent = layer.spent.iter().map(|(k, v)| (*k, Spent { commit: None, ..v.clone() }));
        rows.spent.extend(spent);
        rows.settings.extend(layer.settings.iter().cloned());
        rows.checkpoint = Some(checkpoint.clone());
        Ok(())
    }
}
