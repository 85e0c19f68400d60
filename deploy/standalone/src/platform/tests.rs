//! The wired platform: what its query side stands on.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value as Json, json};
use tower::ServiceExt;

use super::*;
use crate::cli::ReadStore;
use crate::config::Config;

const OPERATOR: &str = "the operator of the tests, for nobody else";

/// A platform in a directory of its own, without a listener.
struct Home {
    platform: Platform,
    router: Router,
    _closing: watch::Sender<bool>,
    _dir: tempfile::TempDir,
}

struct Got {
    status: StatusCode,
    json: Json,
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
    let opened = Platform::open(&config, closed).await;
    let (platform, router) = opened.unwrap_or_else(|_| panic!("it doesn't open"));
    Home { platform, router, _closing: closing, _dir: dir }
}

impl Home {
    async fn post(&self, path: &str, body: Json) -> Json {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {OPERATOR}"))
            .header("content-type", "application/json");
        let got = send(&self.router, request.body(Body::from(body.to_string())).unwrap()).await;
        assert!(got.status.is_success(), "{path}: {}", got.json);
        got.json
    }
}

async fn send(router: &Router, request: Request<Body>) -> Got {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let json = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
    Got { status: parts.status, json }
}

async fn get(router: &Router, token: &str, path: &str) -> Got {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    send(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn bare_dates_are_read_without_a_writer() {
    let home = home().await;
    let order = json!({"tenant": "fresh", "role": "analyst"});
    let token = home.post("/v1/tokens", order).await["token"].clone();
    // From now on whoever needs a writer is refused.
    let Platform { writers, models, log, .. } = home.platform;
    writers.stop().await;
    for path in ["/v1/funnel?from=2024-02-01", "/v1/leads?as_of=2024-02-01"] {
        let got = get(&home.router, token.as_str().unwrap(), path).await;
        assert_eq!(got.status, 200, "{path}: {}", got.json);
    }
    models.close().await;
    log.close();
}
