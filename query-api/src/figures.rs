//! Figures of the requests, for Prometheus: how many and how long, by route and status. Routes, not
//! addresses, so that there are few of them and no record's id is among them.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{Label, counter, histogram};

/// Counts and times the rest of the request.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str).to_owned();
    let status = response.status().as_u16().to_string();
    let labels = vec![Label::new("route", route), Label::new("status", status)];
    counter!("kith_http_requests_total", labels.clone()).increment(1);
    histogram!("kith_http_request_seconds", labels).record(begun.elapsed().as_secs_f64());
    response
}
