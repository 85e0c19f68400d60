//! The wired platform: what its query side stands on, and what it answers when only the clock moves.

use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use command_service::stamp::SystemStamp;
use event_log::EventLog;
use event_log::disk::RealDisk;
use event_log::tokens::TokenFile;
use event_schema::problem::Problem;
use event_schema::{TenantId, Timestamp};
use futures::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusBuilder;
use query_api::port::{Order, Outcome, Ports, Trouble};
use serde_json::{Value as Json, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::*;
use crate::cli::ReadStore;
use crate::config::Config;

const OPERATOR: &str = "the operator of the tests, for nobody else";

/// A platform in a directory of its own, without a listener.
struct Home {
    platform: Platform,
    router: Router,
    config: Config,
    closed: watch::Receiver<bool>,
    _closing: watch::Sender<bool>,
    _dir: tempfile::TempDir,
}

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    json: Json,
}

impl Got {
    fn etag(&self) -> &str {
        self.headers["etag"].to_str().unwrap()
    }
}

/// A clock that is moved by hand.
struct Clock(Mutex<Timestamp>);

impl query_api::port::Platform for Clock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn new_id(&self) -> Uuid {
        Uuid::nil()
    }

    fn not_ready(&self) -> Vec<Trouble> {
        Vec::new()
    }
}

/// Takes no commands: here is the query side alone.
struct Nobody;

impl query_api::port::Commands for Nobody {
    fn submit(
        &self,
        _: TenantId,
        _: Vec<Order>,
    ) -> BoxFuture<'_, Result<Vec<Outcome>, Box<Problem>>> {
        Box::pin(async { Err(command_service::service::stopped("none")) })
    }
}

async fn home() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let config = Config {
        data_dir: dir.path().to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        read_store: ReadStore::Sled,
        admin_token: Some(OPERATOR.into()),
        server: None,
        token: None,
        as_tenant: None,
    };
    let (closing, closed) = watch::channel(false);
    let opened = Platform::open(&config, closed.clone()).await;
    let (platform, router) = opened.unwrap_or_else(|_| panic!("it doesn't open"));
    Home { platform, router, config, closed, _closing: closing, _dir: dir }
}

impl Home {
    /// The query side alone, by another clock.
    fn reads_by(&self, clock: &Arc<Clock>) -> Router {
        let tokens = TokenFile::open(RealDisk, &self.config.data_dir).unwrap();
        let (operator, stamp) = (self.platform.operator(), SystemStamp::new());
        let log: Arc<dyn EventLog> = self.platform.log.clone();
        let ports = Ports {
            reads: self.platform.models.reads(),
            events: Arc::new(events::LogEvents::new(log, self.platform.models.moved())),
            commands: Arc::new(Nobody),
            turns: Default::default(),
            tokens: Arc::new(access::AccessTokens::new(tokens, operator, stamp)),
            platform: clock.clone(),
            cursor_key: [7; 32],
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            closing: self.closed.clone(),
        };
        query_api::router(ports, Router::new())
    }

    async fn post(&self, path: &str, at: Option<&str>, body: Json) -> Json {
        let mut request = Request::post(path)
            .header("authorization", format!("Bearer {OPERATOR}"))
            .header("content-type", "application/json");
        if let Some(at) = at {
            request = request.header("kith-occurred-at", at);
        }
        let got = send(&self.router, request.body(Body::from(body.to_string())).unwrap()).await;
        assert!(got.status.is_success(), "{path}: {}", got.json);
        got.json
    }
}

async fn send(router: &Router, request: Request<Body>) -> Got {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let json = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
    Got { status: parts.status, headers: parts.headers, json }
}

async fn get(router: &Router, token: &str, path: &str, known: &str) -> Got {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {token}"))
        .header("if-none-match", known);
    send(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_known_answer_is_another_one_once_a_future_setting_is_in_force() {
    let home = home().await;
    // Two in the morning of February in Shanghai.
    let lead = json!({"source": "fair", "company": "Nordwind", "phone": "+86 21 5555 0100"});
    home.post("/v1/commands/CreateLead", Some("2024-01-31T18:00:00Z"), lead).await;
    let zone = json!({"time_zone": "Asia/Shanghai", "effective_from": "2100-01-01T00:00:00Z"});
    let defined = home.post("/v1/commands/DefineTenant", None, zone).await;
    let path = format!("/v1/funnel?from=2024-02-01&at_least={}", defined["position"]);

    let turn: Timestamp = "2100-01-01T00:00:00Z".parse().unwrap();
    let clock = Arc::new(Clock(Mutex::new(turn.plus_micros(-1))));
    let reads = home.reads_by(&clock);
    // The tag of an answer that waited is made with the settings from before the wait, and ends early.
    get(&reads, OPERATOR, &path, "").await;
    let before = get(&reads, OPERATOR, &path, "").await;
    assert_eq!(before.json["stages"][0]["reached"], 0, "{}", before.json);
    assert_eq!(get(&reads, OPERATOR, &path, before.etag()).await.status, 304);

    *clock.0.lock().unwrap() = turn;
    let then = get(&reads, OPERATOR, &path, before.etag()).await;
    assert_eq!((then.status.as_u16(), &then.json["stages"][0]["reached"]), (200, &json!(1)));
    assert_ne!(then.etag(), before.etag());
    assert_eq!(get(&reads, OPERATOR, &path, then.etag()).await.status, 304);
    home.platform.close().await;
}

#[tokio::test]
async fn bare_dates_are_read_without_a_writer() {
    let home = home().await;
    let order = json!({"tenant": "fresh", "role": "analyst"});
    let token = home.post("/v1/tokens", None, order).await["token"].clone();
    // From now on whoever needs a writer is refused.
    let Platform { writers, models, log, .. } = home.platform;
    writers.stop().await;
    for path in ["/v1/funnel?from=2024-02-01", "/v1/leads?as_of=2024-02-01"] {
        let got = get(&home.router, token.as_str().unwrap(), path, "").await;
        assert_eq!(got.status, 200, "{path}: {}", got.json);
    }
    models.close().await;
    log.close();
}
