//! Who is asking: bearer token → BLAKE3 hash → token record → principal.
//!
//! The tenant comes from the token and from nowhere else, with one exception: a token that reaches
//! every tenant (the one that the first start makes, and `KITH_ADMIN_TOKEN`) acts for the tenant
//! `default` unless the header `Kith-Tenant` names another. Any other token that names a tenant
//! which isn't its own is refused, so that a slip never answers from the wrong one.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use event_schema::TenantId;
use event_schema::problem::Slug;
use projection_service::query::Sight;
use rules::rights::{self, MissingRight, Principal, Role};

use crate::port::Found;
use crate::problem::Refusal;
use crate::router::Shared;

/// Longest bearer token that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 512;

/// What a token opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// Whom it stands for.
    pub principal: Principal,
    /// Whose data it reaches.
    pub reach: Reach,
}

/// Whose data a token reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Its own tenant's.
    OwnTenant,
    /// Every tenant's: the operator of the platform.
    AnyTenant,
}

/// Lets a request pass if its token holds, with [`Access`] and [`Principal`] as extensions.
pub async fn admit(State(api): State<Shared>, mut request: Request, next: Next) -> Response {
    match identify(&api, request.headers()) {
        Ok(access) => {
            request.extensions_mut().insert(access.principal.clone());
            request.extensions_mut().insert(access);
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn identify(api: &Shared, headers: &HeaderMap) -> Result<Access, Refusal> {
    let token = bearer(headers)?;
    let hash = blake3::hash(token.as_bytes());
    let mut access = match api.tokens.find(hash.as_bytes(), api.platform.now()) {
        Found::Valid(access) => access,
        Found::Expired(at) => {
            let detail = format!("the token held until {at}; ask an admin for a new one");
            return Err(Refusal::new(Slug::Unauthenticated, detail));
        }
        Found::Unknown => {
            let detail = "the token is not known here; `kith token create` makes one";
            return Err(Refusal::new(Slug::Unauthenticated, detail));
        }
    };
    if let Some(named) = headers.get("kith-tenant") {
        let named = named.to_str().ok().and_then(|text| text.parse::<TenantId>().ok());
        access.principal.tenant = wall(&access, named)?;
    }
    Ok(access)
}

fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let refuse = |detail: &str| Refusal::new(Slug::Unauthenticated, detail);
    let value = headers
        .get(header::AUTHORIZATION)
        .ok_or_else(|| refuse("send the header Authorization: Bearer <token>"))?;
    let (scheme, token) = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .ok_or_else(|| refuse("the header Authorization must be: Bearer <token>"))?;
    let legal = scheme.eq_ignore_ascii_case("bearer") && token.len() <= TOKEN_BYTES_MAX;
    if legal { Ok(token.trim()) } else { Err(refuse("only bearer tokens are taken here")) }
}

/// The tenant that a request with the header `Kith-Tenant` acts for.
fn wall(access: &Access, named: Option<TenantId>) -> Result<TenantId, Refusal> {
    let own = access.principal.tenant;
    let named = named.ok_or_else(|| {
        Refusal::new(Slug::Malformed, "the header Kith-Tenant must be 1 to 32 of a-z, 0-9 and -")
    })?;
    match access.reach {
        Reach::AnyTenant => Ok(named),
        Reach::OwnTenant if named == own => Ok(own),
        Reach::OwnTenant => {
            let detail = format!("this token is the tenant {own}'s and opens no other tenant");
            Err(Refusal::new(Slug::MissingRight, detail))
        }
    }
}

impl From<MissingRight> for Refusal {
    fn from(missing: MissingRight) -> Self {
        Self::new(Slug::MissingRight, missing.to_string())
    }
}

/// Whether personal fields are opened for this principal.
pub fn sight(principal: &Principal) -> Sight {
    if rights::sees_personal(principal) { Sight::Clear } else { Sight::Sealed }
}

/// Refuses everybody but admins.
pub fn require_admin(principal: &Principal, what: &str) -> Result<(), Refusal> {
    if principal.role == Role::Admin {
        return Ok(());
    }
    let detail = format!("{what} needs the role admin; this token has {}", principal.role.name());
    Err(Refusal::new(Slug::MissingRight, detail))
}

/// Refuses everybody but the operator of the platform.
pub fn require_operator(access: &Access, what: &str) -> Result<(), Refusal> {
    match access.reach {
        Reach::AnyTenant => Ok(()),
        Reach::OwnTenant => {
            let detail = format!("{what} tells of every tenant; it needs the platform's own token");
            Err(Refusal::new(Slug::MissingRight, detail))
        }
    }
}
