//! Streams: one for each aggregate, a sequence of events with revisions 1, 2, 3 …

use std::fmt;
use std::hash::{Hash, Hasher};

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::id::{
    AccountId, BulkActionId, ContactId, ContractId, InteractionId, LeadId, OpportunityId, OrderId,
    RecordId,
};

/// How many events a stream has; the first event has revision 1, an empty stream 0.
pub type Revision = u64;

/// Longest name of a stream type, in bytes.
pub const STREAM_TYPE_LEN_MAX: usize = 24;

/// What kind of aggregate a stream belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamType {
    /// Somebody who may become a customer.
    Lead,
    /// A customer company.
    Account,
    /// A person at an account.
    Contact,
    /// A deal that may be won.
    Opportunity,
    /// A call, a meeting, a message.
    Interaction,
    /// What a customer bought.
    Order,
    /// An agreement with a customer for a time.
    Contract,
    /// Something of a kind that the tenant defined.
    Record,
    /// One key of the tenant's settings.
    Setting,
    /// One act on many records.
    BulkAction,
    /// Written by a newer Kith; kept as it is.
    Unknown(ArrayString<STREAM_TYPE_LEN_MAX>),
}

impl StreamType {
    /// Every kind that this Kith writes.
    pub const ALL: [Self; 10] = [
        Self::Lead,
        Self::Account,
        Self::Contact,
        Self::Opportunity,
        Self::Interaction,
        Self::Order,
        Self::Contract,
        Self::Record,
        Self::Setting,
        Self::BulkAction,
    ];

    /// The public name.
    pub fn name(&self) -> &str {
        match self {
            Self::Lead => "lead",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Opportunity => "opportunity",
            Self::Interaction => "interaction",
            Self::Order => "order",
            Self::Contract => "contract",
            Self::Record => "record",
            Self::Setting => "setting",
            Self::BulkAction => "bulk_action",
            Self::Unknown(name) => name,
        }
    }

    /// The type with this public name; `None` if the name is too long to be one.
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == name);
        known.or_else(|| ArrayString::from(name).ok().map(Self::Unknown))
    }
}

impl Serialize for StreamType {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for StreamType {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = ArrayString::<STREAM_TYPE_LEN_MAX>::deserialize(from)?;
        Ok(Self::named(&name).unwrap_or(Self::Unknown(name)))
    }
}

/// One stream of a tenant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StreamId {
    /// What it is a stream of.
    #[serde(rename = "type")]
    pub kind: StreamType,
    /// Which one.
    pub id: Uuid,
}

impl Hash for StreamId {
    /// Streams of two kinds don't share an id by chance, and if they did, they would still differ.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.id.as_u128());
    }
}

impl StreamId {
    /// The stream of this kind and id.
    pub fn new(kind: StreamType, id: Uuid) -> Self {
        Self { kind, id }
    }
}

impl From<LeadId> for StreamId {
    fn from(id: LeadId) -> Self {
        Self::new(StreamType::Lead, id.0)
    }
}

impl From<AccountId> for StreamId {
    fn from(id: AccountId) -> Self {
        Self::new(StreamType::Account, id.0)
    }
}

impl From<ContactId> for StreamId {
    fn from(id: ContactId) -> Self {
        Self::new(StreamType::Contact, id.0)
    }
}

impl From<OpportunityId> for StreamId {
    fn from(id: OpportunityId) -> Self {
        Self::new(StreamType::Opportunity, id.0)
    }
}

impl From<InteractionId> for StreamId {
    fn from(id: InteractionId) -> Self {
        Self::new(StreamType::Interaction, id.0)
    }
}

impl From<OrderId> for StreamId {
    fn from(id: OrderId) -> Self {
        Self::new(StreamType::Order, id.0)
    }
}

impl From<ContractId> for StreamId {
    fn from(id: ContractId) -> Self {
        Self::new(StreamType::Contract, id.0)
    }
}

impl From<RecordId> for StreamId {
    fn from(id: RecordId) -> Self {
        Self::new(StreamType::Record, id.0)
    }
}

impl From<BulkActionId> for StreamId {
    fn from(id: BulkActionId) -> Self {
        Self::new(StreamType::BulkAction, id.0)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.id)
    }
}

impl fmt::Debug for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
