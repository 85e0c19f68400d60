//! Opening: rebuilds equal live, versions change places, and what is refused.

use event_log::{EventLog, MemoryLog};
use event_schema::entry::LogId;
use uuid::Uuid;

use super::*;
use crate::model::{Condition, Follower};
use crate::models::{Customers, Handovers, Leads};
use crate::projection::Projection;
use crate::service::OpenError;
use crate::store::{RowStore, SledStore, key};
use crate::testing::History;

async fn reopened(world: &World, config: Config) -> Arc<Projections> {
    let service = Projections::open(config, world.log.clone(), Arc::new(NoBoxes)).await.unwrap();
    service.start();
    wait_for(&service, world.tenant, world.head().position).await;
    service
}

async fn check_rebuild_is_live(kind: StoreKind) {
    let (world, dir) = (World::new(), tempfile::tempdir().unwrap());
    let mut history = History::new(21);
    let other = world.for_tenant("other");
    other.append(&History::new(22).commits(60));
    for _ in 0..3 {
        world.append(&history.commits(150));
        let service = reopened(&world, config(&dir, kind)).await;
        world.append(&history.commits(50));
        wait_for(&service, world.tenant, world.head().position).await;
        assert_eq!(service.verify(|_| ()).await.unwrap(), []);
        assert_eq!(service.health().notes, Vec::<String>::new());
        assert!(service.health().is_ready());
        service.stop();
    }
}

#[tokio::test]
async fn a_rebuild_equals_live_in_memory() {
    check_rebuild_is_live(StoreKind::Memory).await;
}

#[tokio::test]
async fn a_rebuild_equals_live_in_sled() {
    check_rebuild_is_live(StoreKind::Sled).await;
}

#[tokio::test]
async fn a_rebuild_equals_live_in_fjall() {
    check_rebuild_is_live(StoreKind::Fjall).await;
}

#[tokio::test]
async fn a_model_is_rebuilt_beside_the_one_that_answers_and_takes_its_place() {
    let (world, dir) = (World::new(), tempfile::tempdir().unwrap());
    let mut history = History::new(5);
    world.append(&history.commits(200));
    let service = reopened(&world, config(&dir, StoreKind::Fjall)).await;
    let before = service.models.leads.model();
    let mut progress = service.subscribe();
    assert!(service.rebuild("leads"));
    assert!(!service.rebuild("nothing"));
    while Arc::ptr_eq(&before, &service.models.leads.model()) {
        // Whatever arrives meanwhile belongs to the new one as well.
        world.append(&history.commits(1));
        progress.changed().await.unwrap();
    }
    drop(before);
    wait_for(&service, world.tenant, world.head().position).await;
    assert_eq!(service.verify(|_| ()).await.unwrap(), []);
    // Whoever reads the old one last removes it, which may be the thread that made the new one.
    let removed = async {
        while service.opening.directory.list("leads").iter().any(|name| name.generation != 1) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), removed).await.expect("the old one is removed");
    assert_eq!(service.opening.directory.list("leads").len(), 1);
}

#[tokio::test]
async fn a_directory_that_does_not_open_is_rebuilt_and_reported() {
    let (world, dir) = (World::new(), tempfile::tempdir().unwrap());
    world.append(&History::new(6).commits(100));
    reopened(&world, config(&dir, StoreKind::Sled)).await.stop();
    let leads = format!("{}@{}", Leads::NAME, Leads::VERSION);
    let db = dir.path().join(format!("models/{leads}/sled/db"));
    std::fs::remove_file(&db).unwrap();
    std::fs::create_dir(&db).unwrap();
    let handovers = format!("{}@{}", Handovers::NAME, Handovers::VERSION);
    let garbage = dir.path().join(format!("models/{handovers}/sled/db"));
    std::fs::write(garbage, vec![0xa5; 600_000]).unwrap();
    let customers = format!("{}@{}", Customers::NAME, Customers::VERSION);
    let rows = dir.path().join(format!("models/{customers}/sled"));
    let store = SledStore::open(&rows, 1 << 20).unwrap();
    let mark = key::mark(world.tenant);
    store.write(&[(&mark, Some(b"\xffa row of another format"))]).unwrap();
    drop(store);
    let service = reopened(&world, config(&dir, StoreKind::Sled)).await;
    let notes = service.health().notes;
    let noted = |model| notes.iter().any(|note| note.contains(model));
    let all = [&leads, &handovers, &customers];
    assert!(notes.len() == 3 && all.into_iter().all(noted), "{notes:?}");
    assert_eq!(service.verify(|_| ()).await.unwrap(), []);
}

/// What opening says over a log in which something else happened than in the first one.
async fn refusal(second: &World) -> OpenError {
    let (world, dir) = (World::new(), tempfile::tempdir().unwrap());
    world.append(&History::new(7).commits(60));
    reopened(&world, config(&dir, StoreKind::Fjall)).await.stop();
    let config = config(&dir, StoreKind::Fjall);
    let opened = Projections::open(config, second.log.clone(), Arc::new(NoBoxes)).await;
    opened.err().expect("loss is never passed over")
}

