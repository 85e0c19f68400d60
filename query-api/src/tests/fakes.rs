//! Read models that answer what they are told, a log in memory, three tokens, a clock that stands.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Extension;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use event_schema::problem::Problem;
use event_schema::{Actor, Position, TenantId, Timestamp};
use futures::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusBuilder;
use projection_service::query::{
    Answer, Ask, AskError, AtLeast, Funnel, Left, ModelPosition, Page, Positions, Query, Reply,
    SeekKey,
};
use rules::rights::{Principal, Role};
use rules::views::CustomColumns;
use rules::zone::Zone;
use serde_json::Value as Json;
use tokio::sync::watch;
use tower::ServiceExt;
use uuid::Uuid;

use crate::access::{Access, Reach};
use crate::port::{
    Commands, Events, Found, Mark, Model, ModelCheck, NewToken, Order, Outcome, Platform, Ports,
    Reads, TokenOrder, TokenRefused, Tokens, Trouble,
};
use crate::router;

pub const NOW: &str = "2026-06-01T12:00:00Z";
/// When another setting comes into force.
pub const TURN: &str = "2026-07-01T00:00:00Z";

async fn faulty() -> StatusCode {
    panic!("a fault")
}

/// An API over fakes.
pub struct Api {
    router: Router,
    pub fake: Arc<Fake>,
    pub closing: watch::Sender<bool>,
}

/// Everything behind it.
pub struct Fake {
    pub position: AtomicU64,
    pub asked: Mutex<Vec<Ask>>,
    /// What each question for the zone waited for.
    pub dated: Mutex<Vec<Option<AtLeast>>>,
    pub now: Mutex<Timestamp>,
    pub entries: Mutex<Vec<Arc<[u8]>>>,
    pub moved: watch::Sender<u64>,
    tokens: HashMap<[u8; 32], Access>,
}

