//! What an account ordered: the sum of its orders that were not cancelled, kept beside them since
//! lists are sifted and sorted by it.

use event_schema::Timestamp;
use event_schema::value::Money;
use smallvec::SmallVec;

use super::index::Places;
use super::trade_index::OrderColumns;

/// The orders of an account.
#[derive(Default)]
pub struct OfAccount {
    pub places: Places,
    pub ordered: Ordered,
}

/// The sum of orders that were not cancelled.
#[derive(Default)]
pub struct Ordered {
    pub count: u32,
    pub first_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
    /// By currency.
    pub sums: SmallVec<[Money; 1]>,
}

impl Ordered {
    /// Adds an order, if it counts.
    pub fn add(&mut self, order: &OrderColumns) {
        if order.cancelled {
            return;
        }
        self.count += 1;
        let at = order.ordered_at;
        self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
        self.last_at = self.last_at.max(Some(at));
        let Money { amount, currency } = order.amount;
        match self.sums.binary_search_by_key(&currency, |sum| sum.currency) {
            Ok(known) => self.sums[known].amount += amount,
            Err(place) => self.sums.insert(place, order.amount),
        }
    }

    /// Their sum, where all have one currency.
    pub fn only(&self) -> Option<&Money> {
        if let [only] = self.sums.as_slice() { Some(only) } else { None }
    }
}
