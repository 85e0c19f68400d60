//! The HTTP front: single commands and batches. Who asks has been settled before and comes along as
//! a [`Principal`](rules::rights::Principal).

mod answer;
mod batch;
mod headers;
mod line;
mod single;

use axum::Router;
use axum::routing::post;

use crate::service::CommandService;

pub use answer::{problem_response, reply_json};

/// The routes, relative to the origin's root.
pub fn router(service: CommandService) -> Router {
    Router::new()
        .route("/v1/commands", post(batch::post))
        .route("/v1/commands/{command}", post(single::post))
        .with_state(service)
}
