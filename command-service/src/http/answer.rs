//! Answers as JSON and as HTTP.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use event_schema::codec::data_json;
use event_schema::problem::Problem;
use event_schema::{Revision, StreamId};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::request::Reply;

#[derive(Serialize)]
struct EventOut<'a> {
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<StreamId>,
    data: Box<RawValue>,
}

#[derive(Serialize)]
struct StreamOut {
    #[serde(flatten)]
    stream: StreamId,
    revision: Revision,
}

#[derive(Serialize)]
struct ReplyOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    stream: StreamId,
    revision: Revision,
    position: u64,
    events: Vec<EventOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    streams: Vec<StreamOut>,
    replayed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

/// The status of an accepted command.
pub fn status(reply: &Reply) -> u16 {
    if reply.created() { 201 } else { 200 }
}

/// The JSON of an accepted command; with the line's number and its status in a batch. Personal
/// fields are not part of it: the client knows what it sent.
pub fn reply_json(reply: &Reply, line: Option<u64>) -> Vec<u8> {
    let facts = reply.commit.as_ref().map_or(&[][..], |commit| &commit.facts);
    let several = facts.iter().any(|fact| fact.stream != reply.stream);
    let events = facts.iter().map(|fact| EventOut {
        r#type: fact.event.name(),
        stream: several.then_some(fact.stream),
        data: RawValue::from_string(data_json(&fact.event)).expect("an event's data is JSON"),
    });
    let mut streams: Vec<StreamOut> = Vec::new();
    for fact in facts.iter().filter(|_| several) {
        match streams.iter_mut().find(|out| out.stream == fact.stream) {
            Some(out) => out.revision = fact.revision,
            None => streams.push(StreamOut { stream: fact.stream, revision: fact.revision }),
        }
    }
    let out = ReplyOut {
        line,
        status: line.map(|_| status(reply)),
        stream: reply.stream,
        revision: reply.revision,
        position: reply.position,
        events: events.collect(),
        streams,
        replayed: reply.replayed,
        dry_run: reply.dry_run,
    };
    serde_json::to_vec(&out).expect("an answer is plain data")
}

/// The answer to a single accepted command.
pub fn reply_response(reply: &Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply_json(reply, None)));
    *response.status_mut() = StatusCode::from_u16(status(reply)).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("kith-position", HeaderValue::from(reply.position));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", reply.revision)) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// A problem as an HTTP answer.
pub fn problem_response(problem: &Problem) -> Response<Body> {
    let json = serde_json::to_vec(problem).expect("a problem is plain data");
    let mut response = Response::new(Body::from(json));
    *response.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
