//! What lists of orders and contracts are chosen by, in memory; columns by place,
//! which is log order.

use std::collections::HashMap;

use event_schema::value::Money;
use event_schema::{Position, Timestamp};
use rules::views::List;
use uuid::Uuid;

use super::aliases::unite;
use super::contact_index::Workplace;
use super::index::{External, Places, refer};
use super::ordered::{OfAccount, Ordered};
use super::trade_cells::{ORDER_CANCELLED_AT, of_contract, of_order};
use super::trade_rows::{ContractRow, OrderRow};
use crate::column::{Ids, Place};
use crate::sheet::{Cell, Sheet};

/// Orders.
pub struct Orders {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<OrderColumns>,
    /// The places of their accounts.
    pub accounts: Vec<Place>,
    pub sheet: Sheet,
    pub by_account: HashMap<Uuid, OfAccount>,
    pub external: External,
}

/// What orders are filtered and summed by.
#[derive(Clone, Copy)]
pub struct OrderColumns {
    pub ordered_at: Timestamp,
    pub amount: Money,
    pub cancelled: bool,
}

/// Contracts.
pub struct Contracts {
    ids: Ids,
    pub positions: Vec<Position>,
    /// The places of their accounts.
    pub accounts: Vec<Place>,
    pub sheet: Sheet,
    pub by_account: HashMap<Uuid, Places>,
    pub external: External,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            columns: Vec::new(),
            accounts: Vec::new(),
            sheet: Sheet::new(List::Orders.fields()),
            by_account: HashMap::default(),
            external: External::default(),
        }
    }
}

impl Default for Contracts {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            accounts: Vec::new(),
            sheet: Sheet::new(List::Contracts.fields()),
            by_account: HashMap::default(),
            external: External::default(),
        }
    }
}

impl Orders {
    /// The place of an order.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of an order.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// Adds an order of an account.
    pub fn add(&mut self, row: &OrderRow, at: Workplace) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.accounts.push(at.place);
        self.sheet.set(place, &of_order(row));
        let columns = OrderColumns {
            ordered_at: row.ordered_at,
            amount: row.amount,
            cancelled: row.cancelled.is_some(),
        };
        self.columns.push(columns);
        let all = self.by_account.entry(at.id).or_default();
        all.places.push(place);
        all.ordered.add(&columns);
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// An order of this account was cancelled.
    pub fn cancel(&mut self, place: Place, account: Uuid) {
        self.columns[place as usize].cancelled = true;
        self.sheet.replace(place, ORDER_CANCELLED_AT, &[Cell::Flag(true)]);
        self.sum(account);
    }

    /// An account turned out to be another one: its orders are the other's.
    pub fn move_all(&mut self, from: Uuid, to: Workplace) {
        let Some(theirs) = self.by_account.remove(&from) else { return };
        for place in &theirs.places {
            self.accounts[*place as usize] = to.place;
        }
        let all = self.by_account.entry(to.id).or_default();
        all.places.extend(theirs.places);
        all.places.sort_unstable();
        self.sum(to.id);
    }

    fn sum(&mut self, account: Uuid) {
        let Some(all) = self.by_account.get_mut(&account) else { return };
        all.ordered = Ordered::default();
        for place in &all.places {
            all.ordered.add(&self.columns[*place as usize]);
        }
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.columns.capacity() * (size_of::<OrderColumns>() + 12)
            + self.by_account.capacity() * (size_of::<OfAccount>() + 16)
            + self.external.capacity() * 48
    }
}

impl Contracts {
    /// The place of a contract.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of a contract.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// Adds a contract with an account.
    pub fn add(&mut self, row: &ContractRow, at: Workplace) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.accounts.push(at.place);
        self.sheet.set(place, &of_contract(row));
        self.by_account.entry(at.id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// An account turned out to be another one: its contracts are the other's.
    pub fn move_all(&mut self, from: Uuid, to: Workplace) {
        for place in self.by_account.get(&from).into_iter().flatten() {
            self.accounts[*place as usize] = to.place;
        }
        unite(&mut self.by_account, (from, to.id));
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.positions.capacity() * 12
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}
