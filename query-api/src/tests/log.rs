//! The log for the world outside: as a list and live.

use axum::body::Body;
use event_schema::codec::{EntryDraft, commit_line};
use event_schema::commit::{Commit, CommitHead, Fact, Origin};
use event_schema::event::{LeadDisqualified, LeadNurtured};
use event_schema::id::{CommandId, PersonId};
use event_schema::personal::{BoxBytes, Sealed};
use event_schema::{Actor, Chain, EntryId, Event, LogId, StreamId, StreamType};
use futures::StreamExt;
use serde_json::Value as Json;
use uuid::Uuid;

use super::fakes::{Api, api};

/// Appends an entry with one commit of these events, recorded on this day of May.
fn append(api: &Api, day: u32, events: Vec<Event>) {
    let mut entries = api.fake.entries.lock().unwrap();
    let after = entries
        .last()
        .map_or(0, |bytes| event_schema::codec::EntryView::parse(bytes).unwrap().head.last());
    let at = format!("2026-05-{day:02}T00:00:00Z").parse().unwrap();
    let head = CommitHead {
        id: CommandId(Uuid::nil()),
        command: "NurtureLead".into(),
        actor: Actor::new("tester").unwrap(),
        on_behalf_of: None,
        correlation_id: None,
        causation: None,
        recorded_at: at,
        occurred_at: at,
        origin: Origin::Live,
        idempotency: None,
        about: None,
        settings: Default::default(),
    };
    let personal =
        Sealed { person: PersonId(Uuid::max()), key: 1, sealed: BoxBytes(vec![1, 2, 3]) };
    let stream = StreamId::new(StreamType::Lead, Uuid::nil());
    let fact = |event| Fact { stream, revision: 1, event, personal: Some(personal.clone()) };
    let count = u32::try_from(events.len()).unwrap();
    let mut draft = EntryDraft::default();
    draft.push(commit_line(&Commit { head, facts: events.into_iter().map(fact).collect() }), count);
    let (log, entry) = (LogId(Uuid::nil()), EntryId(Uuid::nil()));
    let bytes = draft.seal(log, entry, "acme".parse().unwrap(), (after, Chain::default())).1;
    entries.push(bytes);
    let appended = entries.len() as u64;
    drop(entries);
    api.fake.moved.send_replace(appended);
}

fn nurtured() -> Event {
    LeadNurtured { reason: None }.into()
}

fn disqualified() -> Event {
    LeadDisqualified { reason: "no_budget".parse().unwrap() }.into()
}

fn filled() -> Api {
    let api = api();
    append(&api, 1, vec![nurtured(), disqualified()]);
    append(&api, 2, vec![nurtured()]);
    append(&api, 3, vec![disqualified(), nurtured()]);
    api
}

async fn positions(api: &Api, query: &str) -> Vec<u64> {
    let got = api.get("acme", &format!("/v1/events{query}")).await;
    assert_eq!(got.header("content-type"), "application/x-ndjson");
    let text = String::from_utf8(got.bytes).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.map(|line| line["position"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn the_log_is_listed_from_a_position_by_type_by_time_and_up_to_a_limit() {
    let api = filled();
    let cases: &[(&str, &[u64])] = &[
        ("", &[1, 2, 3, 4, 5]),
        ("?from_position=2", &[2, 3, 4, 5]),
        ("?types=LeadDisqualified", &[2, 4]),
        ("?limit=3", &[1, 2, 3]),
        ("?from_position=6", &[]),
        ("?from=2026-05-02T00:00:00Z&to=2026-05-03T00:00:00Z", &[3]),
    ];
    for (query, expected) in cases {
        assert_eq!(positions(&api, query).await, *expected, "{query}");
    }
}

#[tokio::test]
async fn an_event_shows_about_whom_it_is_and_no_personal_field() {
    let got = filled().get("acme", "/v1/events?from_position=2&limit=1").await;
    let line = got.json();
    assert_eq!(line["type"], "LeadDisqualified");
    assert_eq!(line["data"]["reason"], "no_budget");
    assert_eq!(line["person_ids"][0], Uuid::max().to_string());
    assert!(line.get("personal").is_none());
}

/// Reads messages of a stream until `count` ids were seen.
async fn ids(body: Body, count: usize) -> Vec<u64> {
    let mut chunks = body.into_data_stream();
    let mut seen = Vec::new();
    while seen.len() < count {
        let chunk = chunks.next().await.unwrap().unwrap();
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        let lines = text.lines().filter_map(|line| line.strip_prefix("id: "));
        seen.extend(lines.map(|id| id.parse::<u64>().unwrap()));
    }
    seen
}

#[tokio::test]
async fn a_stream_resumes_after_the_last_event_and_goes_on() {
    let api = filled();
    let body = api.open("/v1/events/stream", &[("last-event-id", "3")]).await;
    append(&api, 4, vec![nurtured()]);
    assert_eq!(ids(body, 3).await, [4, 5, 6]);
}

#[tokio::test]
async fn a_stream_begins_now_and_ends_with_the_process() {
    let api = filled();
    let body = api.open("/v1/events/stream?types=LeadNurtured", &[]).await;
    append(&api, 4, vec![disqualified(), nurtured()]);
    api.closing.send_replace(true);
    let chunks: Vec<_> = body.into_data_stream().collect().await;
    assert!(!chunks.is_empty(), "it greets and then ends");
}

#[tokio::test]
async fn a_last_event_id_past_the_end_is_refused() {
    let api = filled();
    let headers = [("authorization", "Bearer acme"), ("last-event-id", "99")];
    let got = api.send("GET", "/v1/events/stream", &headers).await;
    assert_eq!(got.slug(), "invalid");
}
