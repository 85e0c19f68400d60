//! Identities. Each kind has a type of its own, so that a lead's id can't be passed for an owner's.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

/// Longest tenant id, in bytes.
pub const TENANT_ID_LEN_MAX: usize = 32;

/// A customer of the platform, and the wall around its data: `[a-z0-9-]{1,32}`. Comes from the
/// access token, never from a body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct TenantId(ArrayString<TENANT_ID_LEN_MAX>);

/// A text that is no tenant id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tenant id is 1 to 32 characters of a-z, 0-9 and -")]
pub struct BadTenantId;

impl TenantId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The placement of the tenant, 0 to 63: the first 8 bytes of BLAKE3(tenant), big-endian,
    /// modulo 64. It says where a tenant's log lives, never what is in it.
    pub fn partition(&self) -> u8 {
        let hash = blake3::hash(self.0.as_bytes());
        let first: [u8; 8] = hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes");
        (u64::from_be_bytes(first) % 64) as u8
    }
}

impl FromStr for TenantId {
    type Err = BadTenantId;

    fn from_str(text: &str) -> Result<Self, BadTenantId> {
        let legal = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if text.is_empty() || !text.bytes().all(legal) {
            return Err(BadTenantId);
        }
        ArrayString::from(text).map(Self).map_err(|_| BadTenantId)
    }
}

impl<'de> Deserialize<'de> for TenantId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = ArrayString::<TENANT_ID_LEN_MAX>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TenantId({})", self.0)
    }
}

/// Defines a UUID newtype per kind of thing; five identical types by hand would drift apart.
macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )*};
}

ids! {
    /// A lead: somebody who may become a customer.
    LeadId
    /// An account: a customer company.
    AccountId
    /// A contact: a person at an account.
    ContactId
    /// An opportunity: a deal that may be won.
    OpportunityId
    /// An interaction: a call, a meeting, a message with a customer or a lead.
    InteractionId
    /// An order: what a customer bought.
    OrderId
    /// A contract with a customer.
    ContractId
    /// A record of an object that the tenant defined.
    RecordId
    /// A bulk action: one act on many records.
    BulkActionId
    /// A natural person, from the first event that mentions them; conversion carries it, merges
    /// link it, erasure names it.
    PersonId
    /// A user of the platform: whoever owns records or acts.
    UserId
    /// A command that was accepted, and so the commit it left.
    CommandId
}
