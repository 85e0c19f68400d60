//! What lists of interactions, orders and contracts are chosen by, in memory; columns by place,
//! which is log order.

use std::collections::HashMap;

use event_schema::event::Priority;
use event_schema::value::Money;
use event_schema::{Position, Timestamp};
use rules::views::List;
use uuid::Uuid;

use super::index::{External, Places, refer};
use super::ordered::{OfAccount, Ordered};
use super::trade_cells::{ORDER_CANCELLED_AT, of_contract, of_interaction, of_order};
use super::trade_rows::{ContractRow, InteractionRow, OrderRow};
use crate::column::{Dictionary, Ids, Place};
use crate::sheet::{Cell, Sheet};

/// Interactions.
pub struct Interactions {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<InteractionColumns>,
    /// What each is with.
    pub with: Vec<With>,
    pub sheet: Sheet,
    pub channels: Dictionary,
    /// By whatever record they name.
    pub by_record: HashMap<Uuid, Places>,
    /// The latest of each account, and of each lead where there is no account.
    latest: HashMap<Uuid, (Timestamp, Place)>,
    pub external: External,
}

/// What interactions are filtered by.
#[derive(Clone, Copy)]
pub struct InteractionColumns {
    pub account: Option<Uuid>,
    pub contact: Option<Uuid>,
    pub opportunity: Option<Uuid>,
    pub lead: Option<Uuid>,
    pub channel: u32,
    pub at: Timestamp,
    pub next_at: Option<Timestamp>,
    pub priority: Option<Priority>,
}

/// The places of what an interaction is with.
#[derive(Clone, Copy)]
pub struct With {
    pub account: Place,
    pub contact: Place,
    pub opportunity: Place,
}

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

impl Default for Interactions {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            columns: Vec::new(),
            with: Vec::new(),
            sheet: Sheet::new(List::Interactions.fields()),
            channels: Dictionary::default(),
            by_record: HashMap::default(),
            latest: HashMap::default(),
            external: External::default(),
        }
    }
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

impl Interactions {
    /// The place of an interaction.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of an interaction.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// Adds an interaction.
    pub fn add(&mut self, row: &InteractionRow, with: With) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.with.push(with);
        self.sheet.set(place, &of_interaction(row));
        let columns = InteractionColumns {
            account: row.account_id,
            contact: row.contact_id,
            opportunity: row.opportunity_id,
            lead: row.lead_id,
            channel: self.channels.number_or_add(&row.channel).0,
            at: row.at,
            next_at: row.next_at,
            priority: row.priority,
        };
        self.columns.push(columns);
        for record in columns.records() {
            let places = self.by_record.entry(record).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        if let Some(customer) = columns.customer() {
            let latest = self.latest.entry(customer).or_insert((row.at, place));
            if latest.0 <= row.at {
                *latest = (row.at, place);
            }
        }
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// When the next step after an interaction is due, if no later one with the same customer has
    /// come.
    pub fn open_step(&self, place: Place) -> Option<Timestamp> {
        let columns = &self.columns[place as usize];
        let latest = self.latest.get(&columns.customer()?)?;
        columns.next_at.filter(|_| latest.1 == place)
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.columns.capacity() * (size_of::<InteractionColumns>() + size_of::<With>() + 8)
            + (self.by_record.capacity() + self.latest.capacity() + self.external.capacity()) * 48
    }
}

impl InteractionColumns {
    fn records(&self) -> impl Iterator<Item = Uuid> {
        [self.account, self.contact, self.opportunity, self.lead].into_iter().flatten()
    }

    /// The customer or the lead that it is with.
    fn customer(&self) -> Option<Uuid> {
        self.account.or(self.lead)
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

    /// Adds an order of the account with this place.
    pub fn add(&mut self, row: &OrderRow, account: Place) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.accounts.push(account);
        self.sheet.set(place, &of_order(row));
        let columns = OrderColumns {
            ordered_at: row.ordered_at,
            amount: row.amount,
            cancelled: row.cancelled.is_some(),
        };
        self.columns.push(columns);
        let all = self.by_account.entry(row.account_id).or_default();
        all.places.push(place);
        all.ordered.add(&columns);
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// An order of this account was cancelled.
    pub fn cancel(&mut self, place: Place, account: Uuid) {
        self.columns[place as usize].cancelled = true;
        self.sheet.replace(place, ORDER_CANCELLED_AT, &[Cell::Flag(true)]);
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

    /// Adds a contract with the account with this place.
    pub fn add(&mut self, row: &ContractRow, account: Place) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.accounts.push(account);
        self.sheet.set(place, &of_contract(row));
        self.by_account.entry(row.account_id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.positions.capacity() * 12
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}
