//! Reads: an endpoint is a value that says its address, its parameters, its question and the shape
//! of its answer. One handler serves them all, and the API description is made of the same values.

mod etag;
mod reply;

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use event_schema::Timestamp;
use event_schema::problem::Slug;
use projection_service::query::{Answer, Ask, Query, Reply};
use rules::rights::{MissingRight, Principal};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::access;
use crate::body::Definitions;
use crate::params::{CursorSeal, Param, Params, Place, World};
use crate::port::{Model, Ports};
use crate::problem::Refusal;
use crate::router::Shared;

pub use etag::{ETag, Unchanged};
pub use reply::{KITH_POSITION, answered, json, not_modified, tagged, with_position};

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
    /// The model that answers live.
    pub model: &'static str,
    /// Who may ask.
    pub right: Right,
    /// Reads the question, but for the parameters of [`World`].
    pub query: fn(&mut Params) -> Query,
    /// Writes the answer; `None` if it is the answer to another question.
    pub body: fn(Answer, &CursorSeal) -> Option<Vec<u8>>,
    /// JSON Schema of the answer.
    pub schema: fn(&mut Definitions) -> Json,
}

impl Read {
    /// Whether it is about one record, which its address names.
    pub fn of_one(&self) -> bool {
        self.path.contains("{id}")
    }
}

/// Answers one read.
pub async fn read(
    endpoint: &'static Read,
    State(api): State<Shared>,
    Extension(principal): Extension<Principal>,
    request: Request,
) -> Response {
    if let Err(missing) = (endpoint.right)(&principal) {
        return Refusal::from(missing).into_response();
    }
    let now = api.platform.now();
    let model = if is_past(request.uri()) { Model::Past } else { Model::Live(endpoint.model) };
    let mark = api.reads.mark(model, principal.tenant, now);
    let unchanged = Unchanged::of(&request, &principal, mark.epoch);
    if let Some(etag) = unchanged.holds_at(mark.position) {
        return not_modified(&etag, mark.position);
    }
    let id = endpoint.of_one().then(|| named_part(endpoint.path, request.uri()));
    let asked = Asked { principal, id, now };
    let answered = answer(endpoint, &api, request.uri(), &asked, &unchanged).await;
    with_position(answered.unwrap_or_else(IntoResponse::into_response), mark.position)
}

/// Who asks for what, and when.
struct Asked {
    principal: Principal,
    id: Option<String>,
    now: Timestamp,
}

async fn answer(
    endpoint: &'static Read,
    api: &Arc<Ports>,
    uri: &Uri,
    asked: &Asked,
    unchanged: &Unchanged,
) -> Result<Response, Refusal> {
    let (ask, seal) = question(endpoint, api, uri, asked).await?;
    let Reply { answer, position } = api.reads.ask(ask).await?;
    let body = (endpoint.body)(answer, &seal).ok_or_else(|| {
        tracing::error!(endpoint = endpoint.name, "the answer belongs to another question");
        Refusal::new(Slug::Internal, "the platform failed on this request; it is logged")
    })?;
    Ok(json(body, &unchanged.tag(position), position))
}

async fn question(
    endpoint: &'static Read,
    api: &Arc<Ports>,
    uri: &Uri,
    asked: &Asked,
) -> Result<(Ask, CursorSeal), Refusal> {
    let tenant = asked.principal.tenant;
    let id = asked.id.as_deref().map(record).transpose()?;
    let place = Place { path: endpoint.path, legal: endpoint.params, id };
    let mut params = Params::read(api, &asked.principal, uri, place).await?;
    let query = (endpoint.query)(&mut params);
    let World { as_of, at_least } = params.world();
    let seal = params.cursor_seal();
    params.finish()?;
    let sight = access::sight(&asked.principal);
    Ok((Ask { tenant, query, as_of, now: asked.now, sight, at_least }, seal))
}

/// Whether the answer is of a past instant; what else the query says is not looked at yet.
fn is_past(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "as_of")
}

/// What stands in an address where its route has the id.
fn named_part(route: &str, uri: &Uri) -> String {
    let mut parts = route.split('/').zip(uri.path().split('/'));
    let named = parts.find(|(name, _)| *name == "{id}");
    named.map_or("", |(_, part)| part).to_owned()
}

/// The id in a path.
fn record(id: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(id).map_err(|_| {
        Refusal::new(Slug::UnknownTarget, "this address must name a record by its UUID")
    })
}
