//! What must hold after every restart.

use std::collections::HashMap;

use event_schema::codec::EntryView;
use event_schema::commit::Commit;
use event_schema::id::CommandId;
use event_schema::{Chain, Position};
use projection_service::model::Model;
use projection_service::models::{Audit, Customers, Funnels, Handovers, Leads, Settings};
use projection_service::projection::Projection;

use super::client::Client;
use super::world::{LOG, World};

/// Every commit of the log with the position of its last event.
fn commits(world: &World) -> Vec<(Position, Commit)> {
    let mut commits = Vec::new();
    for entry in world.log() {
        let view = EntryView::parse(&entry.bytes).expect("it is an entry");
        for commit in view.commits() {
            let commit = commit.expect("it is readable");
            let last = commit.first + commit.events.len() as u64 - 1;
            commits.push((last, commit.decode().expect("it is readable")));
        }
    }
    commits
}

/// Each acknowledged command is in the log exactly once, at the position that was told.
pub fn acknowledged(world: &World, client: &Client) {
    let mut places: HashMap<CommandId, Vec<Position>> = HashMap::new();
    let mut keys: HashMap<_, usize> = HashMap::new();
    for (last, commit) in commits(world) {
        places.entry(commit.head.id).or_default().push(last);
        if let Some(idempotency) = commit.head.idempotency {
            *keys.entry(idempotency.id).or_default() += 1;
        }
    }
    for done in &client.journal {
        let found = places.get(&done.commit).map(Vec::as_slice);
        assert_eq!(found, Some(&[done.position][..]), "{done:?} is there once");
    }
    assert!(keys.values().all(|times| *times == 1), "a key is spent once");
}

/// The log is one chain, its positions dense, its revisions without gaps.
pub fn chain(world: &World) {
    let (mut chain, mut next) = (Chain::default(), 1);
    for entry in world.log() {
        let view = EntryView::parse(&entry.bytes).expect("it is an entry");
        view.verify(chain).expect("it follows the one before");
        assert_eq!(view.head.first, next, "positions are dense");
        (chain, next) = (view.head.chain, view.head.last() + 1);
    }
    let mut revisions = HashMap::new();
    for (_, commit) in commits(world) {
        for fact in commit.facts {
            let revision = revisions.entry(fact.stream).or_insert(0);
            *revision += 1;
            assert_eq!(fact.revision, *revision, "revisions of {} are dense", fact.stream);
        }
    }
}

/// Every read model, folded in one go and commit by commit with stops, has the same rows.
pub fn models(world: &World) {
    same_rows::<Leads>(world);
    same_rows::<Funnels>(world);
    same_rows::<Customers>(world);
    same_rows::<Handovers>(world);
    same_rows::<Audit>(world);
    same_rows::<Settings>(world);
}

fn same_rows<P: Projection>(world: &World) {
    let (whole, halting) = (Model::<P>::in_memory(LOG), Model::<P>::in_memory(LOG));
    for (last, commit) in commits(world) {
        let first = last + 1 - commit.facts.len() as u64;
        whole.apply_commit(world.tenant, first, &commit);
        halting.apply_commit(world.tenant, first, &commit);
        halting.flush().expect("memory takes it");
    }
    assert_eq!(rows(&whole), rows(&halting), "{}", P::NAME);
}

fn rows<P: Projection>(model: &Model<P>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut rows = Vec::new();
    let visit = &mut |key: &[u8], row: &[u8]| {
        // Keys that begin with 0 are no tenant's: where the model is, not what it says.
        if key.first() != Some(&0) {
            rows.push((key.to_vec(), row.to_vec()));
        }
        std::ops::ControlFlow::Continue(())
    };
    model.scan(visit).expect("memory gives it");
    rows
}

/// A writer that reads the whole log stands where the one stands that was restarted.
pub fn store(world: &mut World) {
    let before = world.writer.as_ref().expect("it runs").head();
    world.restart();
    assert_eq!(world.writer.as_ref().expect("it runs").head(), before);
}
