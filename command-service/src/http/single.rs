//! `POST /v1/commands/{Command}`

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, header};
use event_schema::command::COMMAND_BYTES_MAX;
use event_schema::problem::{Problem, Slug};
use rules::rights::Principal;

use super::answer::{problem_response, reply_response};
use super::headers::Said;
use super::line;
use crate::request::Reply;
use crate::service::{CommandService, stopped};

pub async fn post(
    State(service): State<CommandService>,
    Extension(who): Extension<Principal>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    match run(&service, &who, &name, &headers, body).await {
        Ok(reply) => reply_response(&reply),
        Err(problem) => problem_response(&problem),
    }
}

async fn run(
    service: &CommandService,
    who: &Principal,
    name: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Reply, Box<Problem>> {
    line::check_command(name, who)?;
    check_content_type(headers, "application/json")?;
    let bytes = axum::body::to_bytes(body, COMMAND_BYTES_MAX).await.map_err(|_| too_large())?;
    let object = line::object(&bytes)?;
    let desk = service.desk(who.tenant).await?;
    let request = line::request(name, object, &Said::from_headers(headers), who, &desk)?;
    let permit = desk.admit(bytes.len())?;
    let answered = service.submit(who.tenant, request, permit).await?;
    answered.await.map_err(|_| stopped("unknown"))?
}

/// The media type must be this one; parameters such as a charset don't matter.
pub fn check_content_type(headers: &HeaderMap, expected: &str) -> Result<(), Box<Problem>> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = given.and_then(|value| value.split(';').next()).unwrap_or("").trim();
    if media.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let detail = format!("send the body as {expected}");
    Err(Box::new(Problem::new(Slug::WrongContentType, detail)))
}

fn too_large() -> Box<Problem> {
    let detail = format!("a command's body has at most {COMMAND_BYTES_MAX} bytes");
    Box::new(Problem::new(Slug::TooLarge, detail))
}
