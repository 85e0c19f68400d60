//! What is in memory, on its way and in the tables reads as one.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
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

/// Names the directory in which the child settles until it is killed.
const CHILD: &str = "KITH_TEST_SETTLE_IN";
const RECORDS: u8 = 100;
const KILLS: u64 = 20;

/// Settles one generation after another, each with every record, and prints how far it is.
fn settle_for_ever(dir: &Path) {
    let mut store = FjallStore::open(dir).unwrap();
    let one = tenant("one");
    let known = store.checkpoint(one).unwrap().map_or(0, |known| known.position);
    for generation in known + 1.. {
        let mut all = Layer::default();
        for n in 0..RECORDS {
            let Layer { records, holders, spent, .. } = layer(n, generation, generation % 2 == 0);
            all.records.extend(records);
            all.holders.extend(holders);
            all.spent.extend(spent);
        }
        store.write(one, &mut all, checkpoint(generation)).unwrap();
        store.settle().unwrap();
        // Past the capture of the test's output.
        writeln!(std::io::stderr(), "settled {generation}").unwrap();
    }
}

#[test]
fn a_kill_while_rows_settle_leaves_every_generation_whole() {
    if let Some(dir) = std::env::var_os(CHILD) {
        return settle_for_ever(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let name = "store::durable::tests::a_kill_while_rows_settle_leaves_every_generation_whole";
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let settled = said.filter_map(|line| line.strip_prefix("settled ")?.parse::<u64>().ok());
        let last =
            settled.take(1 + kill as usize % 4).last().expect("it settles until it is killed");
        child.kill().unwrap();
        child.wait().unwrap();
        let store = FjallStore::open(dir.path()).unwrap();
        let at = store.checkpoint(tenant("one")).unwrap().unwrap().position;
        assert!(at >= last, "what was settled is there");
        (0..RECORDS).for_each(|n| shows(&store, tenant("one"), n, at, at.is_multiple_of(2)));
    }
}
