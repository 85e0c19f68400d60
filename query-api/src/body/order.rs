//! Orders and contracts.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::value::Money;
use projection_service::query::{ContractView, OrderView};
use uuid::Uuid;

use super::body;
use super::opportunity::in_minor_units;
use super::values::ExternalRef;

body! {
    /// What a customer bought.
    Order {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// Which customer.
        account_id: Uuid,
        /// For how much.
        amount: Money,
        /// What.
        product: Option<String>,
        /// When.
        ordered_at: Timestamp,
        /// When it was cancelled.
        cancelled_at: Option<Timestamp>,
        /// Why it was cancelled.
        cancel_reason: Option<String>,
        /// The same order in another system.
        external_id: Option<ExternalRef>,
    }
}

body! {
    /// An agreement with a customer for a time.
    Contract {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// With which customer.
        account_id: Uuid,
        /// Its first day.
        starts_on: NaiveDate,
        /// Its last day.
        ends_on: NaiveDate,
        /// What it is worth.
        amount: Option<Money>,
        /// The same contract in another system.
        external_id: Option<ExternalRef>,
        /// When it was recorded.
        recorded_at: Timestamp,
    }
}

impl From<OrderView> for Order {
    fn from(order: OrderView) -> Self {
        Self {
            id: order.id,
            revision: order.revision,
            account_id: order.account_id,
            amount: in_minor_units(order.amount),
            product: order.product,
            ordered_at: order.ordered_at,
            cancelled_at: order.cancelled_at,
            cancel_reason: order.cancel_reason,
            external_id: order.external_id.map(Into::into),
        }
    }
}

impl From<ContractView> for Contract {
    fn from(contract: ContractView) -> Self {
        Self {
            id: contract.id,
            revision: contract.revision,
            account_id: contract.account_id,
            starts_on: contract.starts_on,
            ends_on: contract.ends_on,
            amount: contract.amount.map(in_minor_units),
            external_id: contract.external_id.map(Into::into),
            recorded_at: contract.recorded_at,
        }
    }
}
