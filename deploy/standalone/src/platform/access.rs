//! Tokens for the API: records in the data directory, and the platform's own token.

use std::sync::{Mutex, PoisonError};

use command_service::stamp::SystemStamp;
use event_log::disk::RealDisk;
use event_log::tokens::{TokenError, TokenFile, TokenHash, TokenRecord};
use event_schema::choice::Choice;
use event_schema::id::UserId;
use event_schema::{Actor, TenantId, Timestamp};
use query_api::port::{Access, Found, NewToken, Reach, TokenOrder, TokenRefused, Tokens};
use rules::rights::{Principal, Role};
use uuid::Uuid;

use super::operator::{OperatorToken, new_secret};

/// The tenant of the platform's own token unless a request names another.
const TENANT_PRESET: &str = "default";
/// What events and audit show for the platform's own token.
const OPERATOR_SUBJECT: &str = "admin";

/// Looks tokens up and makes them.
pub struct AccessTokens {
    file: TokenFile<RealDisk>,
    operator: (TokenHash, Access),
    stamp: Mutex<SystemStamp>,
}

impl AccessTokens {
    /// Over the records of a data directory.
    pub fn new(file: TokenFile<RealDisk>, operator: &OperatorToken, stamp: SystemStamp) -> Self {
        let principal = Principal {
            subject: Actor::new(OPERATOR_SUBJECT).expect("five letters are short enough"),
            role: Role::Admin,
            tenant: TENANT_PRESET.parse().expect("seven letters are a tenant id"),
            allow: None,
            user: None,
        };
        let access = Access { principal, reach: Reach::AnyTenant };
        Self { file, operator: (operator.hash, access), stamp: Mutex::new(stamp) }
    }
}

impl Tokens for AccessTokens {
    fn find(&self, hash: &[u8; 32], now: Timestamp) -> Found {
        let hash = TokenHash(*hash);
        let (operator, access) = &self.operator;
        if hash == *operator {
            return Found::Valid(access.clone());
        }
        let Some(record) = self.file.find(hash) else { return Found::Unknown };
        match record.revoked_at.or(record.expires_at) {
            Some(ended) if !record.is_valid(now) => Found::Expired(ended),
            _ => principal(record).map_or(Found::Unknown, |principal| {
                Found::Valid(Access { principal, reach: Reach::OwnTenant })
            }),
        }
    }

    fn create(&self, order: TokenOrder, now: Timestamp) -> Result<NewToken, TokenRefused> {
        let TokenOrder { tenant, role, subject, allow, expires_at } = order;
        if expires_at.is_some_and(|end| end <= now) {
            let message = "must be in the future".into();
            return Err(TokenRefused::Invalid { field: "expires_at", message });
        }
        let secret = {
            // A generator is whole after every call, so one that panicked elsewhere is usable.
            let mut stamp = self.stamp.lock().unwrap_or_else(PoisonError::into_inner);
            new_secret(&mut *stamp)
        };
        let hash = TokenHash::of(&secret);
        let subject = subject.unwrap_or_else(|| format!("token:{}", &hash.to_string()[..12]));
        if Actor::new(&subject).is_none() {
            let message = "must have 1 to 64 bytes".into();
            return Err(TokenRefused::Invalid { field: "subject", message });
        }
        self.file
            .add(TokenRecord {
                hash,
                role: role.name().into(),
                subject: subject.clone(),
                tenant,
                commands: allow,
                created_at: now,
                expires_at,
                revoked_at: None,
            })
            .map_err(|e: TokenError| TokenRefused::Store(e.to_string()))?;
        Ok(NewToken { token: secret, tenant, role, subject, expires_at })
    }
}

/// Whom a record stands for; `None` if a newer Kith wrote a role that isn't known here.
fn principal(record: TokenRecord) -> Option<Principal> {
    let tenant: TenantId = record.tenant;
    let allow = (!record.commands.is_empty())
        .then(|| record.commands.into_iter().map(String::into_boxed_str).collect());
    Some(Principal {
        subject: Actor::new(&record.subject)?,
        role: Role::named(&record.role)?,
        tenant,
        allow,
        user: Uuid::try_parse(&record.subject).ok().map(UserId),
    })
}
