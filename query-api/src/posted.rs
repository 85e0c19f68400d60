//! Bodies that are posted to the API itself and not as commands: each is JSON and has a limit.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use event_schema::command::COMMAND_BYTES_MAX;
use event_schema::field::{Given, Object};
use event_schema::problem::{FieldError, Problem, Slug};

use crate::problem::Refusal;

/// Largest body that orders a token or tries rules, in bytes: either says no more than a command.
pub const POSTED_BYTES_MAX: usize = COMMAND_BYTES_MAX;

/// The bytes of a body that is said to be JSON and has at most `most` of them.
pub async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::new(Slug::WrongContentType, "send the body as application/json"));
    }
    axum::body::to_bytes(body, most).await.map_err(|_| {
        Refusal::new(Slug::TooLarge, format!("the body has at most {most} bytes here"))
    })
}

/// The object that a body is.
pub fn object(bytes: &[u8]) -> Result<Object<'_>, Refusal> {
    let malformed = |code: &str, message: String| {
        let error = FieldError { field: "body".into(), code: code.into(), message };
        let detail = format!("body {}", error.message);
        Refusal::from(Problem::new(Slug::Malformed, detail).with_errors(vec![error]))
    };
    match serde_json::from_slice(bytes) {
        Ok(Given::Object(object)) => Ok(object),
        Ok(_) => Err(malformed("wrong-type", "must be a JSON object".into())),
        Err(e) => Err(malformed("not-json", format!("is not JSON: {e}"))),
    }
}
