//! Events: facts, in the past tense, in the words of sales and support. Their names are public and
//! their published versions never change (see `upcast`).

mod account;
mod bulk;
mod change;
mod contact;
mod contract;
pub mod custom;
mod duplicate;
mod idle;
mod interaction;
mod lead;
mod opportunity;
mod order;
mod record;
mod setting;

mod describe;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

pub use account::{
    ACCOUNT_NAME_LEN_MAX, ACCOUNT_TEXT_LEN_MAX, AccountCreated, AccountGradeReviewed,
    AccountHandoverCancelled, AccountHandoverCompleted, AccountHandoverStarted,
    AccountHandoverUpdated, AccountMergedInto, AccountOwnerChanged, AccountUpdated, AccountsLinked,
    AccountsMerged, AccountsUnlinked, TemplateUsed,
};
pub use bulk::{
    BulkAct, BulkActionFinished, BulkActionStarted, BulkList, BulkRecordsChosen, BulkRefusal,
    BulkRefusals, ExportFormat,
};
pub use change::{Changed, PersonalField, is_change};
pub use contact::{
    ContactCreated, ContactMergedInto, ContactUpdated, ContactsLinked, ContactsMerged,
    ContactsUnlinked, Influence,
};
pub use contract::ContractRecorded;
pub use custom::CustomChanges;
pub(crate) use describe::of_value;
pub use duplicate::{DuplicateDismissed, DuplicateRestored};
pub use idle::IdleDuty;
pub use interaction::{Direction, InteractionLogged, Sentiment};
pub use lead::{
    AsWritten, Behavior, Checklist, Consent, ConsentState, ConvertedAccount, ConvertedContact,
    ConvertedOpportunity, InterestLevel, LeadAccepted, LeadAssigned, LeadBand,
    LeadBehaviorRecorded, LeadContacted, LeadContactsPlanned, LeadContactsStopped, LeadConverted,
    LeadCreated, LeadDeclined, LeadDisqualified, LeadIdentity, LeadIdled, LeadMergedInto,
    LeadNurtured, LeadPlace, LeadQualified, LeadRecycled, LeadScored, LeadUpdated, LeadVerified,
    LeadsMerged, LinkMode, MailboxClass, PlannedStep, Point, Priority, QualifiedBy, QualifiedLevel,
    QuestionnaireAnswered, REFERRER_LEN_MAX, ScorePart, Seniority, Utm,
};
pub use opportunity::{
    BuyingRole, BuyingRoleRemoved, BuyingRoleSet, Document, ExpectedCloseChanged,
    MilestoneCompleted, MilestoneSet, OpportunityAmountChanged, OpportunityKind, OpportunityLost,
    OpportunityOpened, OpportunityOwnerChanged, OpportunityReopened, OpportunityRiskCleared,
    OpportunityRiskMarked, OpportunityStageChanged, OpportunityUpdated, OpportunityWon, Outcome,
    ProbabilityOverridden, RiskLevel, StageApprovalRequested, StageApproved, StageRejected,
};
pub use order::{OrderCancelled, OrderRecorded};
pub use record::{RecordCreated, RecordRemoved, RecordUpdated};
pub use setting::{SettingDefined, SettingKind};

/// A reference to the same record in another system, unique per system and kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ExternalId {
    /// Which system.
    pub system: crate::value::Key,
    /// Its id there.
    pub id: crate::value::Text<100>,
}

/// Who referred a lead or a deal, and what they get for it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Partner {
    /// Their account.
    pub account_id: crate::id::AccountId,
    /// The commission that was agreed, in percent of the deal; null: none is known.
    pub commission: Option<rust_decimal::Decimal>,
}

/// An event that this Kith doesn't know: kept letter by letter.
#[derive(Debug, Clone)]
pub struct UnknownEvent {
    /// Its type.
    pub name: Box<str>,
    /// Its version.
    pub version: u16,
    /// Its data as written.
    pub data: Box<RawValue>,
}

impl PartialEq for UnknownEvent {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.version, self.data.get())
            == (&other.name, other.version, other.data.get())
    }
}

/// By its public name; a name that this Kith doesn't know reads as `Unknown`.
impl Serialize for EventType {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for EventType {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|name| Self::named(&name))
    }
}

