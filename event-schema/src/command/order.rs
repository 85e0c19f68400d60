//! Commands on orders.

use crate::field::{ExternalIdShape, Instant, shape};
use crate::id::{AccountId, OrderId};
use crate::value::{Money, Text};

shape! {
    /// Records what a customer bought. Two orders that look the same are two orders, unless they
    /// have the same id or the same reference in another system.
    RecordOrder {
        /// Its id; else the platform makes one.
        order_id: Option<OrderId>,
        /// Which customer.
        account_id: AccountId,
        /// For how much; 0 or more.
        amount: Money,
        /// What; normalised by the dictionary.
        product: Option<Text<100>>,
        /// When; else the business time of the command.
        ordered_at: Option<Instant>,
        /// The same order in another system.
        external_id: Option<ExternalIdShape>,
    }
}

shape! {
    /// Cancels an order: it counts no longer.
    CancelOrder {
        /// Which order.
        order_id: OrderId,
        /// Why.
        reason: Option<Text<100>>,
    }
}
