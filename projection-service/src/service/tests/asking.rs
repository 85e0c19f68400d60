//! Asking: what is waited for, how pages join, what is found.

use event_schema::commit::Commit;
use uuid::Uuid;

use super::*;
use crate::query::{LeadFilter, LeadState, Matching, Page, SeekKey};
use crate::testing::History;
use rules::views::{Condition, List};

fn leads(filter: LeadFilter, limit: u16, after: Option<SeekKey>) -> Query {
    Query::Leads { filter, paging: Paging { limit, after, count: after.is_none() } }
}

#[tokio::test]
async fn what_was_never_recorded_is_past_the_head_and_the_future_has_no_state() {
    let world = World::new();
    world.append(&History::new(1).commits(20));
    let service = service(&world).await;
    let mut asked = question(&world, leads(LeadFilter::default(), 5, None), AsOf::Now);
    let head = world.head().position;
    asked.at_least.as_mut().unwrap().position = head + 1;
    assert_eq!(service.ask(asked.clone()).await, Err(AskError::PastHead { head }));
    asked.at_least = None;
    asked.as_of = AsOf::Recorded(now().plus_micros(1));
    let refused = service.ask(asked.clone()).await;
    assert!(matches!(refused, Err(AskError::Invalid { field, .. }) if field == "as_of"));
    asked.as_of = AsOf::Now;
    asked.query = leads(LeadFilter::default(), 501, None);
    let refused = service.ask(asked).await;
    assert!(matches!(refused, Err(AskError::Invalid { field, .. }) if field == "limit"));
}

#[tokio::test]
async fn at_least_waits_for_what_is_appended_meanwhile() {
    let world = World::new();
    let mut history = History::new(2);
    let service = service(&world).await;
    for _ in 0..50 {
        world.append(&history.commits(3));
        let query = leads(LeadFilter::default(), 5, None);
        assert!(ask(&service, &world, query, AsOf::Now).await.is_ok());
    }
}

#[tokio::test]
async fn a_position_that_nothing_covers_in_time_is_not_caught_up() {
    let world = World::new();
    let service = service(&world).await;
    service.stop();
    world.append(&History::new(2).commits(3));
    let mut asked = question(&world, leads(LeadFilter::default(), 5, None), AsOf::Now);
    asked.at_least.as_mut().unwrap().wait = Duration::from_millis(1);
    assert_eq!(service.ask(asked).await, Err(AskError::NotCaughtUp { position: 0 }));
}

#[tokio::test]
async fn pages_go_from_the_newest_to_the_oldest_without_gap_or_repeat() {
    let world = World::new();
    world.append(&History::new(3).commits(300));
    let service = service(&world).await;
    for state in [None, Some(LeadState::New), Some(LeadState::Converted)] {
        let filter = LeadFilter { state, ..LeadFilter::default() };
        let mut ids: Vec<Uuid> = Vec::new();
        let (mut after, mut count) = (None, None);
        loop {
            let query = leads(filter.clone(), 7, after);
            let answer = ask(&service, &world, query, AsOf::Now).await.unwrap();
            let Answer::Leads(Page { items, next, count: counted }) = answer else { panic!() };
            assert!(items.iter().all(|lead| state.is_none_or(|state| lead.state == state)));
            ids.extend(items.iter().map(|lead| lead.id));
            count = count.or(counted);
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(count, Some(ids.len() as u64));
        ids.sort();
        ids.dedup();
        assert_eq!(count, Some(ids.len() as u64));
        assert!(!ids.is_empty());
    }
}

#[tokio::test]
async fn text_finds_by_the_beginnings_of_words_and_an_account_has_what_the_conversion_made() {
    let world = World::new();
    let commits: Vec<Commit> = History::new(4).commits(200);
    world.append(&commits);
    let service = service(&world).await;
    let text = Some("werk ac".to_owned());
    let filter = LeadFilter { text, state: Some(LeadState::Converted), ..Default::default() };
    let answer = ask(&service, &world, leads(filter, 50, None), AsOf::Now).await.unwrap();
    let Answer::Leads(page) = answer else { panic!() };
    let id = page.items.first().expect("some lead was converted").id;
    let Answer::Lead(lead) = ask(&service, &world, Query::Lead { id }, AsOf::Now).await.unwrap()
    else {
        panic!()
    };
    let account = Query::Account { id: lead.account_id.unwrap() };
    let Answer::Account(account) = ask(&service, &world, account, AsOf::Now).await.unwrap() else {
        panic!()
    };
    assert!(account.lead_ids.contains(&id));
    assert!(account.contacts.iter().any(|contact| Some(contact.id) == lead.contact_id));
    let opened = |id: Uuid| account.opportunities.iter().any(|deal| deal.id == id);
    assert!(lead.opportunity_id.is_none_or(opened));
    let number = account.number.strip_prefix("CRM2026").expect("the histories are of 2026");
    assert_eq!(number.len(), 7);
    assert!(account.number.ends_with(|c: char| c.is_ascii_digit()));
}

#[tokio::test]
async fn points_name_the_fact_that_earned_them() {
    let world = World::new();
    world.append(&History::new(5).commits(120));
    let service = service(&world).await;
    let answer = ask(&service, &world, leads(LeadFilter::default(), 500, None), AsOf::Now).await;
    let Answer::Leads(page) = answer.unwrap() else { panic!() };
    let mut explained = 0;
    for lead in page.items {
        let answer = ask(&service, &world, Query::Lead { id: lead.id }, AsOf::Now).await;
        let Answer::Lead(lead) = answer.unwrap() else { panic!() };
        for point in &lead.explanation {
            assert_eq!(point.cause_position + 1, point.position);
            assert_eq!(point.cause_event, "LeadBehaviorRecorded");
            assert!(point.behavior.is_some());
            explained += 1;
        }
    }
    assert!(explained > 5, "{explained}");
}

#[tokio::test]
async fn what_meets_a_condition_is_named_oldest_first_and_only_counted_beyond_the_limit() {
    let world = World::new();
    world.append(&History::new(4).commits(300));
    let service = service(&world).await;
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let query = leads(LeadFilter::default(), 100, after);
        let Ok(Answer::Leads(page)) = ask(&service, &world, query, AsOf::Now).await else {
            panic!("leads are answered with leads");
        };
        listed.extend(page.items.into_iter().map(|lead| lead.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    listed.reverse();
    let matching = |most| {
        let condition = Condition::All(Vec::new());
        Query::Matching { list: List::Leads, condition, most }
    };
    let most = u32::try_from(listed.len()).unwrap();
    let found = |most| ask(&service, &world, matching(most), AsOf::Now);
    let count = u64::from(most);
    let whole = Answer::Matching(Matching { count, ids: listed.clone() });
    assert_eq!(found(most).await, Ok(whole));
    let counted = Answer::Matching(Matching { count, ids: Vec::new() });
    assert_eq!(found(most - 1).await, Ok(counted));
    let ids = vec![listed[3], Uuid::nil(), listed[1]];
    let query = Query::Named { list: List::Leads, ids };
    let Ok(Answer::Leads(page)) = ask(&service, &world, query, AsOf::Now).await else {
        panic!("leads are answered with leads");
    };
    let named: Vec<Uuid> = page.items.into_iter().map(|lead| lead.id).collect();
    assert_eq!(named, [listed[3], listed[1]]);
}
