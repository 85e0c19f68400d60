//! Problem documents as answers, and what each refusal of a question means to a client: the one
//! place that maps errors to statuses here.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use event_schema::problem::{FieldError, Problem, Slug};
use projection_service::query::AskError;

/// Seconds after which a read that came too early may be sent again.
const RETRY_READ_SECONDS: u32 = 1;
/// Seconds after which to look whether a model or the log answers again.
const RETRY_UNAVAILABLE_SECONDS: u32 = 5;

/// A request that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub Box<Problem>);

impl Refusal {
    /// Refused for one reason.
    pub fn new(slug: Slug, detail: impl Into<String>) -> Self {
        Problem::new(slug, detail).into()
    }

    /// The log or a model doesn't answer now.
    pub fn unavailable(slug: Slug, detail: impl Into<String>) -> Self {
        Problem::new(slug, detail).retry_after(RETRY_UNAVAILABLE_SECONDS).into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<AskError> for Refusal {
    fn from(error: AskError) -> Self {
        let said = error.to_string();
        match error {
            AskError::NotFound => Self::new(Slug::UnknownTarget, said),
            AskError::NotCaughtUp { .. } | AskError::PastHead { .. } => {
                Problem::new(Slug::NotCaughtUp, said).retry_after(RETRY_READ_SECONDS).into()
            }
            AskError::Unavailable { .. } => Self::unavailable(Slug::NotCaughtUp, said),
            AskError::Log(_) => {
                tracing::error!(error = %said, "a read was refused by the log");
                Self::unavailable(Slug::LogUnavailable, said)
            }
            AskError::Unknown { field, message } => {
                let detail = format!("{field} {message}");
                let error = FieldError { field, code: "unknown".into(), message };
                Problem::new(Slug::UnknownReference, detail).with_errors(vec![error]).into()
            }
            AskError::Invalid { field, message } => {
                let detail = format!("{field} {message}");
                let error = FieldError { field, code: "illegal".into(), message };
                Problem::new(Slug::Invalid, detail).with_errors(vec![error]).into()
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).expect("a problem is plain data");
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = problem.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
