//! How the platform is: alive, ready, how far its models are, and its figures.

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rules::rights::{self, Principal};
use serde_json::json;

use crate::access::{Access, require_operator};
use crate::body::{Positions, Verification, one};
use crate::params::{Params, Place};
use crate::port::Trouble;
use crate::problem::Refusal;
use crate::read::{Unchanged, json, not_modified};
use crate::router::Shared;

/// `GET /v1/positions`. Its lags change with time alone, so its tag is that of its bytes.
pub async fn positions(
    State(api): State<Shared>,
    Extension(principal): Extension<Principal>,
    request: Request,
) -> Result<Response, Refusal> {
    rights::may_read(&principal)?;
    let now = api.platform.now();
    let place = Place { path: "/v1/positions", legal: &[], id: None };
    Params::read(&api, &principal, request.uri(), place).await?.finish()?;
    let positions = api.reads.positions(principal.tenant, now).await?;
    let head = positions.head;
    let body = one(&Positions::from(positions));
    let unchanged = Unchanged::of(&request, &principal, hash(&body));
    Ok(match unchanged.holds_at(head) {
        Some(etag) => not_modified(&etag, head),
        None => json(body, &unchanged.tag(head), head),
    })
}

fn hash(body: &[u8]) -> u64 {
    let hash = blake3::hash(body);
    u64::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

/// `POST /v1/verify`: holds every read model against its rebuild, for all tenants.
pub async fn verify(
    State(api): State<Shared>,
    Extension(access): Extension<Access>,
) -> Result<Response, Refusal> {
    require_operator(&access, "/v1/verify")?;
    let checks = api.reads.verify().await?;
    let verification = Verification { models: checks.into_iter().map(Into::into).collect() };
    Ok(axum::Json(verification).into_response())
}

/// `GET /metrics`, in the Prometheus text format. The figures are of the whole process and so of
/// every tenant: they are the operator's.
pub async fn metrics(
    State(api): State<Shared>,
    Extension(access): Extension<Access>,
) -> Result<Response, Refusal> {
    require_operator(&access, "/metrics")?;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], api.metrics.render()).into_response())
}

/// `GET /healthz`: the process answers. Restarting it would help if it didn't.
pub async fn healthz() -> Json<serde_json::Value> {
    Json(json!({"status": "ok"}))
}

/// `GET /readyz`: the platform serves as it should, or why it doesn't.
pub async fn readyz(State(api): State<Shared>) -> Response {
    let troubles: Vec<Trouble> = api.platform.not_ready();
    let ready = troubles.is_empty();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"ready": ready, "reasons": troubles}))).into_response()
}
