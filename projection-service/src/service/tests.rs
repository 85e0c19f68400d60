//! The service as a whole, over a log in memory.

mod as_of;
mod asking;
mod funnel;
mod opening;
mod settings;
mod trail;
mod trial;
mod unreadable;

use std::sync::Arc;
use std::time::Duration;

use event_schema::{Position, TenantId, Timestamp};

use super::{Config, Projections};
use crate::query::{Answer, AsOf, Ask, AskError, AtLeast, Paging, Query, Reply, Sight};
use crate::store::directory::StoreKind;
use crate::testing::{NoBoxes, World};

/// A moment after every history.
fn now() -> Timestamp {
    "2027-06-01T00:00:00Z".parse().unwrap()
}

fn config(dir: &tempfile::TempDir, store: StoreKind) -> Config {
    Config { dir: dir.path().to_owned(), store }
}

/// A service in memory that follows the world's log.
async fn service(world: &World) -> Arc<Projections> {
    let dir = tempfile::tempdir().unwrap();
    let config = config(&dir, StoreKind::Memory);
    let service = Projections::open(config, world.log.clone(), Arc::new(NoBoxes)).await.unwrap();
    service.start();
    wait_for(&service, world.tenant, world.head().position).await;
    service
}

/// Waits until every model covers a position and answers.
async fn wait_for(service: &Projections, tenant: TenantId, position: Position) {
    let mut progress = service.subscribe();
    loop {
        let behind = |m: &crate::query::ModelPosition| m.position < position || m.state != "live";
        let positions = service.positions(tenant, now()).await.unwrap();
        if !positions.models.iter().any(behind) {
            return;
        }
        progress.changed().await.unwrap();
    }
}

fn paging(limit: u16) -> Paging {
    Paging { limit, after: None, count: true }
}

fn question(world: &World, query: Query, as_of: AsOf) -> Ask {
    let at_least = AtLeast { position: world.head().position, wait: Duration::from_secs(20) };
    Ask {
        tenant: world.tenant,
        query,
        as_of,
        now: now(),
        sight: Sight::Clear,
        at_least: Some(at_least),
    }
}

async fn ask(
    service: &Projections,
    world: &World,
    query: Query,
    as_of: AsOf,
) -> Result<Answer, AskError> {
    let reply: Reply = service.ask(question(world, query, as_of)).await?;
    assert_eq!(reply.position, world.head().position);
    Ok(reply.answer)
}
