//! Keys and rows of the store as bytes. Every row begins with the number of its format, so that
//! an older row is known and the store rebuilt rather than misread.

use std::sync::Arc;

use event_schema::value::LookupHash;
use event_schema::{Position, Revision, StreamId, TenantId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::aggregate::{Key, State};
use crate::decide::Record;
use crate::writer::Spent;

/// Format of the rows that are written today.
const FORMAT: u8 = 9;

/// What kind of row a key leads to.
#[derive(Clone, Copy)]
pub enum Table {
    Record = b'r' as isize,
    Holders = b'h' as isize,
    Spent = b's' as isize,
    Settings = b'c' as isize,
    Checkpoint = b'p' as isize,
}

/// `<tenant> 0 <table>`: tenants are apart, and 0 is in no tenant id.
pub fn prefix(tenant: TenantId, table: Table) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    key.extend_from_slice(tenant.as_str().as_bytes());
    key.extend_from_slice(&[0, table as u8]);
    key
}

/// Whose row a key leads to.
pub fn tenant_of(key: &[u8]) -> Result<TenantId, StoreError> {
    let name = key.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = std::str::from_utf8(name).ok().and_then(|name| name.parse().ok());
    name.ok_or_else(|| StoreError::Row("its key names no tenant".into()))
}

/// Behind every key of a tenant, and before those of any other.
pub fn end_of(tenant: TenantId) -> Vec<u8> {
    [tenant.as_str().as_bytes(), &[1]].concat()
}

pub fn record_key(tenant: TenantId, stream: StreamId) -> Vec<u8> {
    let mut key = prefix(tenant, Table::Record);
    key.extend_from_slice(stream.kind.name().as_bytes());
    key.push(0);
    key.extend_from_slice(stream.id.as_bytes());
    key
}

pub fn holders_key(tenant: TenantId, held: Key) -> Vec<u8> {
    let mut key = prefix(tenant, Table::Holders);
    match held {
        Key::Lookup(of, kind, hash) => {
            key.extend_from_slice(b"l");
            key.extend_from_slice(of.name().as_bytes());
            key.push(0);
            key.extend_from_slice(kind.name().as_bytes());
            key.push(0);
            key.extend_from_slice(&hash.0);
        }
        Key::OpenOpportunities(account) => {
            key.extend_from_slice(b"o");
            key.extend_from_slice(account.0.as_bytes());
        }
        Key::Contacts(account) => {
            key.extend_from_slice(b"c");
            key.extend_from_slice(account.0.as_bytes());
        }
        Key::MainContact(account) => {
            key.extend_from_slice(b"m");
            key.extend_from_slice(account.0.as_bytes());
        }
    }
    key
}

pub fn spent_key(tenant: TenantId, id: LookupHash) -> Vec<u8> {
    let mut key = prefix(tenant, Table::Spent);
    key.extend_from_slice(&id.0);
    key
}

/// True if a key leads to a spent idempotency id.
pub fn is_spent(key: &[u8]) -> bool {
    let table = key.iter().position(|byte| *byte == 0).and_then(|end| key.get(end + 1));
    table == Some(&(Table::Spent as u8))
}

pub fn encode(row: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![FORMAT];
    bincode::serde::encode_into_std_write(row, &mut bytes, bincode::config::standard())
        .expect("rows are plain data and memory takes them");
    bytes
}

pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    let Some((&FORMAT, row)) = bytes.split_first() else {
        return Err(StoreError::Row("it has another format".into()));
    };
    bincode::serde::decode_from_slice(row, bincode::config::standard())
        .map(|(row, _)| row)
        .map_err(|e| StoreError::Row(e.to_string()))
}

pub fn encode_record(record: &Record) -> Vec<u8> {
    let row: (Revision, Option<&State>) = (record.revision, record.state.as_deref());
    encode(&row)
}

pub fn decode_record(bytes: &[u8]) -> Result<Record, StoreError> {
    let (revision, state): (Revision, Option<State>) = decode(bytes)?;
    Ok(Record { revision, state: state.map(Arc::new) })
}

pub fn encode_spent(spent: &Spent) -> Vec<u8> {
    encode(&(spent.fingerprint, spent.position, spent.recorded_at))
}

pub fn decode_spent(bytes: &[u8]) -> Result<Spent, StoreError> {
    let (fingerprint, position, recorded_at): (LookupHash, Position, Timestamp) = decode(bytes)?;
    Ok(Spent { fingerprint, position, recorded_at, commit: None })
}
