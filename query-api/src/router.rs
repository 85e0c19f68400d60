//! Every route on one screen.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use event_schema::problem::Slug;
use rules::rights::Principal;

use crate::access::admit;
use crate::around::around;
use crate::port::Ports;
use crate::problem::Refusal;
use crate::read::{Read, read};
use crate::resource::{BULK_ACTIONS, READS};
use crate::{bulk, docs, events, openapi, platform, token, trial};

/// What every handler is given.
pub type Shared = Arc<Ports>;

/// The public origin. `commands` answers `/v1/commands…` and finds the `Principal` among the
/// request's extensions; what it refuses, it refuses itself.
pub fn router(ports: impl Into<Shared>, commands: Router) -> Router {
    let shared: Shared = ports.into();
    let known = READS
        .iter()
        .filter(|endpoint| endpoint.path != BULK_ACTIONS.path)
        .fold(Router::new(), |router, endpoint| router.route(endpoint.path, resource(endpoint)))
        .route("/v1/events", get(events::list))
        .route("/v1/events/stream", get(events::stream))
        .route("/v1/bulk-actions", resource(&BULK_ACTIONS).post(bulk::post))
        .route("/v1/positions", get(platform::positions))
        .route(trial::PATH, post(trial::try_rules))
        .route("/v1/tokens", post(token::create))
        .route("/v1/verify", post(platform::verify))
        .route("/metrics", get(platform::metrics))
        .merge(commands.with_state(()))
        .layer(from_fn_with_state(shared.clone(), admit));
    let open = Router::new()
        .route("/healthz", get(platform::healthz))
        .route("/readyz", get(platform::readyz))
        .route("/openapi.json", get(openapi::serve))
        .route("/docs", get(docs::page))
        .route("/problems/{slug}", get(docs::problem));
    known
        .merge(open)
        .fallback(nothing_here)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(around))
        .with_state(shared)
}

fn resource(endpoint: &'static Read) -> MethodRouter<Shared> {
    get(move |state: State<Shared>, who: Extension<Principal>, request| {
        read(endpoint, state, who, request)
    })
}

async fn nothing_here(request: Request) -> Response {
    let detail = format!("nothing is at {}; /openapi.json lists what is", request.uri().path());
    Refusal::new(Slug::UnknownTarget, detail).into_response()
}

async fn method_not_allowed(method: Method, request: Request) -> Response {
    let detail = format!("{method} is not offered at {}", request.uri().path());
    Refusal::new(Slug::MethodNotAllowed, detail).into_response()
}
