//! Reads: an endpoint is a value that says its address, its parameters, its question and the shape
//! of its answer. One handler serves them all, and the API description is made of the same values.

mod etag;
mod reply;

use std::sync::Arc;

use axum::extract::{Extension, Path, Request, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use event_schema::Timestamp;
use event_schema::problem::Slug;
use projection_service::query::{Answer, AsOf, Ask, Query, Reply};
use rules::rights::{MissingRight, Principal};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::access;
use crate::body::Definitions;
use crate::params::{CursorSeal, Param, Params, Place, World};
use crate::port::{Mark, Ports};
use crate::problem::Refusal;
use crate::router::Shared;

pub use etag::{ETag, Unchanged};
pub use reply::{KITH_POSITION, json, not_modified, tagged, with_position};

/// A right to read: refused with words for the caller.
pub type Right = fn(&Principal) -> Result<(), MissingRight>;

/// One endpoint that answers a question of the read models.
pub struct Read {
    /// Its address, as axum and OpenAPI write it.
    pub path: &'static str,
    /// Its name in the API description.
    pub name: &'static str,
    /// What it answers.
    pub about: &'static str,
    /// Its legal parameters.
    pub params: &'static [&'static [Param]],
    /// Who may ask.
    pub right: Right,
    /// Reads the question, but for the parameters of [`World`].
    pub query: fn(&mut Params) -> Query,
    /// Writes the answer; `None` if it is the answer to another question.
    pub body: fn(Answer, &CursorSeal) -> Option<Vec<u8>>,
    /// JSON Schema of the answer.
    pub schema: fn(&mut Definitions) -> Json,
}

/// Answers one read.
pub async fn read(
    endpoint: &'static Read,
    State(api): State<Shared>,
    Extension(principal): Extension<Principal>,
    path: Option<Path<String>>,
    request: Request,
) -> Response {
    if let Err(missing) = (endpoint.right)(&principal) {
        return Refusal::from(missing).into_response();
    }
    let now = api.platform.now();
    let mark = api.reads.mark(principal.tenant, now);
    let unchanged = Unchanged::of(&request, &principal, mark.epoch);
    if let Some(etag) = unchanged.holds_at(mark.position) {
        return not_modified(&etag, mark.position);
    }
    let asked = Asked { principal, id: path.map(|Path(id)| id), mark, now };
    let answered = answer(endpoint, &api, request.uri(), &asked, &unchanged).await;
    with_position(answered.unwrap_or_else(IntoResponse::into_response), mark.position)
}

/// Who asks for what, and when.
struct Asked {
    principal: Principal,
    id: Option<String>,
    mark: Mark,
    now: Timestamp,
}

async fn answer(
    endpoint: &'static Read,
    api: &Arc<Ports>,
    uri: &Uri,
    asked: &Asked,
    unchanged: &Unchanged,
) -> Result<Response, Refusal> {
    let (ask, seal) = question(endpoint, api, uri, asked)?;
    let live = ask.as_of == AsOf::Now;
    let Reply { answer, position } = api.reads.ask(ask).await?;
    let body = (endpoint.body)(answer, &seal).ok_or_else(|| {
        tracing::error!(endpoint = endpoint.name, "the answer belongs to another question");
        Refusal::new(Slug::Internal, "the platform failed on this request; it is logged")
    })?;
    // What an instant of the past looks like changes with what is recorded later, so its tag is
    // made of the live position; and of the one before the question was asked, so that a tag is
    // never newer than its answer.
    let tagged = if live { position } else { asked.mark.position };
    Ok(json(body, &unchanged.tag(tagged), tagged))
}

fn question(
    endpoint: &'static Read,
    api: &Arc<Ports>,
    uri: &Uri,
    asked: &Asked,
) -> Result<(Ask, CursorSeal), Refusal> {
    let tenant = asked.principal.tenant;
    let id = asked.id.as_deref().map(record).transpose()?;
    let place = Place { path: endpoint.path, legal: endpoint.params, id };
    let mut params = Params::read(api, &asked.principal, uri, place);
    let query = (endpoint.query)(&mut params);
    let World { as_of, at_least } = params.world();
    let seal = params.cursor_seal();
    params.finish()?;
    let sight = access::sight(&asked.principal);
    Ok((Ask { tenant, query, as_of, now: asked.now, sight, at_least }, seal))
}

/// The id in a path.
fn record(id: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(id).map_err(|_| {
        Refusal::new(Slug::UnknownTarget, "the last part of this address must be a record's UUID")
    })
}
