//! What a read model is: a fold of one tenant's events into rows, and an index of them in memory.

use std::ops::ControlFlow;
use std::sync::Arc;

use event_schema::commit::Recorded;
use event_schema::{EventType, TenantId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::query::AskError;
use crate::store::buffer::Buffer;
use crate::store::codec::{decode, encode};
use crate::store::key::Table;
use crate::store::{StoreError, key};

/// A read model of one tenant.
///
/// The fold is deterministic, reads no clock, calls nobody and is total: an event of a stream whose
/// beginning it has not seen changes nothing. What the value itself holds in memory is an index that
/// can be made again from the rows; what is asked for is in the rows.
pub trait Projection: Default + Send + Sync + 'static {
    /// Its public name.
    const NAME: &'static str;
    /// Goes up whenever the same events would give other rows; the model is then built anew.
    const VERSION: u32;
    /// The tables that [`Self::load`] is shown when a store is opened, in this order.
    const TABLES: &'static [Table];

    /// Whether its rows keep boxes of personal data; the fold of any other may see events without.
    const KEEPS_BOXES: bool = false;

    /// Whether events of this type matter to it.
    fn wants(event: EventType) -> bool;

    /// Folds in one event.
    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>);

    /// Writes what it keeps open over the events of a commit, after the last of them.
    fn committed(&mut self, _tx: &mut Tx<'_>) {}

    /// Writes rows that it packs in memory, before a layer is written.
    fn settle(&mut self, _tx: &mut Tx<'_>) {}

    /// How many rows [`Self::settle`] would write.
    fn unsettled(&self) -> usize {
        0
    }

    /// Takes a row into the index, in the order of the keys; `key` is without tenant and table.
    fn load(&mut self, table: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError>;

    /// About how many bytes the index takes.
    fn memory_bytes(&self) -> usize;
}

/// The rows of one tenant, while one commit is folded in.
pub struct Tx<'a> {
    buffer: &'a mut Buffer,
    tenant: TenantId,
    commit: &'a [Recorded<'a>],
    failure: Option<StoreError>,
}

impl<'a> Tx<'a> {
    /// The rows of `tenant`; `commit` is what of the commit the model wants.
    pub fn new(buffer: &'a mut Buffer, tenant: TenantId, commit: &'a [Recorded<'a>]) -> Self {
        Self { buffer, tenant, commit, failure: None }
    }

    /// The events of the commit that the model wants.
    pub fn commit(&self) -> &'a [Recorded<'a>] {
        self.commit
    }

    /// The event right before `event` in its commit, if the model wants it.
    pub fn before(&self, event: &Recorded<'_>) -> Option<Recorded<'a>> {
        self.commit.iter().find(|other| other.position + 1 == event.position).copied()
    }

    /// The row with this key. A store that fails gives none, and the failure is found after the
    /// commit: nothing of it is ever written.
    pub fn get<R: DeserializeOwned>(&mut self, table: Table, rest: &[u8]) -> Option<R> {
        let read = self.buffer.get(&key::row(self.tenant, table, rest));
        match read.and_then(|row| row.map(|row| decode(&row)).transpose()) {
            Ok(row) => row,
            Err(e) => {
                self.failure.get_or_insert(e);
                None
            }
        }
    }

    /// Writes a row.
    pub fn put<R: Serialize>(&mut self, table: Table, rest: &[u8], row: &R) {
        self.buffer.put(key::row(self.tenant, table, rest), Some(encode(row)));
    }

    /// Removes a row.
    pub fn remove(&mut self, table: Table, rest: &[u8]) {
        self.buffer.put(key::row(self.tenant, table, rest), None);
    }

    /// The first failure of the store, if any.
    pub fn finish(self) -> Result<(), StoreError> {
        self.failure.map_or(Ok(()), Err)
    }
}

/// The rows of one tenant, while a question is answered.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    buffer: &'a Buffer,
    tenant: TenantId,
}

impl<'a> Rows<'a> {
    /// The rows of `tenant`.
    pub fn new(buffer: &'a Buffer, tenant: TenantId) -> Self {
        Self { buffer, tenant }
    }

    /// The row with this key.
    pub fn get<R>(&self, table: Table, rest: &[u8]) -> Result<Option<R>, StoreError>
    where
        R: DeserializeOwned + Clone + Send + Sync + 'static,
    {
        Ok(self.shared(table, rest)?.map(Arc::unwrap_or_clone))
    }

    /// The row with this key, for whoever only looks at it. One that was read lately is not decoded
    /// again.
    pub fn shared<R>(&self, table: Table, rest: &[u8]) -> Result<Option<Arc<R>>, StoreError>
    where
        R: DeserializeOwned + Send + Sync + 'static,
    {
        let key = key::row(self.tenant, table, rest);
        if let Some(row) = self.buffer.hot().get(&key) {
            return Ok(Some(row));
        }
        let Some(bytes) = self.buffer.get(&key)? else { return Ok(None) };
        let row = Arc::new(decode(&bytes)?);
        self.buffer.hot().keep(key, &row, bytes.len());
        Ok(Some(row))
    }

    /// Every row of a table as bytes, keys and values in turn.
    #[cfg(test)]
    pub fn raw(&self, table: Table) -> Vec<Vec<u8>> {
        let mut rows = Vec::new();
        let scanned = self.buffer.scan(&key::row(self.tenant, table, b""), &mut |key, row| {
            rows.extend([key.to_vec(), row.to_vec()]);
            ControlFlow::Continue(())
        });
        scanned.map(|()| rows).unwrap_or_default()
    }

    /// Every row of a table whose key begins with `prefix`, in the order of the keys.
    pub fn all<R: DeserializeOwned>(
        &self,
        table: Table,
        prefix: &[u8],
    ) -> Result<Vec<R>, StoreError> {
        let mut rows = Vec::new();
        let mut failure = None;
        self.buffer.scan(
            &key::row(self.tenant, table, prefix),
            &mut |_, row| match decode(row) {
                Ok(row) => {
                    rows.push(row);
                    ControlFlow::Continue(())
                }
                Err(e) => {
                    failure = Some(e);
                    ControlFlow::Break(())
                }
            },
        )?;
        failure.map_or(Ok(rows), Err)
    }
}

/// A row that can't be read has no answer; which model it was is known to whoever asked.
impl From<StoreError> for AskError {
    fn from(e: StoreError) -> Self {
        Self::Unavailable { model: "rows".into(), why: e.to_string() }
    }
}
