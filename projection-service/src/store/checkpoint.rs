//! Checkpoints: how far the rows of a model go. Written in the same batch as the rows.

use event_schema::entry::{Chain, LogId, Sequence};
use event_schema::{Position, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use super::codec::{decode, encode};
use super::{RowStore, StoreError, Writes, key};

/// Where in the whole log a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which log.
    pub log: LogId,
    /// Its last entry that is folded in.
    pub sequence: Sequence,
}

/// Where in one tenant's log a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mark {
    /// Position of the last event.
    pub position: Position,
    /// Chain of the last entry.
    pub chain: Chain,
    /// When that was recorded.
    pub recorded_at: Timestamp,
}

/// What a store says about itself when it is opened.
#[derive(Debug, Default)]
pub struct Opened {
    /// How far it goes; `None` for a new store.
    pub checkpoint: Option<Checkpoint>,
    /// How far each tenant goes.
    pub marks: Vec<(TenantId, Mark)>,
    /// True if the rows are not those of one checkpoint.
    pub torn: bool,
    /// Event types that were not known when they were met: name and version.
    pub unknown: Vec<(String, u16)>,
}

impl Opened {
    /// Reads what a store says.
    pub fn read(store: &dyn RowStore) -> Result<Self, StoreError> {
        let mut opened = Self { torn: store.get(key::BUILDING)?.is_some(), ..Self::default() };
        if let Some(row) = store.get(key::CHECKPOINT)? {
            opened.checkpoint = Some(decode(&row)?);
        }
        let mut failure = None;
        store.scan(key::MARKS, &mut |k, row| {
            let tenant = std::str::from_utf8(&k[key::MARKS.len()..]).ok().map(str::parse);
            match (tenant, decode(row)) {
                (Some(Ok(tenant)), Ok(mark)) => opened.marks.push((tenant, mark)),
                (_, Err(e)) => failure = Some(e),
                (_, Ok(_)) => failure = Some(StoreError::Row("a mark names no tenant".into())),
            }
            std::ops::ControlFlow::Continue(())
        })?;
        store.scan(key::UNKNOWN, &mut |k, _| {
            opened.unknown.extend(unknown_of(k));
            std::ops::ControlFlow::Continue(())
        })?;
        failure.map_or(Ok(opened), Err)
    }
}

/// Name and version out of a key made by [`key::unknown`].
fn unknown_of(key: &[u8]) -> Option<(String, u16)> {
    let rest = key.strip_prefix(key::UNKNOWN)?;
    let tenant_end = rest.iter().position(|b| *b == 0)?;
    let (name, version) = rest[tenant_end + 1..].split_last_chunk::<2>()?;
    let name = std::str::from_utf8(name.strip_suffix(&[0])?).ok()?;
    Some((name.to_owned(), u16::from_be_bytes(*version)))
}

/// The writes that make rows whole at this place.
pub fn marks(checkpoint: Checkpoint, changed: impl Iterator<Item = (TenantId, Mark)>) -> Writes {
    let mut writes: Writes =
        changed.map(|(tenant, mark)| (key::mark(tenant), Some(encode(&mark)))).collect();
    writes.insert(key::CHECKPOINT.to_vec(), Some(encode(&checkpoint)));
    writes.insert(key::BUILDING.to_vec(), None);
    writes
}
