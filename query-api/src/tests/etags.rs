//! "Has it changed?" is answered before the question is asked.

use std::sync::atomic::Ordering;
use std::time::Duration;

use event_schema::Timestamp;
use projection_service::Projections;
use projection_service::query::{AsOf, AtLeast};

use super::fakes::{Api, Got, TURN, api};
use crate::resource::READS;

async fn again(api: &Api, token: &str, path: &str, etag: &str) -> Got {
    let bearer = format!("Bearer {token}");
    api.send("GET", path, &[("authorization", &bearer), ("if-none-match", etag)]).await
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_asked_for_again() {
    let api = api();
    for path in ["/v1/leads?state=mql", "/v1/funnel?as_of=2026-01-01", "/v1/funnel?at_least=3"] {
        let first = api.get("acme", path).await;
        assert_eq!((first.status.as_u16(), first.header("kith-position")), (200, "7"), "{path}");
        let asked = api.asked().len();
        let second = again(&api, "acme", path, first.header("etag")).await;
        assert_eq!((second.status.as_u16(), second.bytes.len()), (304, 0), "{path}");
        assert_eq!(second.header("etag"), first.header("etag"), "{path}");
        assert_eq!(second.header("kith-position"), "7", "{path}");
        assert_eq!(api.asked().len(), asked, "{path}");
    }
}

#[tokio::test]
async fn a_tag_holds_for_one_position_tenant_right_and_query_only() {
    let api = api();
    let tag = api.get("acme", "/v1/leads").await.header("etag").to_owned();
    assert_eq!(again(&api, "admin", "/v1/leads", &tag).await.status, 200);
    assert_eq!(again(&api, "analyst", "/v1/leads", &tag).await.status, 200);
    assert_eq!(again(&api, "acme", "/v1/leads?limit=9", &tag).await.status, 200);
    assert_eq!(again(&api, "acme", "/v1/leads", &format!("W/{tag}, \"x\"")).await.status, 304);
    api.fake.position.store(8, Ordering::SeqCst);
    assert_eq!(again(&api, "acme", "/v1/leads", &tag).await.status, 200);
}

#[tokio::test]
async fn positions_and_events_have_tags_too() {
    let api = api();
    for path in ["/v1/positions", "/v1/events"] {
        let first = api.get("acme", path).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(again(&api, "acme", path, first.header("etag")).await.status, 304, "{path}");
    }
}

#[tokio::test]
async fn a_tag_ends_when_time_alone_puts_another_setting_into_force() {
    let api = api();
    for path in ["/v1/funnel", "/v1/leads?as_of=2026-01-01", "/v1/events?from=2026-01-01"] {
        let turn = TURN.parse::<Timestamp>().unwrap();
        *api.fake.now.lock().unwrap() = turn.plus_micros(-1);
        let before = api.get("acme", path).await.header("etag").to_owned();
        assert_eq!(again(&api, "acme", path, &before).await.status, 304, "{path}");
        *api.fake.now.lock().unwrap() = turn;
        let then = again(&api, "acme", path, &before).await;
        assert_eq!(then.status, 200, "{path}");
        assert_ne!(then.header("etag"), before, "{path}");
        assert_eq!(again(&api, "acme", path, then.header("etag")).await.status, 304, "{path}");
    }
}

#[tokio::test]
async fn a_date_is_read_by_the_settings_at_the_position_that_is_waited_for() {
    let api = api();
    api.get("acme", "/v1/funnel?from=2026-01-01T00:00:00Z&at_least=5").await;
    api.get("acme", "/v1/funnel?from=2026-01-01&at_least=5&wait_ms=70").await;
    api.get("acme", "/v1/funnel?from=2026-01-01&at_least=5&wait_ms=60001").await;
    // Events have no `at_least`: nobody waits before that is said.
    api.get("acme", "/v1/events?from=2026-01-01&at_least=5").await;
    let waited = AtLeast { position: 5, wait: Duration::from_millis(70) };
    assert_eq!(*api.fake.dated.lock().unwrap(), [Some(waited), None, None]);
}

#[tokio::test]
async fn a_date_is_its_first_instant_in_the_tenants_zone() {
    let api = api();
    api.get("acme", "/v1/funnel?as_of=2026-03-01&basis=recorded").await;
    api.get("acme", "/v1/funnel?as_of=2026-03-01T00:00:00+08:00").await;
    let instant = "2026-02-28T16:00:00Z".parse().unwrap();
    let seen: Vec<AsOf> = api.asked().iter().map(|ask| ask.as_of).collect();
    assert_eq!(seen, [AsOf::Recorded(instant), AsOf::Occurred(instant)]);
}

#[tokio::test]
async fn a_tag_is_made_of_the_position_of_the_model_that_answers() {
    let api = api();
    for read in READS {
        let path = read.path.replace("{id}", "0197c0de-0000-7000-8000-000000000001");
        let token = if read.path == "/v1/audit" { "auditor" } else { "acme" };
        api.get(token, &path).await;
        let asked = api.asked().pop().unwrap();
        assert_eq!(Projections::model_for(&asked.query).0, read.model, "{}", read.path);
    }
}
