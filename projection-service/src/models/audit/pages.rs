//! The index as rows: pages that only ever grow at their end, so that an event costs a few bytes of
//! a page and no row of its own.

use serde::Serialize;
use uuid::Uuid;

use super::index::{CommitPlace, EventPlace, Index};
use crate::column::Dictionary;
use crate::projection::Tx;
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::{Table, place};

const TYPES: Table = b't';
const KINDS: Table = b'k';
const ACTORS: Table = b'a';
const STREAMS: Table = b's';
const EVENTS: Table = b'v';
const COMMITS: Table = b'c';
/// All tables in the order in which they are loaded.
pub const TABLES: &[Table] = &[TYPES, KINDS, ACTORS, STREAMS, EVENTS, COMMITS];
/// Items of a page.
const PAGE: usize = 256;

/// How much of the index is in rows.
#[derive(Default)]
pub struct Saved {
    types: usize,
    kinds: usize,
    actors: usize,
    streams: usize,
    events: usize,
    commits: usize,
}

type StreamItem = (Uuid, u16);
type EventItem = (u32, u16);
/// First event, number of events, actor, recorded, effective, correlation, and how long before its
/// recording it was in business: most were in the same instant, which takes a byte.
type CommitItem = (u32, u32, u32, i64, i64, u64, i64);

impl Saved {
    /// Writes what is not in rows yet.
    pub fn write(&mut self, index: &Index, tx: &mut Tx<'_>) {
        values(tx, TYPES, &index.types, &mut self.types);
        values(tx, KINDS, &index.kinds, &mut self.kinds);
        values(tx, ACTORS, &index.actors, &mut self.actors);
        let stream =
            |at: usize| -> StreamItem { (index.stream(at as u32), index.stream_types[at]) };
        pages(tx, STREAMS, &mut self.streams, index.streams_len(), stream);
        let event = |at: usize| -> EventItem {
            let EventPlace { stream, kind } = index.events[at];
            (stream, kind)
        };
        pages(tx, EVENTS, &mut self.events, index.events.len(), event);
        let commit = |at: usize| -> CommitItem {
            let CommitPlace { first, actor, recorded, occurred, effective, correlation } =
                index.commits[at];
            let before = recorded.saturating_sub(occurred);
            let events = index.events_of(at).len() as u32;
            (first, events, actor, recorded, effective, correlation, before)
        };
        pages(tx, COMMITS, &mut self.commits, index.commits.len(), commit);
    }

    /// How many pages have something to be written, about.
    pub fn owed(&self, index: &Index) -> usize {
        let owed = |saved: usize, len: usize| (len - saved).div_ceil(PAGE);
        owed(self.events, index.events.len())
            + owed(self.commits, index.commits.len())
            + owed(self.streams, index.streams_len())
    }

    /// Takes in a row, in the order of [`TABLES`] and keys.
    pub fn load(&mut self, index: &mut Index, table: Table, row: &[u8]) -> Result<(), StoreError> {
        match table {
            TYPES => value(&mut index.types, &mut self.types, row)?,
            KINDS => value(&mut index.kinds, &mut self.kinds, row)?,
            ACTORS => value(&mut index.actors, &mut self.actors, row)?,
            STREAMS => {
                for (spread, kind) in decode::<Vec<StreamItem>>(row)? {
                    index.add_stream(spread, kind);
                }
            }
            EVENTS => {
                for (stream, kind) in decode::<Vec<EventItem>>(row)? {
                    if stream as usize >= index.streams_len() {
                        return Err(StoreError::Row("an event is of no known record".into()));
                    }
                    index.add_event(EventPlace { stream, kind });
                }
            }
            _ => {
                for (first, n, actor, recorded, effective, correlation, before) in
                    decode::<Vec<CommitItem>>(row)?
                {
                    if first as usize + n as usize > index.events.len() {
                        return Err(StoreError::Row("a commit lacks its events".into()));
                    }
                    let occurred = recorded.saturating_sub(before);
                    let commit =
                        CommitPlace { first, actor, recorded, occurred, effective, correlation };
                    index.add_commit(commit, n as usize);
                }
            }
        }
        self.streams = index.streams_len();
        self.events = index.events.len();
        self.commits = index.commits.len();
        Ok(())
    }
}

fn values(tx: &mut Tx<'_>, table: Table, values: &Dictionary, saved: &mut usize) {
    for number in *saved + 1..=values.len() {
        let number = number as u32;
        tx.put(table, &place(number), &values.value(number).unwrap_or_default());
    }
    *saved = values.len();
}

fn value(values: &mut Dictionary, saved: &mut usize, row: &[u8]) -> Result<(), StoreError> {
    values.number_or_add(&decode::<String>(row)?);
    *saved = values.len();
    Ok(())
}

fn pages<T: Serialize>(
    tx: &mut Tx<'_>,
    table: Table,
    saved: &mut usize,
    len: usize,
    item: impl Fn(usize) -> T,
) {
    if *saved == len {
        return;
    }
    for page in *saved / PAGE..len.div_ceil(PAGE) {
        let items: Vec<T> = (page * PAGE..len.min((page + 1) * PAGE)).map(&item).collect();
        tx.put(table, &place(page as u32), &items);
    }
    *saved = len;
}
