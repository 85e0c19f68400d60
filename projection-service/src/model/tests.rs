use std::path::Path;
use std::sync::Arc;

use event_log::EventLog;
use event_schema::entry::{LogId, Sequence};
use event_schema::{EventType, LeadEventType, commit::Recorded};

use super::*;
use crate::models::{Audit, BulkActions, Customers, Funnels, Handovers, Leads, Settings};
use crate::projection::Tx;
use crate::store::key::Table;
use crate::store::{FjallStore, SledStore, codec};
use crate::testing::{History, World, fold};

const CACHE: u64 = 1024 * 1024;
const LEAD_CREATED: EventType = EventType::Lead(LeadEventType::LeadCreated);

fn world(seed: u64, commits: usize) -> World {
    let world = World::new();
    let mut history = History::new(seed);
    world.append(&history.commits(commits / 2));
    world.for_tenant("other").append(&History::new(seed + 1).commits(40));
    world.append(&history.commits(commits - commits / 2));
    world
}

/// Folds the log with flushes and deaths in between; in the end the rows are those of a model that
/// was built in one go.
fn check_deaths<P: Projection>(world: &World, open: impl Fn() -> Arc<dyn RowStore>) {
    let log = world.log.as_ref();
    for (flushed, died) in [(9, 9), (17, 30), (31, 44), (60, Sequence::MAX)] {
        let model = Model::<P>::open(log.id(), open()).unwrap();
        model.built();
        fold(log, &model, flushed + 1);
        model.flush().unwrap();
        // What is folded in after the flush dies with the process.
        fold(log, &model, died.min(log.durable() + 1));
    }
    let model = Model::<P>::open(log.id(), open()).unwrap();
    fold(log, &model, Sequence::MAX);
    let rebuilt = Model::<P>::in_memory(log.id());
    fold(log, &rebuilt, Sequence::MAX);
    assert_eq!(model.compare(&rebuilt).unwrap(), Some(Vec::new()));
}

fn check_all(world: &World, open: impl Fn(&str) -> Arc<dyn RowStore>) {
    check_deaths::<Settings>(world, || open("settings"));
    check_deaths::<Leads>(world, || open("leads"));
    check_deaths::<Funnels>(world, || open("funnel"));
    check_deaths::<Customers>(world, || open("customers"));
    check_deaths::<Handovers>(world, || open("handovers"));
    check_deaths::<BulkActions>(world, || open("bulk_actions"));
    check_deaths::<Audit>(world, || open("audit"));
}

#[test]
fn rows_in_memory_survive_a_death_between_flushes() {
    for seed in 1..6 {
        let world = world(seed, 500);
        let stores = std::cell::RefCell::new(HashMap::<String, Arc<dyn RowStore>>::new());
        check_all(&world, |model| {
            let mut stores = stores.borrow_mut();
            let fresh = || Arc::new(MemoryStore::default()) as Arc<dyn RowStore>;
            stores.entry(model.to_owned()).or_insert_with(fresh).clone()
        });
    }
}

#[test]
fn rows_in_sled_survive_a_death_between_flushes() {
    let (world, dir) = (world(11, 400), tempfile::tempdir().unwrap());
    let open = |path: &Path| SledStore::open(path, CACHE).unwrap();
    check_all(&world, |model| Arc::new(open(&dir.path().join(model))));
}

#[test]
fn rows_in_fjall_survive_a_death_between_flushes() {
    let (world, dir) = (world(12, 400), tempfile::tempdir().unwrap());
    let open = |path: &Path| FjallStore::open(path, CACHE).unwrap();
    check_all(&world, |model| Arc::new(open(&dir.path().join(model))));
}

/// A store that takes small batches and dies after some of them.
struct Dying {
    kept: Arc<MemoryStore>,
    left: std::sync::atomic::AtomicUsize,
}