/// An answer.
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn slug(&self) -> String {
        let kind = self.json()["type"].as_str().unwrap().to_owned();
        kind.strip_prefix("/problems/").unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn api() -> Api {
    let token = |tenant: &str, role, reach| {
        let (tenant, subject) = (tenant.parse().unwrap(), Actor::new("tester").unwrap());
        let principal = Principal { subject, role, tenant, allow: None, user: None };
        Access { principal, reach }
    };
    let tokens = [
        ("admin", token("default", Role::Admin, Reach::AnyTenant)),
        ("acme", token("acme", Role::Admin, Reach::OwnTenant)),
        ("analyst", token("acme", Role::Analyst, Reach::OwnTenant)),
        ("auditor", token("acme", Role::Auditor, Reach::OwnTenant)),
    ];
    let hashed =
        tokens.map(|(secret, access)| (*blake3::hash(secret.as_bytes()).as_bytes(), access));
    let fake = Arc::new(Fake {
        position: AtomicU64::new(7),
        asked: Mutex::default(),
        dated: Mutex::default(),
        now: Mutex::new(NOW.parse().unwrap()),
        entries: Mutex::default(),
        moved: watch::channel(0).0,
        tokens: hashed.into(),
    });
    let (closing, closed) = watch::channel(false);
    let ports = Ports {
        reads: fake.clone(),
        events: fake.clone(),
        commands: fake.clone(),
        turns: Default::default(),
        tokens: fake.clone(),
        platform: fake.clone(),
        cursor_key: [7; 32],
        metrics: PrometheusBuilder::new().build_recorder().handle(),
        closing: closed,
    };
    let commands = Router::new()
        .route(
            "/v1/commands/{name}",
            post(|Extension(who): Extension<Principal>| async move { who.tenant.to_string() }),
        )
        .route("/v1/commands", post(faulty));
    Api { router: router(ports, commands), fake, closing }
}

impl Api {
    pub async fn get(&self, token: &str, path: &str) -> Got {
        self.send("GET", path, &[("authorization", &format!("Bearer {token}"))]).await
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Got {
        let request = headers
            .iter()
            .fold(Request::builder(), |request, (name, value)| request.header(*name, *value));
        let request = request.method(method).uri(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Got { status: parts.status, headers: parts.headers, bytes }
    }

    /// The answer, its body unread.
    pub async fn open(&self, path: &str, headers: &[(&str, &str)]) -> Body {
        let request = headers
            .iter()
            .fold(Request::builder(), |request, (name, value)| request.header(*name, *value))
            .header("authorization", "Bearer acme");
        let request = request.uri(path).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap().into_body()
    }

    pub fn asked(&self) -> Vec<Ask> {
        self.fake.asked.lock().unwrap().clone()
    }
}

impl Reads for Fake {
    fn ask(&self, ask: Ask) -> BoxFuture<'_, Result<Reply, AskError>> {
        let answer = match &ask.query {
            Query::Funnel { .. } => {
                let (stages, conversion, groups) = (Vec::new(), Vec::new(), Vec::new());
                Ok(Answer::Funnel(Funnel {
                    stages,
                    left: Left::default(),
                    conversion,
                    groups,
                    targets: Vec::new(),
                }))
            }
            Query::Leads { .. } => Ok(Answer::Leads(Page {
                items: Vec::new(),
                next: Some(SeekKey::newest(3)),
                count: None,
            })),
            Query::Audit { .. } => {
                Ok(Answer::Audit(Page { items: Vec::new(), next: None, count: Some(0) }))
            }
            _ => Err(AskError::NotFound),
        };
        self.asked.lock().unwrap().push(ask);
        let position = self.position.load(Ordering::SeqCst);
        Box::pin(async move { answer.map(|answer| Reply { answer, position }) })
    }

    fn positions(&self, _: TenantId, _: Timestamp) -> BoxFuture<'_, Result<Positions, AskError>> {
        let head = self.position.load(Ordering::SeqCst);
        let model = ModelPosition {
            name: "leads".into(),
            version: 1,
            position: head,
            lag_events: 0,
            lag_seconds: 0.0,
            state: "live".into(),
        };
        Box::pin(async move { Ok(Positions { head, models: vec![model] }) })
    }

    fn mark(&self, _: Model, _: TenantId, now: Timestamp) -> Mark {
        let epoch = u64::from(now >= TURN.parse().unwrap());
        Mark { position: self.position.load(Ordering::SeqCst), epoch }
    }

    fn zone(
        &self,
        _: TenantId,
        _: Timestamp,
        at_least: Option<AtLeast>,
    ) -> BoxFuture<'_, Result<Zone, AskError>> {
        self.dated.lock().unwrap().push(at_least);
        Box::pin(async { Ok("Asia/Shanghai".parse().unwrap()) })
    }

    fn tenants(&self) -> Vec<TenantId> {
        Vec::new()
    }

    fn custom_columns(
        &self,
        _: TenantId,
        _: Option<AtLeast>,
    ) -> BoxFuture<'_, Result<CustomColumns, AskError>> {
        Box::pin(async { Ok(CustomColumns::default()) })
    }

    fn left_open(&self) -> BoxFuture<'_, Vec<(TenantId, Uuid)>> {
        Box::pin(async { Vec::new() })
    }

    fn verify(&self) -> BoxFuture<'_, Result<Vec<ModelCheck>, AskError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Commands for Fake {
    fn submit(
        &self,
        _: TenantId,
        _: Vec<Order>,
    ) -> BoxFuture<'_, Result<Vec<Outcome>, Box<Problem>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Events for Fake {
    fn read(&self, _: TenantId, from: Position) -> BoxFuture<'_, Result<Vec<Arc<[u8]>>, String>> {
        let entries = self.entries.lock().unwrap().clone();
        let holds = |bytes: &Arc<[u8]>| {
            event_schema::codec::EntryView::parse(bytes).unwrap().head.last() >= from
        };
        // One entry at a time, so that whoever reads has to come back.
        let next = entries.into_iter().find(holds);
        Box::pin(async move { Ok(next.into_iter().collect()) })
    }

    fn head(&self, _: TenantId) -> BoxFuture<'_, Result<Position, String>> {
        let entries = self.entries.lock().unwrap();
        let head = entries
            .last()
            .map_or(0, |bytes| event_schema::codec::EntryView::parse(bytes).unwrap().head.last());
        Box::pin(async move { Ok(head) })
    }

    fn moved(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }
}

impl Tokens for Fake {
    fn find(&self, hash: &[u8; 32], _: Timestamp) -> Found {
        self.tokens.get(hash).map_or(Found::Unknown, |access| Found::Valid(access.clone()))
    }

    fn create(&self, order: TokenOrder, _: Timestamp) -> Result<NewToken, TokenRefused> {
        let TokenOrder { tenant, role, expires_at, .. } = order;
        Ok(NewToken { token: "new".into(), tenant, role, subject: "x".into(), expires_at })
    }
}

impl Platform for Fake {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn new_id(&self) -> Uuid {
        Uuid::nil()
    }

    fn not_ready(&self) -> Vec<Trouble> {
        vec![Trouble { part: "model:leads".into(), why: "quarantined".into() }]
    }
}
