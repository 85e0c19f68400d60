//! The audit trail against a look at every event.

use event_schema::StreamType;
use event_schema::commit::Commit;

use super::*;
use crate::query::{AuditFilter, AuditRow, Range};
use crate::testing::History;

async fn trail(
    service: &Projections,
    world: &World,
    filter: &AuditFilter,
    range: Range,
    as_of: AsOf,
) -> Vec<AuditRow> {
    let (mut rows, mut after, mut count) = (Vec::new(), None, None);
    loop {
        let paging = Paging { limit: 40, after, count: after.is_none() };
        let query = Query::Audit { filter: filter.clone(), range, paging };
        let answer = ask(service, world, query, as_of).await.unwrap();
        let Answer::Audit(page) = answer else { panic!() };
        rows.extend(page.items);
        count = count.or(page.count);
        after = page.next;
        if after.is_none() {
            assert_eq!(count, Some(rows.len() as u64));
            return rows;
        }
    }
}

fn expected(commits: &[Commit], keep: impl Fn(&Commit, usize) -> bool) -> Vec<Position> {
    let (mut position, mut kept) = (0, Vec::new());
    for commit in commits {
        for fact in 0..commit.facts.len() {
            position += 1;
            if keep(commit, fact) {
                kept.push(position);
            }
        }
    }
    kept.reverse();
    kept
}

#[tokio::test]
async fn the_trail_is_what_a_look_at_every_event_finds() {
    let world = World::new();
    let commits = History::new(4).commits(300);
    world.append(&commits);
    let service = service(&world).await;
    let positions = |rows: Vec<AuditRow>| rows.iter().map(|r| r.position).collect::<Vec<_>>();

    let all = trail(&service, &world, &AuditFilter::default(), Range::default(), AsOf::Now).await;
    assert!(all.iter().any(|row| row.event.starts_with("Ticket")));
    assert_eq!(positions(all), expected(&commits, |_, _| true));

    let event = Some("LeadQualified".to_owned());
    let filter = AuditFilter { event, ..AuditFilter::default() };
    let range =
        Range { from: Some(commits[60].head.recorded_at), to: Some(commits[200].head.recorded_at) };
    let some = trail(&service, &world, &filter, range, AsOf::Now).await;
    let is = |commit: &Commit, fact: usize| {
        commit.facts[fact].event.name() == "LeadQualified"
            && range.contains(commit.head.recorded_at)
    };
    assert_eq!(positions(some), expected(&commits, is));

    let account = commits.iter().flat_map(|c| &c.facts).find(|f| f.event.name().contains("Owner"));
    let stream = account.expect("somebody left").stream;
    let filter = AuditFilter { id: Some(stream.id), ..AuditFilter::default() };
    let one = trail(&service, &world, &filter, Range::default(), AsOf::Now).await;
    assert!(one.iter().any(|row| row.reason.as_deref() == Some("left")));
    assert_eq!(positions(one), expected(&commits, |c, fact| c.facts[fact].stream == stream));

    let kind = Some(StreamType::Account);
    let filter = AuditFilter { kind, actor: Some("user-1".into()), ..AuditFilter::default() };
    let at = commits[100].head.recorded_at;
    let then = trail(&service, &world, &filter, Range::default(), AsOf::Recorded(at)).await;
    let is = |commit: &Commit, fact: usize| {
        commit.head.recorded_at <= at && commit.facts[fact].stream.kind == StreamType::Account
    };
    assert_eq!(positions(then), expected(&commits, is));

    let filter = AuditFilter { actor: Some("nobody".into()), ..AuditFilter::default() };
    let none = trail(&service, &world, &filter, Range::default(), AsOf::Now).await;
    assert_eq!(none, []);
}
