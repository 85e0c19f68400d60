//! `POST /v1/tokens`: makes an access token. Its secret is in the answer and nowhere else.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use event_schema::choice::Choice;
use event_schema::command::Command;
use event_schema::problem::{FieldError, Problem, Slug};
use event_schema::{TenantId, Timestamp};
use rules::rights::Role;
use serde::Deserialize;

use crate::access::{Access, Reach, require_admin};
use crate::port::{TokenOrder, TokenRefused};
use crate::problem::Refusal;
use crate::router::Shared;

/// The body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    role: String,
    subject: Option<String>,
    tenant: Option<TenantId>,
    #[serde(default)]
    allow: Vec<String>,
    expires_at: Option<Timestamp>,
}

/// Makes a token for the caller's tenant; the operator's token makes them for any.
pub async fn create(
    State(api): State<Shared>,
    Extension(access): Extension<Access>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    require_admin(&access.principal, "making tokens")?;
    require_json(&headers)?;
    let body = body.map_err(|e| Refusal::new(Slug::TooLarge, format!("the body: {e}")))?;
    let order: Order = serde_json::from_slice(&body)
        .map_err(|e| Refusal::new(Slug::Malformed, format!("the body can't be read: {e}")))?;
    let order = checked(order, &access)?;
    let made = api.tokens.create(order, api.platform.now()).map_err(Refusal::from)?;
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// Refuses a body that isn't said to be JSON.
pub fn require_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Refusal::new(Slug::WrongContentType, "send the body as application/json"))
}

fn checked(order: Order, access: &Access) -> Result<TokenOrder, Refusal> {
    let own = access.principal.tenant;
    let tenant = order.tenant.unwrap_or(own);
    if tenant != own && access.reach == Reach::OwnTenant {
        let detail = format!("a token of the tenant {own} can't make one for {tenant}");
        return Err(Refusal::new(Slug::MissingRight, detail));
    }
    let role = Role::named(&order.role).ok_or_else(|| {
        let names: Vec<&str> = Role::NAMES.iter().map(|(name, _)| *name).collect();
        invalid("role", format!("must be one of {}", names.join(", ")))
    })?;
    if let Some(stray) = order.allow.iter().find(|name| !Command::NAMES.contains(&name.as_str())) {
        return Err(invalid("allow", format!("names {stray}, which is no command")));
    }
    let Order { subject, allow, expires_at, .. } = order;
    Ok(TokenOrder { tenant, role, subject, allow, expires_at })
}

fn invalid(field: &str, message: String) -> Refusal {
    let detail = format!("{field} {message}");
    let error = FieldError { field: field.into(), code: "illegal".into(), message };
    Problem::new(Slug::Invalid, detail).with_errors(vec![error]).into()
}

impl From<TokenRefused> for Refusal {
    fn from(refused: TokenRefused) -> Self {
        let said = refused.to_string();
        match refused {
            TokenRefused::Invalid { field, message } => invalid(field, message),
            TokenRefused::Store(_) => {
                tracing::error!(error = %said, "a token could not be stored");
                Self::unavailable(Slug::LogUnavailable, said)
            }
        }
    }
}
