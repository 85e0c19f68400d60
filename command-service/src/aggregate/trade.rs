//! Interactions, orders and contracts: what happens with a customer. Each is recorded once; an order
//! can be cancelled.

use event_schema::event::InteractionLogged;
use event_schema::id::{AccountId, UserId};
use event_schema::value::{LookupKey, Text};
use event_schema::{ContractEvent, InteractionEvent, OrderEvent, StreamType, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Key;

/// An interaction: it is there, under its reference in another system, and may be named as a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    pub account_id: Option<AccountId>,
    pub channel: Text<100>,
    pub at: Timestamp,
    pub attendees: Vec<UserId>,
    keys: SmallVec<[LookupKey; 1]>,
}

/// A contract, or what is kept of an order: it is there, under its reference in another system.
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
pub fn interaction(known: Option<Interaction>, event: &InteractionEvent) -> Interaction {
    let InteractionEvent::InteractionLogged(logged) = event;
    known.unwrap_or_else(|| Interaction::logged(logged))
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

impl Interaction {
    fn logged(logged: &InteractionLogged) -> Self {
        Self {
            account_id: logged.account_id,
            channel: logged.channel.clone(),
            at: logged.at,
            attendees: logged.attendees.clone(),
            keys: logged.keys.iter().copied().collect(),
        }
    }

    /// Its reference in another system.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        self.keys.iter().map(|key| Key::lookup(StreamType::Interaction, *key)).collect()
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
