//! Past states against a fold of the commits that a plain reading of the definition picks.

use std::collections::HashMap;

use event_log::EventLog;
use event_schema::commit::Commit;
use event_schema::stream::StreamId;

use super::*;
use crate::model::Model;
use crate::models::{Customers, Handovers, Leads};
use crate::projection::{Projection, Rows};
use crate::query::{Page, Range};
use crate::store::key::Table;
use crate::testing::{Dice, History};

/// The commits that count, with the positions of their first events.
pub fn counting(commits: &[Commit], as_of: AsOf) -> Vec<(Position, &Commit)> {
    let mut effective: HashMap<StreamId, Timestamp> = HashMap::new();
    let mut first = 1;
    let mut kept = Vec::new();
    for commit in commits {
        let streams = commit.facts.iter().map(|fact| fact.stream);
        let before = streams.clone().filter_map(|stream| effective.get(&stream)).max().copied();
        let at = before.map_or(commit.head.occurred_at, |b| b.max(commit.head.occurred_at));
        effective.extend(streams.map(|stream| (stream, at)));
        let counts = match as_of {
            AsOf::Now => true,
            AsOf::Occurred(t) => at <= t,
            AsOf::Recorded(t) => commit.head.recorded_at <= t,
        };
        if counts {
            kept.push((first, commit));
        }
        first += commit.facts.len() as u64;
    }
    kept
}

/// Every row of some tables, as text.
fn rows<P: Projection>(_: &P, rows: Rows<'_>, tables: &[Table]) -> Vec<Vec<u8>> {
    tables.iter().flat_map(|table| rows.raw(*table)).collect()
}

async fn check<P: Projection>(
    service: &Projections,
    world: &World,
    commits: &[Commit],
    as_of: AsOf,
    tables: &[Table],
) {
    let expected = Model::<P>::in_memory(world.log.id());
    for (first, commit) in counting(commits, as_of) {
        expected.apply_commit(world.tenant, first, commit);
    }
    let (expected, _) = expected.read(world.tenant, |m, r| Ok(rows(m, r, tables))).unwrap();
    let audit = service.models.audit.model();
    let past = service.past.read(&audit, (world.tenant, as_of), |m: &P, r| Ok(rows(m, r, tables)));
    let (found, position) = past.await.unwrap();
    assert_eq!(position, world.head().position);
    assert_eq!(found, expected, "{} {as_of:?}", P::NAME);
}

async fn check_all(service: &Projections, world: &World, commits: &[Commit], as_of: AsOf) {
    check::<Leads>(service, world, commits, as_of, b"lpo").await;
    check::<Customers>(service, world, commits, as_of, b"acon").await;
    check::<Handovers>(service, world, commits, as_of, b"och").await;
}

#[tokio::test]
async fn a_past_state_is_the_fold_of_what_counted_by_then() {
    for seed in [41, 42] {
        let world = World::new();
        let mut history = History::new(seed);
        let mut commits = history.commits(250);
        world.append(&commits);
        let service = service(&world).await;
        let mut dice = Dice::new(seed);
        let mut instants: Vec<AsOf> = Vec::new();
        for _ in 0..12 {
            let at = commits[dice.below(250) as usize].head.occurred_at;
            instants.extend([AsOf::Occurred(at), AsOf::Recorded(at.plus_seconds(86_400))]);
        }
        instants.extend([
            AsOf::Occurred(now()),
            AsOf::Recorded(now()),
            AsOf::Occurred(Timestamp::MIN),
        ]);
        for as_of in &instants {
            check_all(&service, &world, &commits, *as_of).await;
        }
        // The held states go on with what is recorded afterwards.
        let more = history.commits(60);
        world.append(&more);
        commits.extend(more);
        wait_for(&service, world.tenant, world.head().position).await;
        for as_of in instants.iter().rev() {
            check_all(&service, &world, &commits, *as_of).await;
        }
    }
}

#[tokio::test]
async fn before_the_first_event_lists_are_empty_and_records_are_not_found() {
    let world = World::new();
    world.append(&History::new(43).commits(60));
    let service = service(&world).await;
    let empty = |items: usize, count| items == 0 && count == Some(0);
    for as_of in [AsOf::Occurred(Timestamp::MIN), AsOf::Recorded(Timestamp::MIN)] {
        let query = Query::Leads { filter: Default::default(), paging: paging(5) };
        let answer = ask(&service, &world, query, as_of).await.unwrap();
        let Answer::Leads(Page { items, count, .. }) = answer else { panic!() };
        assert!(empty(items.len(), count));
        let query = Query::Conversions { range: Range::default(), owner: None, paging: paging(5) };
        let answer = ask(&service, &world, query, as_of).await.unwrap();
        let Answer::Conversions(Page { items, count, .. }) = answer else { panic!() };
        assert!(empty(items.len(), count));
        let query = Query::Funnel { range: Range::default(), by: None };
        let answer = ask(&service, &world, query, as_of).await.unwrap();
        let Answer::Funnel(funnel) = answer else { panic!() };
        assert!(funnel.stages.iter().all(|stage| stage.reached == 0 && stage.current == 0));
        assert!(funnel.conversion.iter().all(|c| c.rate.is_none() && c.median_seconds.is_none()));
        let query = Query::Leads { filter: Default::default(), paging: paging(1) };
        let Answer::Leads(page) = ask(&service, &world, query, AsOf::Now).await.unwrap() else {
            panic!()
        };
        let query = Query::Lead { id: page.items[0].id };
        assert_eq!(ask(&service, &world, query, as_of).await, Err(AskError::NotFound));
    }
}

#[tokio::test]
async fn an_account_keeps_its_number_in_every_past_state() {
    let world = World::new();
    let commits = History::new(44).commits(300);
    world.append(&commits);
    let service = service(&world).await;
    let list = || Query::Accounts { filter: Default::default(), paging: paging(500) };
    let number = |answer| {
        let Answer::Accounts(page) = answer else { panic!() };
        page.items.into_iter().map(|a| (a.id, a.number)).collect::<HashMap<_, _>>()
    };
    let live = number(ask(&service, &world, list(), AsOf::Now).await.unwrap());
    // Nothing happened after it was recorded, so the first two thirds count.
    let at = commits[200].head.recorded_at;
    let then = number(ask(&service, &world, list(), AsOf::Occurred(at)).await.unwrap());
    assert!(!then.is_empty() && then.len() < live.len());
    assert!(then.iter().all(|(id, number)| live[id] == *number));
}
