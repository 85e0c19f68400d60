//! Questions and answers about what happens with customers: interactions, orders, contracts; and
//! what an account's page says of them.

use std::borrow::Cow;

use chrono::NaiveDate;
use event_schema::event::ExternalId;
use event_schema::id::UserId;
use event_schema::stream::Revision;
use event_schema::value::{CustomFields, Money};
use event_schema::{StreamId, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Person, Range, Sifting};

/// Which interactions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct InteractionFilter {
    /// With this account.
    pub account: Option<Uuid>,
    /// With this contact.
    pub contact: Option<Uuid>,
    /// About this opportunity.
    pub opportunity: Option<Uuid>,
    /// With this lead.
    pub lead: Option<Uuid>,
    /// By this way.
    pub channel: Option<String>,
    /// Meetings without a result, or with one.
    pub without_result: Option<bool>,
    /// Which were in this range.
    pub at: Range,
    /// Whose open next step is due in this range; they then come soonest first.
    pub due: Option<Range>,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
}

/// Which orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct OrderFilter {
    /// Of this account.
    pub account: Option<Uuid>,
    /// Ordered in this range.
    pub at: Range,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
}

/// Which contracts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct ContractFilter {
    /// With this account.
    pub account: Option<Uuid>,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
}

/// Which records of objects.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct RecordFilter {
    /// Of this object.
    pub object: Option<String>,
    /// Of this account, contact or lead.
    pub of: Option<Uuid>,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
    /// By a condition, in an order: of one object only, whose fields they name.
    pub sifting: Sifting,
}

/// One record of an object that the tenant defined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    pub id: Uuid,
    pub revision: Revision,
    /// The key of its object.
    pub object: String,
    pub name: String,
    /// What it belongs to.
    pub of: Option<StreamId>,
    pub custom: CustomFields,
    pub external_id: Option<ExternalId>,
    pub removed_at: Option<Timestamp>,
    pub removed_reason: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionView {
    pub id: Uuid,
    pub revision: Revision,
    /// `GZ` + yyyymm + number in log order (C120).
    pub number: String,
    pub account_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
    pub lead_id: Option<Uuid>,
    pub channel: String,
    pub direction: Option<String>,
    pub outcome: Option<String>,
    pub sentiment: Option<String>,
    pub at: Timestamp,
    pub duration_seconds: Option<u32>,
    pub next_at: Option<Timestamp>,
    /// True if there is a next step and no later interaction with the same customer.
    pub next_open: bool,
    pub priority: Option<String>,
    pub attendees: Vec<UserId>,
    /// What was said; `None` where nothing was.
    pub words: Option<Person>,
    pub external_id: Option<ExternalId>,
    /// Who recorded it, and for whom.
    pub actor: String,
    pub on_behalf_of: Option<UserId>,
    pub recorded_at: Timestamp,
    /// True if that was later than the setting asks for (C122).
    pub entered_late: bool,
    pub completeness: Filled,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    pub id: Uuid,
    pub revision: Revision,
    pub account_id: Uuid,
    pub amount: Money,
    pub product: Option<String>,
    pub ordered_at: Timestamp,
    pub cancelled_at: Option<Timestamp>,
    pub cancel_reason: Option<String>,
    pub external_id: Option<ExternalId>,
}

/// One contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContractView {
    pub id: Uuid,
    pub revision: Revision,
    pub account_id: Uuid,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub amount: Option<Money>,
    pub external_id: Option<ExternalId>,
    pub recorded_at: Timestamp,
}

/// What another account is to this one, or this one to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationView {
    /// The other account.
    pub account_id: Uuid,
    pub relation: String,
    /// `to`: the other is that to this one; `from`: this one is that to the other; `mutual`: both.
    pub direction: String,
}

/// The next step with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    pub at: Timestamp,
    /// The interaction that it follows from.
    pub interaction_id: Uuid,
}

/// The orders of an account that were not cancelled.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OrderFigures {
    pub count: u64,
    /// By currency.
    pub amount: Vec<(String, Decimal)>,
    pub last_at: Option<Timestamp>,
}

/// How complete a record is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Filled {
    /// Filled key fields by key fields.
    pub share: Option<Decimal>,
    /// The key fields that it lacks.
    pub missing: Vec<Cow<'static, str>>,
    /// Whether the share is below the goal.
    pub incomplete: bool,
}
