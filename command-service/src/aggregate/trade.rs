//! Interactions, orders and contracts: what happens with a customer. Each is recorded once; an order
//! can be cancelled.

use event_schema::value::LookupKey;
use event_schema::{ContractEvent, InteractionEvent, OrderEvent, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Key;

/// An interaction or a contract: it is there, under its reference in another system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    pub keys: SmallVec<[LookupKey; 1]>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// It counts.
    Placed(Recorded),
    /// It counts no longer.
    Cancelled(Recorded),
}

/// The interaction after a fact; it never changes.
pub fn interaction(known: Option<Recorded>, event: &InteractionEvent) -> Recorded {
    let InteractionEvent::InteractionLogged(logged) = event;
    known.unwrap_or_else(|| Recorded { keys: logged.keys.iter().copied().collect() })
}

/// The contract after a fact; it never changes.
pub fn contract(known: Option<Recorded>, event: &ContractEvent) -> Recorded {
    let ContractEvent::ContractRecorded(recorded) = event;
    known.unwrap_or_else(|| Recorded { keys: recorded.keys.iter().copied().collect() })
}

/// The order after a fact; one that was never recorded can't be cancelled.
pub fn order(known: Option<Order>, event: &OrderEvent) -> Option<Order> {
    match (event, known) {
        (OrderEvent::OrderRecorded(recorded), None) => {
            Some(Order::Placed(Recorded { keys: recorded.keys.iter().copied().collect() }))
        }
        (OrderEvent::OrderRecorded(_), known) => known,
        (OrderEvent::OrderCancelled(_), None) => None,
        (OrderEvent::OrderCancelled(_), Some(Order::Placed(order) | Order::Cancelled(order))) => {
            Some(Order::Cancelled(order))
        }
    }
}

impl Recorded {
    /// Its reference in another system.
    pub fn keys(&self, of: StreamType) -> SmallVec<[Key; 4]> {
        self.keys.iter().map(|key| Key::lookup(of, *key)).collect()
    }
}

impl Order {
    /// Its reference in another system, which it keeps when it is cancelled.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        match self {
            Self::Placed(order) | Self::Cancelled(order) => order.keys(StreamType::Order),
        }
    }
}
