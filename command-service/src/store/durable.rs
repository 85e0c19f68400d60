//! The store on disk, in fjall: cold records cost one look-up, and a write costs little since
//! nothing waits for it to be synced.

use std::path::Path;

use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{StreamId, TenantId, Timestamp};
use fjall::{Database, Keyspace, KeyspaceCreateOptions};

use super::rows::{self, Table, decode, encode, prefix};
use super::{Checkpoint, Store, StoreError};
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::{Layer, Spent};

/// Bytes of the block cache.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// The store on disk. Clones share it.
#[derive(Clone)]
pub struct FjallStore {
    database: Database,
    rows: Keyspace,
}

fn files(error: fjall::Error) -> StoreError {
    StoreError::Files(error.to_string())
}

impl FjallStore {
    /// Opens or creates the store in this directory.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let database = Database::builder(dir).cache_size(CACHE_BYTES).open().map_err(files)?;
        let rows = database.keyspace("rows", KeyspaceCreateOptions::default).map_err(files)?;
        Ok(Self { database, rows })
    }

    /// How far the store is with every tenant that it knows.
    pub fn checkpoints(&self) -> Result<Vec<(TenantId, Checkpoint)>, StoreError> {
        let (mut found, mut from) = (Vec::new(), Vec::new());
        while let Some(row) = self.rows.range(&from[..]..).next() {
            let tenant = rows::tenant_of(&row.key().map_err(files)?)?;
            found.extend(self.checkpoint(tenant)?.map(|known| (tenant, known)));
            from = rows::end_of(tenant);
        }
        Ok(found)
    }

    fn get(&self, key: &[u8]) -> Result<Option<fjall::UserValue>, StoreError> {
        self.rows.get(key).map_err(files)
    }
}

impl Store for FjallStore {
    fn record(&self, tenant: TenantId, stream: StreamId) -> Result<Record, StoreError> {
        let row = self.get(&rows::record_key(tenant, stream))?;
        row.map_or(Ok(Record::default()), |row| rows::decode_record(&row))
    }

    fn holders(&self, tenant: TenantId, key: Key) -> Result<Holders, StoreError> {
        let row = self.get(&rows::holders_key(tenant, key))?;
        row.map_or(Ok(Holders::default()), |row| decode(&row))
    }

    fn spent(&self, tenant: TenantId, id: LookupHash) -> Result<Option<Spent>, StoreError> {
        let row = self.get(&rows::spent_key(tenant, id))?;
        row.map(|row| rows::decode_spent(&row)).transpose()
    }

    fn settings(&self, tenant: TenantId) -> Result<Vec<(SettingDefined, Timestamp)>, StoreError> {
        let Some(row) = self.get(&prefix(tenant, Table::Settings))? else { return Ok(Vec::new()) };
        // A setting's body is JSON, so its row is JSON too.
        let json: String = decode(&row)?;
        serde_json::from_str(&json).map_err(|e| StoreError::Row(e.to_string()))
    }

    fn checkpoint(&self, tenant: TenantId) -> Result<Option<Checkpoint>, StoreError> {
        let row = self.get(&prefix(tenant, Table::Checkpoint))?;
        row.map(|row| decode(&row)).transpose()
    }

    fn write(
        &mut self,
        tenant: TenantId,
        layer: &Layer,
        checkpoint: &Checkpoint,
    ) -> Result<(), StoreError> {
        let mut batch = self.database.batch();
        for (stream, record) in &layer.records {
            let row = rows::encode_record(record);
            batch.insert(&self.rows, rows::record_key(tenant, *stream), row);
        }
        for (key, holders) in &layer.holders {
            let key = rows::holders_key(tenant, *key);
            if holders.is_empty() {
                batch.remove(&self.rows, key);
            } else {
                batch.insert(&self.rows, key, encode(holders));
            }
        }
        for (id, spent) in &layer.spent {
            batch.insert(&self.rows, rows::spent_key(tenant, *id), rows::encode_spent(spent));
        }
        if !layer.settings.is_empty() {
            let mut settings = self.settings(tenant)?;
            settings.extend(layer.settings.iter().cloned());
            let json = serde_json::to_string(&settings).expect("settings are plain data");
            batch.insert(&self.rows, prefix(tenant, Table::Settings), encode(&json));
        }
        batch.insert(&self.rows, prefix(tenant, Table::Checkpoint), encode(checkpoint));
        batch.commit().map_err(files)
    }
}