impl RowStore for Dying {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.kept.get(key)
    }

    fn scan(&self, prefix: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        self.kept.scan(prefix, visit)
    }

    fn write(&self, batch: &[(&[u8], Option<&[u8]>)]) -> Result<(), StoreError> {
        use std::sync::atomic::Ordering::Relaxed;
        let left = self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1));
        left.map_err(|_| StoreError::Io("it died".into()))?;
        self.kept.write(batch)
    }

    fn batch_rows_max(&self) -> usize {
        12
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[test]
fn a_layer_that_was_cut_short_is_found_and_never_believed() {
    let world = world(5, 120);
    let log = world.log.as_ref();
    let mut torn = 0;
    for batches in 0..40 {
        let kept = Arc::new(MemoryStore::default());
        let store = Arc::new(Dying { kept: kept.clone(), left: batches.into() });
        let model = Model::<Leads>::open(log.id(), store).unwrap();
        model.built();
        fold(log, &model, Sequence::MAX);
        let flushed = model.flush();
        match Model::<Leads>::open(log.id(), kept) {
            Ok(reopened) if flushed.is_ok() => assert_eq!(reopened.sequence(), log.durable()),
            Ok(reopened) => assert_eq!(reopened.sequence(), 0, "after {batches} batches"),
            Err(refused) => {
                assert_eq!(refused, Refused::Torn);
                torn += 1;
            }
        }
    }
    assert!(torn > 5, "{torn}");
}

#[test]
fn rows_of_another_log_or_without_a_type_that_is_known_now_are_refused() {
    let world = world(3, 60);
    let store = Arc::new(MemoryStore::default());
    let model = Model::<Leads>::open(world.log.id(), store.clone()).unwrap();
    model.built();
    fold(world.log.as_ref(), &model, Sequence::MAX);
    model.flush().unwrap();

    let other = LogId(uuid::Uuid::from_u128(99));
    let refused = Model::<Leads>::open(other, store.clone()).err();
    assert_eq!(refused, Some(Refused::OtherLog(world.log.id())));

    assert!(Model::<Leads>::open(world.log.id(), store.clone()).is_ok());
    let key = key::unknown(world.tenant, "LeadCreated", LEAD_CREATED.version());
    store.write(&[(&key, Some(&codec::encode(&1_u64)))]).unwrap();
    let refused = Model::<Leads>::open(world.log.id(), store).err();
    let name = "LeadCreated".to_owned();
    assert_eq!(refused, Some(Refused::NewlyKnown { name, version: 1 }));
}

#[test]
fn event_types_that_are_not_known_are_remembered_and_passed_over() {
    let world = world(4, 900);
    let store = Arc::new(MemoryStore::default());
    let model = Model::<Leads>::open(world.log.id(), store.clone()).unwrap();
    model.built();
    fold(world.log.as_ref(), &model, Sequence::MAX);
    model.flush().unwrap();
    let opened = crate::store::checkpoint::Opened::read(store.as_ref()).unwrap();
    let mut unknown = opened.unknown;
    unknown.sort();
    unknown.dedup();
    assert_eq!(unknown, [("TicketClosed".into(), 1), ("TicketOpened".into(), 1)]);
    assert_eq!(model.mark(world.tenant).position, world.head().position);
}

/// Panics at the seventh lead.
#[derive(Default)]
struct Fragile(u32);

impl Projection for Fragile {
    const NAME: &'static str = "fragile";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = b"n";

    fn wants(event: EventType) -> bool {
        event == LEAD_CREATED
    }

    fn apply(&mut self, tx: &mut Tx<'_>, _: &Recorded<'_>) {
        self.0 += 1;
        assert!(self.0 < 7, "seven is too many");
        tx.put(b'n', b"", &self.0);
    }

    fn load(&mut self, _: Table, _: &[u8], row: &[u8]) -> Result<(), StoreError> {
        self.0 = codec::decode(row)?;
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        0
    }
}

#[test]
fn a_panic_quarantines_its_model_and_nothing_of_the_commit_is_written() {
    let world = world(8, 200);
    let store = Arc::new(MemoryStore::default());
    let model = Model::<Fragile>::open(world.log.id(), store.clone()).unwrap();
    model.built();
    fold(world.log.as_ref(), &model, 2);
    model.flush().unwrap();
    let kept = model.sequence();
    let mut reading = crate::reading::Reading::after(world.log.id(), &model);
    let batch = futures::executor::block_on(world.log.tail(kept).next(1 << 20)).unwrap();
    for stored in &batch.entries {
        model.apply_entry(&reading.read(stored).unwrap());
    }
    let Condition::Quarantined { why, .. } = model.condition() else { panic!("it goes on") };
    assert!(why.contains("seven is too many"), "{why}");
    model.flush().unwrap();
    let refused = model.read(world.tenant, |m, _| Ok(m.0));
    assert!(matches!(refused, Err(AskError::Unavailable { .. })));
    assert_eq!(Model::<Fragile>::open(world.log.id(), store).unwrap().sequence(), kept);
}
