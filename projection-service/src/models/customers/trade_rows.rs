//! The rows of interactions, orders and contracts, as they are kept.

use chrono::NaiveDate;
use event_schema::event::{Direction, ExternalId, Priority, Sentiment};
use event_schema::id::UserId;
use event_schema::stream::Revision;
use event_schema::value::Money;
use event_schema::{Position, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models::person::KeptBox;

/// One interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub number: String,
    pub account_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
    pub lead_id: Option<Uuid>,
    pub channel: String,
    pub direction: Option<Direction>,
    pub outcome: Option<String>,
    pub sentiment: Option<Sentiment>,
    pub at: Timestamp,
    pub duration_seconds: Option<u32>,
    pub next_at: Option<Timestamp>,
    pub priority: Option<Priority>,
    pub attendees: Vec<UserId>,
    pub words: Option<KeptBox>,
    pub external_id: Option<ExternalId>,
    pub actor: String,
    pub on_behalf_of: Option<UserId>,
    pub recorded_at: Timestamp,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub account_id: Uuid,
    pub amount: Money,
    pub product: Option<String>,
    pub ordered_at: Timestamp,
    pub cancelled: Option<CancelledRow>,
    pub external_id: Option<ExternalId>,
}

/// That an order counts no longer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelledRow {
    pub at: Timestamp,
    pub reason: Option<String>,
}

/// One contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContractRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub account_id: Uuid,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub amount: Option<Money>,
    pub external_id: Option<ExternalId>,
    pub recorded_at: Timestamp,
}
