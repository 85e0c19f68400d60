//! What stands around every request: a panic is that request's 500 and not the process's end, and
//! its route, status and time are told to Prometheus. One layer for both, since each costs every
//! request an allocation or two. Routes, not addresses: there are few of them, and none has an id.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use event_schema::problem::Slug;
use futures::FutureExt;
use metrics::{Label, histogram};

use crate::problem::Refusal;

/// Runs the rest of the request, catches its panic and tells how it went.
pub async fn around(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let ended = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let response = ended.unwrap_or_else(|_| panicked());
    let route = route.as_ref().map_or("none", MatchedPath::as_str).to_owned();
    let status = response.status().as_str().to_owned();
    let labels = vec![Label::new("route", route), Label::new("status", status)];
    histogram!("kith_http_request_seconds", labels).record(begun.elapsed());
    response
}

/// What panicked is said by the panic hook; the client is told nothing of it, since it could hold
/// anything.
fn panicked() -> Response {
    tracing::error!("a request panicked and was answered with 500");
    let detail = "the platform failed on this request; it is logged";
    Refusal::new(Slug::Internal, detail).into_response()
}
