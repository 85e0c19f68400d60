//! Answers of reads, with the headers that every one of them has.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use event_schema::Position;

use super::ETag;

/// The header that says which position an answer reflects.
pub const KITH_POSITION: HeaderName = HeaderName::from_static("kith-position");

/// Caches may keep an answer but must ask; what it is depends on who asks.
const CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARY: HeaderValue = HeaderValue::from_static("authorization, kith-tenant");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A JSON answer.
pub fn json(body: Vec<u8>, etag: &ETag, position: Position) -> Response {
    let mut response = tagged(Body::from(body), etag, position);
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// An answer to a POST that reads: it may be asked again, and no cache keeps it.
pub fn answered(body: Vec<u8>, position: Position) -> Response {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, JSON);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(KITH_POSITION, position.into());
    response
}

/// The client holds this answer already.
pub fn not_modified(etag: &ETag, position: Position) -> Response {
    let mut response = tagged(Body::empty(), etag, position);
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response
}

/// An answer with the headers that every read has.
pub fn tagged(body: Body, etag: &ETag, position: Position) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let etag = HeaderValue::from_str(&etag.0).expect("a tag is base64 in quotes");
    headers.insert(header::ETAG, etag);
    headers.insert(header::CACHE_CONTROL, CACHE);
    headers.insert(header::VARY, VARY);
    headers.insert(KITH_POSITION, position.into());
    response
}

/// The same answer, saying which position it reflects if it doesn't yet.
pub fn with_position(mut response: Response, position: Position) -> Response {
    response.headers_mut().entry(KITH_POSITION).or_insert_with(|| position.into());
    response
}
