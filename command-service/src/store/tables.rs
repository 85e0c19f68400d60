//! The sorted tables on disk, in fjall. They are written in bulk, past its journal and its memtable,
//! whose skip lists cost more than everything else that a command takes.

use std::path::Path;
use std::sync::Arc;

use event_schema::event::SettingDefined;
use event_schema::value::LookupHash;
use event_schema::{StreamId, TenantId, Timestamp};
use fjall::{Database, Keyspace, KeyspaceCreateOptions};
use hashbrown::HashMap;

use super::expiry::Newest;
use super::held::Held;
use super::rows::{self, Table, decode, encode, prefix};
use super::{Checkpoint, StoreError};
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::writer::Spent;

/// Bytes of the block cache.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// The tables. Clones share them.
#[derive(Clone)]
pub(super) struct Tables {
    rows: Keyspace,
    newest: Newest,
    // Keeps the keyspace's files open.
    _database: Database,
}

/// A key with its new row, or without one.
type Change = (Vec<u8>, Option<Vec<u8>>);

fn files(error: fjall::Error) -> StoreError {
    StoreError::Files(error.to_string())
}

impl Tables {
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let newest = Newest::default();
        let filter = newest.factory();
        let database = Database::builder(dir)
            .cache_size(CACHE_BYTES)
            .with_compaction_filter_factories(Arc::new(move |_| Some(filter.clone())))
            .open()
            .map_err(files)?;
        let rows = database.keyspace("rows", KeyspaceCreateOptions::default).map_err(files)?;
        Ok(Self { rows, newest, _database: database })
    }

    pub fn record(&self, tenant: TenantId, stream: StreamId) -> Result<Record, StoreError> {
        let row = self.get(&rows::record_key(tenant, stream))?;
        row.map_or(Ok(Record::default()), |row| rows::decode_record(&row))
    }

    pub fn holders(&self, tenant: TenantId, key: Key) -> Result<Holders, StoreError> {
        let row = self.get(&rows::holders_key(tenant, key))?;
        row.map_or(Ok(Holders::default()), |row| decode(&row))
    }

    pub fn spent(&self, tenant: TenantId, id: LookupHash) -> Result<Option<Spent>, StoreError> {
        let row = self.get(&rows::spent_key(tenant, id))?;
        row.map(|row| rows::decode_spent(&row)).transpose()
    }

    pub fn settings(
        &self,
        tenant: TenantId,
    ) -> Result<Vec<(SettingDefined, Timestamp)>, StoreError> {
        let Some(row) = self.get(&prefix(tenant, Table::Settings))? else { return Ok(Vec::new()) };
        // A setting's body is JSON, so its row is JSON too.
        let json: String = decode(&row)?;
        serde_json::from_str(&json).map_err(|e| StoreError::Row(e.to_string()))
    }

    pub fn checkpoint(&self, tenant: TenantId) -> Result<Option<Checkpoint>, StoreError> {
        let row = self.get(&prefix(tenant, Table::Checkpoint))?;
        row.map(|row| decode(&row)).transpose()
    }

    /// How far they are with every tenant that they know.
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

    /// Takes in rows of several tenants with their checkpoints, all or nothing; durable on return.
    pub fn write(&self, tenants: &HashMap<TenantId, Held>) -> Result<(), StoreError> {
        let mut changes = Vec::with_capacity(tenants.values().map(|held| held.rows() + 2).sum());
        for (tenant, held) in tenants.iter().filter(|(_, held)| !held.is_empty()) {
            self.changes(*tenant, held, &mut changes)?;
        }
        changes.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut tables = self.rows.start_ingestion().map_err(files)?;
        for (key, row) in changes {
            match row {
                Some(row) => tables.write(key, row).map_err(files)?,
                None => tables.write_tombstone(key).map_err(files)?,
            }
        }
        tables.finish().map_err(files)
    }

    fn changes(&self, of: TenantId, held: &Held, to: &mut Vec<Change>) -> Result<(), StoreError> {
        for (stream, record) in &held.records {
            to.push((rows::record_key(of, *stream), Some(rows::encode_record(record))));
        }
        for (key, holders) in &held.holders {
            let row = (!holders.is_empty()).then(|| encode(holders));
            to.push((rows::holders_key(of, *key), row));
        }
        for (id, spent) in &held.spent {
            to.push((rows::spent_key(of, *id), Some(rows::encode_spent(spent))));
        }
        if !held.settings.is_empty() {
            let mut settings = self.settings(of)?;
            settings.extend(held.settings.iter().cloned());
            let json = serde_json::to_string(&settings).expect("settings are plain data");
            to.push((prefix(of, Table::Settings), Some(encode(&json))));
        }
        if let Some(checkpoint) = &held.checkpoint {
            self.newest.seen(checkpoint.recorded_at);
            to.push((prefix(of, Table::Checkpoint), Some(encode(checkpoint))));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use event_schema::entry::{Chain, LogId};
    use uuid::Uuid;

    use super::*;

    fn spent(id: u8, days: i64) -> (LookupHash, Spent) {
        let at = Timestamp::from_micros(0).plus_seconds(days * 24 * 3_600);
        let (fingerprint, position) = (LookupHash([0; 16]), 1);
        (LookupHash([id; 16]), Spent { fingerprint, position, recorded_at: at, commit: None })
    }

    #[test]
    fn spent_ids_leave_the_tables_after_thirty_days() {
        let dir = tempfile::tempdir().unwrap();
        let tables = Tables::open(dir.path()).unwrap();
        let tenant: TenantId = "acme".parse().unwrap();
        let last = spent(3, 40);
        let checkpoint = Checkpoint {
            log: LogId(Uuid::nil()),
            sequence: 1,
            position: 1,
            chain: Chain::default(),
            entry: None,
            recorded_at: last.1.recorded_at,
            next_slot: 1,
        };
        let held = Held {
            spent: [spent(1, 9), spent(2, 11), last].into_iter().collect(),
            checkpoint: Some(checkpoint),
            ..Held::default()
        };
        tables.write(&[(tenant, held)].into_iter().collect()).unwrap();
        assert!(tables.spent(tenant, LookupHash([1; 16])).unwrap().is_some());
        tables.rows.major_compact().unwrap();
        assert!(tables.spent(tenant, LookupHash([1; 16])).unwrap().is_none());
        assert!(tables.spent(tenant, LookupHash([2; 16])).unwrap().is_some());
        assert!(tables.checkpoint(tenant).unwrap().is_some());
    }
}