/// Lists every event by the kind of record it is about, with the version that is written today; the
/// enums, the names and the decoding follow from this one list.
macro_rules! events {
    ($($(#[$about:meta])* $family:ident($event:ident, $kind:ident) {
        $($name:ident = $version:literal),* $(,)?
    })*) => {
        $($(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $kind {
            $(#[doc = concat!("`", stringify!($name), "`")] $name,)*
        }

        $(#[$about])*
        #[allow(clippy::large_enum_variant, reason = "a box is an allocation for every new record")]
        #[derive(Debug, Clone, PartialEq)]
        pub enum $event {
            $(#[doc = concat!("`", stringify!($name), "`")] $name($name),)*
        }

        impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$family(event)
            }
        }

        $(impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Self::$family($event::$name(event))
            }
        })*)*

        /// The type of an event: its public name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventType {
            $($(#[$about])* $family($kind),)*
            /// Written by a newer Kith.
            Unknown,
        }

        impl EventType {
            /// Every type that this Kith writes.
            pub const ALL: &'static [Self] = &[$($(Self::$family($kind::$name),)*)*];

            /// The public name.
            pub fn name(self) -> &'static str {
                match self {
                    $($(Self::$family($kind::$name) => stringify!($name),)*)*
                    Self::Unknown => "Unknown",
                }
            }

            /// The type with this public name.
            pub fn named(name: &str) -> Self {
                match name {
                    $($(stringify!($name) => Self::$family($kind::$name),)*)*
                    _ => Self::Unknown,
                }
            }

            /// JSON Schema (2020-12) of its data, in the version that is written today; `None` for
            /// an event that this Kith doesn't know.
            pub fn schema(self) -> Option<serde_json::Value> {
                match self {
                    $($(Self::$family($kind::$name) => Some(describe::of::<$name>()),)*)*
                    Self::Unknown => None,
                }
            }

            /// The version of this type that is written today.
            pub fn version(self) -> u16 {
                match self {
                    $($(Self::$family($kind::$name) => $version,)*)*
                    Self::Unknown => 0,
                }
            }
        }

        /// One fact. What of it is personal stands beside it, sealed.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $($(#[$about])* $family($event),)*
            /// Written by a newer Kith.
            Unknown(UnknownEvent),
        }

        impl Event {
            /// Its type.
            pub fn event_type(&self) -> EventType {
                match self {
                    $($(Self::$family($event::$name(_)) => EventType::$family($kind::$name),)*)*
                    Self::Unknown(_) => EventType::Unknown,
                }
            }

            /// The version that this value is written as.
            pub fn version(&self) -> u16 {
                match self {
                    $($(Self::$family($event::$name(_)) => $version,)*)*
                    Self::Unknown(unknown) => unknown.version,
                }
            }

            /// Its public name.
            pub fn name(&self) -> &str {
                match self {
                    $($(Self::$family($event::$name(_)) => stringify!($name),)*)*
                    Self::Unknown(unknown) => &unknown.name,
                }
            }

            /// Reads data that was written as today's version of its type.
            pub(crate) fn from_data(kind: EventType, data: &str) -> serde_json::Result<Self> {
                match kind {
                    $($(EventType::$family($kind::$name) => {
                        serde_json::from_str::<$name>(data).map(Self::from)
                    })*)*
                    EventType::Unknown => {
                        Err(serde::de::Error::custom("an unknown event has no known data"))
                    }
                }
            }
        }

        /// The data alone, without type and version.
        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $($(Self::$family($event::$name(event)) => event.serialize(to),)*)*
                    Self::Unknown(unknown) => unknown.data.serialize(to),
                }
            }
        }
    };
}

events! {
    /// About a lead.
    Lead(LeadEvent, LeadEventType) {
        LeadCreated = 1,
        LeadBehaviorRecorded = 1,
        LeadScored = 1,
        LeadNurtured = 1,
        LeadQualified = 1,
        LeadDisqualified = 1,
        LeadConverted = 1,
        LeadUpdated = 1,
        LeadVerified = 1,
        LeadAssigned = 1,
        LeadAccepted = 1,
        LeadDeclined = 1,
        LeadContacted = 1,
        LeadRecycled = 1,
        LeadsMerged = 1,
        LeadMergedInto = 1,
        QuestionnaireAnswered = 1,
        LeadIdled = 1,
        LeadContactsPlanned = 1,
        LeadContactsStopped = 1,
    }
    /// About an account.
    Account(AccountEvent, AccountEventType) {
        AccountCreated = 1,
        AccountOwnerChanged = 1,
        AccountUpdated = 1,
        AccountsLinked = 1,
        AccountsUnlinked = 1,
        AccountsMerged = 1,
        AccountMergedInto = 1,
        AccountGradeReviewed = 1,
        AccountHandoverStarted = 1,
        AccountHandoverUpdated = 1,
        AccountHandoverCompleted = 1,
        AccountHandoverCancelled = 1,
    }
    /// About a contact.
    Contact(ContactEvent, ContactEventType) {
        ContactCreated = 1,
        ContactUpdated = 1,
        ContactsMerged = 1,
        ContactMergedInto = 1,
        ContactsLinked = 1,
        ContactsUnlinked = 1,
    }
    /// About two records that look like one, on the streams of both.
    Duplicate(DuplicateEvent, DuplicateEventType) {
        DuplicateDismissed = 1,
        DuplicateRestored = 1,
    }
    /// About an opportunity.
    Opportunity(OpportunityEvent, OpportunityEventType) {
        OpportunityOpened = 1,
        OpportunityStageChanged = 1,
        OpportunityOwnerChanged = 1,
        OpportunityWon = 1,
        OpportunityLost = 1,
        OpportunityUpdated = 1,
        OpportunityAmountChanged = 1,
        ExpectedCloseChanged = 1,
        ProbabilityOverridden = 1,
        StageApprovalRequested = 1,
        StageApproved = 1,
        StageRejected = 1,
        OpportunityReopened = 1,
        OpportunityRiskMarked = 1,
        OpportunityRiskCleared = 1,
        MilestoneSet = 1,
        MilestoneCompleted = 1,
        BuyingRoleSet = 1,
        BuyingRoleRemoved = 1,
    }
    /// About an interaction.
    Interaction(InteractionEvent, InteractionEventType) {
        InteractionLogged = 1,
    }
    /// About an order.
    Order(OrderEvent, OrderEventType) {
        OrderRecorded = 1,
        OrderCancelled = 1,
    }
    /// About a contract.
    Contract(ContractEvent, ContractEventType) {
        ContractRecorded = 1,
    }
    /// About a record of an object that the tenant defined.
    Record(RecordEvent, RecordEventType) {
        RecordCreated = 1,
        RecordUpdated = 1,
        RecordRemoved = 1,
    }
    /// About a setting of the tenant.
    Setting(SettingEvent, SettingEventType) {
        SettingDefined = 1,
    }
    /// About a bulk action.
    Bulk(BulkEvent, BulkEventType) {
        BulkActionStarted = 1,
        BulkRecordsChosen = 1,
        BulkActionFinished = 1,
    }
}
