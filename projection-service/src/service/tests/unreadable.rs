//! A log that can't be read for a while.

use event_log::fault::{Chances, Faulty};

use super::*;
use crate::testing::History;

async fn open(log: Arc<Faulty<Arc<event_log::MemoryLog>>>) -> Arc<Projections> {
    let dir = tempfile::tempdir().unwrap();
    let config = config(&dir, StoreKind::Memory);
    let service = Projections::open(config, log, Arc::new(NoBoxes)).await.unwrap();
    service.start();
    service
}

async fn wait_for_trouble(service: &Projections) {
    let mut progress = service.subscribe();
    while service.health().failed.is_none() {
        progress.changed().await.unwrap();
    }
    assert!(!service.health().is_ready());
}

#[tokio::test]
async fn models_follow_again_by_themselves_when_the_log_can_be_read_again() {
    let world = World::new();
    let mut history = History::new(31);
    let log = Arc::new(Faulty::new(world.log.clone(), 1, Chances::default()));
    let service = open(log.clone()).await;
    world.append(&history.commits(40));
    wait_for(&service, world.tenant, world.head().position).await;
    log.set_unreadable(true);
    world.append(&history.commits(40));
    wait_for_trouble(&service).await;
    log.set_unreadable(false);
    wait_for(&service, world.tenant, world.head().position).await;
    assert_eq!(service.health().failed, None);
    assert_eq!(service.verify(|_| ()).await.unwrap(), []);
}

#[tokio::test]
async fn a_build_goes_on_by_itself_when_the_log_can_be_read_again() {
    let world = World::new();
    world.append(&History::new(32).commits(200));
    let log = Arc::new(Faulty::new(world.log.clone(), 1, Chances::default()));
    log.set_unreadable(true);
    let service = open(log.clone()).await;
    wait_for_trouble(&service).await;
    log.set_unreadable(false);
    wait_for(&service, world.tenant, world.head().position).await;
    assert!(service.health().is_ready());
    assert_eq!(service.verify(|_| ()).await.unwrap(), []);
}

#[tokio::test]
async fn a_past_state_that_could_not_be_read_is_answered_when_it_can_be() {
    let world = World::new();
    world.append(&History::new(33).commits(100));
    let log = Arc::new(Faulty::new(world.log.clone(), 1, Chances::default()));
    let service = open(log.clone()).await;
    wait_for(&service, world.tenant, world.head().position).await;
    let then = AsOf::Occurred("2026-01-01T00:00:00Z".parse().unwrap());
    let leads = || Query::Leads { filter: Default::default(), paging: paging(500) };
    log.set_unreadable(true);
    let refused = ask(&service, &world, leads(), then).await;
    assert!(matches!(refused, Err(AskError::Log(_))), "{refused:?}");
    log.set_unreadable(false);
    let undisturbed = super::service(&world).await;
    let expected = ask(&undisturbed, &world, leads(), then).await.unwrap();
    assert_eq!(ask(&service, &world, leads(), then).await.unwrap(), expected);
}
