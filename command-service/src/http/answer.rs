//! Answers as JSON and as HTTP.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use event_schema::problem::Problem;
use event_schema::{Revision, StreamId};
use serde::Serialize;

use crate::request::Reply;

/// The status of an accepted command.
pub fn status(reply: &Reply) -> u16 {
    if reply.created() { 201 } else { 200 }
}

/// Room for the answer to a common command.
const ANSWER_ROOM: usize = 2_048;

/// The JSON of an accepted command.
pub fn reply_json(reply: &Reply) -> Vec<u8> {
    let mut out = Vec::with_capacity(ANSWER_ROOM);
    out.push(b'{');
    write_reply(reply, &mut out);
    out
}

/// Appends the JSON of an accepted command in a batch, with the line's number and its status.
pub fn write_line_reply(reply: &Reply, line: u64, out: &mut Vec<u8>) {
    put(out, "{\"line\":", &line);
    put(out, ",\"status\":", &status(reply));
    out.push(b',');
    write_reply(reply, out);
}

/// All after the opening brace. Personal fields are not part of it: the client knows what it sent.
fn write_reply(reply: &Reply, out: &mut Vec<u8>) {
    let facts = reply.facts();
    let several = facts.iter().any(|fact| fact.stream != reply.stream);
    put(out, "\"stream\":", &reply.stream);
    put(out, ",\"revision\":", &reply.revision);
    put(out, ",\"position\":", &reply.position);
    out.extend_from_slice(b",\"events\":[");
    // The data of each event as they were written into the log.
    let written = reply.commit.iter().flat_map(|commit| commit.facts());
    for (i, (fact, data)) in written.enumerate() {
        put(out, if i == 0 { "{\"type\":" } else { ",{\"type\":" }, fact.event.name());
        if several {
            put(out, ",\"stream\":", &fact.stream);
        }
        out.extend_from_slice(b",\"data\":");
        out.extend_from_slice(data);
        out.push(b'}');
    }
    out.push(b']');
    if several {
        put(out, ",\"streams\":", &streams(reply));
    }
    put(out, ",\"replayed\":", &reply.replayed);
    if reply.dry_run {
        put(out, ",\"dry_run\":", &true);
    }
    out.push(b'}');
}

#[derive(Serialize)]
struct StreamOut {
    #[serde(flatten)]
    stream: StreamId,
    revision: Revision,
}

/// The revisions that the streams have now: the command's own, then in the order in which the events
/// touch them.
fn streams(reply: &Reply) -> Vec<StreamOut> {
    let mut streams = vec![StreamOut { stream: reply.stream, revision: reply.revision }];
    for fact in reply.facts() {
        match streams.iter_mut().find(|out| out.stream == fact.stream) {
            Some(out) => out.revision = fact.revision,
            None => streams.push(StreamOut { stream: fact.stream, revision: fact.revision }),
        }
    }
    streams
}

fn put(out: &mut Vec<u8>, before: &str, value: &(impl Serialize + ?Sized)) {
    out.extend_from_slice(before.as_bytes());
    serde_json::to_writer(out, value).expect("an answer is plain data");
}

/// The answer to a single accepted command.
pub fn reply_response(reply: &Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply_json(reply)));
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

#[cfg(test)]
mod tests;