#[tokio::test]
async fn rows_that_have_seen_more_than_the_log_has_are_evidence_of_loss() {
    let shorter = World::new();
    shorter.append(&History::new(7).commits(30));
    assert!(matches!(refusal(&shorter).await, OpenError::PastEnd { .. }));

    let changed = World::new();
    changed.append(&History::new(8).commits(90));
    assert!(matches!(refusal(&changed).await, OpenError::OtherHistory { .. }));

    let mut other = World::new();
    other.log = Arc::new(MemoryLog::new(LogId(Uuid::from_u128(8))));
    let ours = other.log.id();
    let said = refusal(&other).await;
    assert!(matches!(said, OpenError::OtherLog { ours: log, .. } if log == ours), "{said}");
}

#[tokio::test]
async fn a_model_that_is_not_open_yet_is_named_and_has_no_answers() {
    let (world, dir) = (World::new(), tempfile::tempdir().unwrap());
    world.append(&History::new(10).commits(60));
    reopened(&world, config(&dir, StoreKind::Fjall)).await.stop();
    let config = config(&dir, StoreKind::Fjall);
    let service = Projections::open(config, world.log.clone(), Arc::new(NoBoxes)).await.unwrap();
    let leads = || Query::Leads { filter: Default::default(), paging: paging(5) };
    for as_of in [AsOf::Now, AsOf::Recorded(now())] {
        let asked = Ask { at_least: None, ..question(&world, leads(), as_of) };
        let refused = service.ask(asked).await.unwrap_err();
        assert!(matches!(refused, AskError::Unavailable { why, .. } if why.contains("opened")));
    }
    let opening = |m: &&crate::query::ModelPosition| m.state == "opening" && m.position == 0;
    let positions = service.positions(world.tenant, now()).await.unwrap();
    assert_eq!(positions.models.iter().filter(opening).count(), 6, "all but the settings");
    assert!(!service.health().is_ready());
    assert!(!service.rebuild("leads"), "nothing is there yet to be beside");
    service.start();
    // Whoever waits for a position waits for the model to be opened, too.
    assert!(ask(&service, &world, leads(), AsOf::Now).await.is_ok());
    assert_eq!(service.verify(|_| ()).await.unwrap(), []);
}

#[tokio::test]
async fn evidence_of_loss_in_a_model_that_is_opened_behind_commands_ends_the_process() {
    let (world, dir) = (World::new(), tempfile::tempdir().unwrap());
    world.append(&History::new(7).commits(60));
    reopened(&world, config(&dir, StoreKind::Fjall)).await.stop();
    std::fs::remove_dir_all(dir.path().join("models/settings@1")).unwrap();
    let shorter = World::new();
    shorter.append(&History::new(7).commits(30));
    let config = config(&dir, StoreKind::Fjall);
    let service = Projections::open(config, shorter.log.clone(), Arc::new(NoBoxes)).await.unwrap();
    // What came after the start doesn't hide what was lost before it.
    shorter.append(&History::new(8).commits(90));
    service.start();
    let mut fault = service.fault();
    let why = fault.wait_for(Option::is_some).await.unwrap().clone().unwrap();
    assert!(why.contains("the log has lost entries"), "{why}");
    assert_eq!(service.models.leads.model().condition(), Condition::Opening);
}

#[tokio::test]
async fn a_model_that_fails_is_quarantined_and_the_others_go_on() {
    let world = World::new();
    let mut history = History::new(9);
    world.append(&history.commits(50));
    let service = service(&world).await;
    service.models.funnel.model().quarantine_for_test("a broken disk");
    let query = || Query::Funnel { range: Default::default(), by: None };
    world.append(&history.commits(50));
    let leads = Query::Leads { filter: Default::default(), paging: paging(5) };
    assert!(ask(&service, &world, leads, AsOf::Now).await.is_ok());
    let mut refused = question(&world, query(), AsOf::Now);
    refused.at_least = None;
    let refused = service.ask(refused).await.unwrap_err();
    assert!(matches!(refused, AskError::Unavailable { model, .. } if model == "funnel"));
    let health = service.health();
    assert!(!health.is_ready());
    let quarantined =
        |m: &&crate::service::ModelHealth| matches!(m.condition, Condition::Quarantined { .. });
    let names: Vec<_> = health.models.iter().filter(quarantined).map(|m| m.name).collect();
    assert_eq!(names, ["funnel"]);
    let positions = service.positions(world.tenant, now()).await.unwrap();
    let funnel = positions.models.iter().find(|m| m.name == "funnel").unwrap();
    assert!(funnel.state == "quarantined" && funnel.lag_events > 0 && funnel.lag_seconds > 0.0);
}
