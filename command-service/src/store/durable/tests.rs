//! What is in memory, on its way and in the tables reads as one.

use std::sync::Arc;

use event_schema::entry::{Chain, LogId};
use event_schema::value::{LookupHash, LookupKind};
use event_schema::{StreamId, StreamType, TenantId, Timestamp};
use uuid::Uuid;

use super::*;
use crate::aggregate::State;

fn tenant(name: &str) -> TenantId {
    name.parse().unwrap()
}

fn stream(n: u8) -> StreamId {
    StreamId { kind: StreamType::Lead, id: Uuid::from_bytes([n; 16]) }
}

fn key(n: u8) -> Key {
    Key::Lookup(StreamType::Lead, LookupKind::Email, LookupHash([n; 16]))
}

fn checkpoint(position: u64) -> Checkpoint {
    Checkpoint {
        log: LogId(Uuid::from_bytes([9; 16])),
        sequence: position,
        position,
        chain: Chain::default(),
        entry: None,
        recorded_at: Timestamp::MIN,
        next_slot: 1,
    }
}

/// Record `n` at a revision, holding its key or not.
fn layer(n: u8, revision: u64, holds: bool) -> Layer {
    let mut layer = Layer::default();
    let state = Some(Arc::new(State::Setting));
    layer.records.insert(stream(n), Record { revision, state });
    layer.holders.insert(key(n), holds.then_some(stream(n)).into_iter().collect());
    let spent = Spent {
        fingerprint: LookupHash([n; 16]),
        position: revision,
        recorded_at: Timestamp::MIN,
        commit: None,
    };
    layer.spent.insert(LookupHash([n; 16]), spent);
    layer
}

fn shows(store: &FjallStore, of: TenantId, n: u8, revision: u64, holds: bool) {
    assert_eq!(store.record(of, stream(n)).unwrap().revision, revision);
    assert_eq!(store.holders(of, key(n)).unwrap().len(), usize::from(holds));
    let spent = store.spent(of, LookupHash([n; 16])).unwrap();
    assert_eq!(spent.map_or(0, |spent| spent.position), revision);
}

#[test]
fn every_generation_reads_as_one() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (tenant("one"), tenant("other"));
    let mut store = FjallStore::open(dir.path()).unwrap();
    store.write(one, &mut layer(1, 1, true), checkpoint(1)).unwrap();
    store.settle().unwrap();
    store.write(one, &mut layer(2, 1, true), checkpoint(2)).unwrap();
    let rows = store.begin_settling(store.rows()).unwrap();
    drop(rows);
    // Newer than what is settling or in the tables, and a holder that is gone.
    store.write(one, &mut layer(1, 2, false), checkpoint(3)).unwrap();
    shows(&store, one, 1, 2, false);
    shows(&store, one, 2, 1, true);
    shows(&store, other, 1, 0, false);
    assert_eq!(store.checkpoint(one).unwrap(), Some(checkpoint(3)));
    store.settle().unwrap();
    store.settle().unwrap();
    shows(&store, one, 1, 2, false);
    shows(&store, one, 2, 1, true);
}

#[test]
fn what_was_settled_is_there_after_a_start_and_the_rest_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let one = tenant("one");
    let mut store = FjallStore::open(dir.path()).unwrap();
    store.write(one, &mut layer(1, 1, true), checkpoint(1)).unwrap();
    store.settle().unwrap();
    store.write(one, &mut layer(1, 2, false), checkpoint(2)).unwrap();
    drop(store);
    let store = FjallStore::open(dir.path()).unwrap();
    shows(&store, one, 1, 1, true);
    assert_eq!(store.checkpoints().unwrap(), vec![(one, checkpoint(1))]);
}

#[test]
fn memory_is_bounded_by_settling() {
    let dir = tempfile::tempdir().unwrap();
    let one = tenant("one");
    let mut store = FjallStore::open(dir.path()).unwrap();
    let full = (0..ROWS_MAX as u128).map(|n| {
        let id = StreamId { kind: StreamType::Lead, id: Uuid::from_u128(n) };
        (id, Record { revision: 1, state: None })
    });
    let mut layer = Layer { records: full.collect(), ..Layer::default() };
    store.write(one, &mut layer, checkpoint(1)).unwrap();
    assert_eq!(store.rows().count, 0);
    let rows = store.settled(store.rows()).unwrap();
    assert!(rows.settling.is_none());
    drop(rows);
    assert_eq!(store.checkpoints().unwrap(), vec![(one, checkpoint(1))]);
}
