//! A panic is that request's 500, not the process's end.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use event_schema::problem::Slug;
use futures::FutureExt;

use crate::problem::Refusal;

/// Runs the rest of the request and turns a panic into a problem document. What panicked is said by
/// the panic hook; the client is told nothing of it, since it could hold anything.
pub async fn catch_panics(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request panicked and was answered with 500");
            Refusal::new(Slug::Internal, "the platform failed on this request; it is logged")
                .into_response()
        }
    }
}
