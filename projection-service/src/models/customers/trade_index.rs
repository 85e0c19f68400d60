//! What lists of interactions, orders and contracts are chosen by, in memory; columns by place,
//! which is log order.

use std::collections::HashMap;

use event_schema::value::Money;
use event_schema::{Position, Timestamp};
use uuid::Uuid;

use super::index::{External, Places, refer};
use super::trade_rows::{ContractRow, InteractionRow, OrderRow};
use crate::column::{Dictionary, Ids, Place};

/// Interactions.
#[derive(Default)]
pub struct Interactions {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<InteractionColumns>,
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
}

/// Orders.
#[derive(Default)]
pub struct Orders {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<OrderColumns>,
    pub by_account: HashMap<Uuid, Places>,
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
#[derive(Default)]
pub struct Contracts {
    ids: Ids,
    pub positions: Vec<Position>,
    pub by_account: HashMap<Uuid, Places>,
    pub external: External,
}

impl Interactions {
    /// The place of an interaction.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// Adds an interaction.
    pub fn add(&mut self, row: &InteractionRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        let columns = InteractionColumns {
            account: row.account_id,
            contact: row.contact_id,
            opportunity: row.opportunity_id,
            lead: row.lead_id,
            channel: self.channels.number_or_add(&row.channel).0,
            at: row.at,
            next_at: row.next_at,
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
            + self.columns.capacity() * (size_of::<InteractionColumns>() + 8)
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

    /// Adds an order.
    pub fn add(&mut self, row: &OrderRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.columns.push(OrderColumns {
            ordered_at: row.ordered_at,
            amount: row.amount,
            cancelled: row.cancelled.is_some(),
        });
        self.by_account.entry(row.account_id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.columns.capacity() * (size_of::<OrderColumns>() + 8)
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}

impl Contracts {
    /// The place of a contract.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// Adds a contract.
    pub fn add(&mut self, row: &ContractRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.by_account.entry(row.account_id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        place
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.positions.capacity() * 8
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}
