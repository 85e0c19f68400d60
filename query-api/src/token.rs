//! `POST /v1/tokens`: makes an access token. Its secret is in the answer and nowhere else.

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use event_schema::choice::Choice;
use event_schema::command::Command;
use event_schema::problem::{FieldError, Problem, Slug};
use event_schema::{TenantId, Timestamp};
use rules::rights::Role;
use serde::Deserialize;

use crate::access::{Access, Reach, require_admin};
use crate::port::{TokenOrder, TokenRefused};
use crate::posted::{self, POSTED_BYTES_MAX};
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
    body: Body,
) -> Result<Response, Refusal> {
    require_admin(&access.principal, "making tokens")?;
    let body = posted::read(&headers, body, POSTED_BYTES_MAX).await?;
    let order: Order = serde_json::from_slice(&body)
        .map_err(|e| Refusal::new(Slug::Malformed, format!("the body can't be read: {e}")))?;
    let order = checked(order, &access)?;
    let made = api.tokens.create(order, api.platform.now()).map_err(Refusal::from)?;
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
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
