//! What lists of customers are chosen by, in memory; columns by place, which is log order.

use std::collections::HashMap;

use event_schema::Position;
use event_schema::event::ExternalId;
use event_schema::id::UserId;
use event_schema::value::Money;
use rust_decimal::Decimal;
use smallvec::SmallVec;
use uuid::Uuid;

use super::rows::OpportunityRow;
use crate::column::{Dictionary, Ids, Place};
use crate::query::OpportunityState;

/// Places, ascending.
pub type Places = SmallVec<[Place; 2]>;
/// By a hash of system and id; among millions of references no two share one.
pub type External = HashMap<u64, Places>;

/// Opportunities.
#[derive(Default)]
pub struct Opportunities {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<OpportunityColumns>,
    pub values: Dictionary,
    pub by_account: HashMap<Uuid, Places>,
    pub external: External,
}

/// What opportunities are filtered and summed by; numbers of values.
#[derive(Clone, Copy)]
pub struct OpportunityColumns {
    pub state: OpportunityState,
    pub owner: Option<UserId>,
    pub pipeline: u32,
    pub stage: u32,
    pub product: u32,
    pub region: u32,
    pub source: u32,
    pub amount: Money,
    pub probability: Decimal,
}

impl Opportunities {
    /// The place of an opportunity.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// Adds an opportunity.
    pub fn add(&mut self, row: &OpportunityRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.by_account.entry(row.account_id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        let columns = self.columns_of(row);
        self.columns.push(columns);
        place
    }

    /// Takes over what changes.
    pub fn describe(&mut self, place: Place, row: &OpportunityRow) {
        self.columns[place as usize] = self.columns_of(row);
    }

    fn columns_of(&mut self, row: &OpportunityRow) -> OpportunityColumns {
        let mut number = |value: Option<&str>| self.values.number_or_none(value);
        OpportunityColumns {
            state: row.standing.state(),
            owner: row.owner_id,
            pipeline: number(Some(row.pipeline.as_str())),
            stage: number(Some(row.stage.as_str())),
            product: number(row.product.as_deref()),
            region: number(row.region.as_deref()),
            source: number(row.source.as_deref()),
            amount: row.amount,
            probability: row.probability,
        }
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.columns.capacity() * (size_of::<OpportunityColumns>() + 8)
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}

/// Makes a record found by its reference.
pub fn refer(external: &mut External, id: &Option<ExternalId>, place: Place) {
    if let Some(id) = id {
        let hash = crate::column::external_hash(id.system.as_str(), id.id.as_str());
        external.entry(hash).or_default().push(place);
    }
}

/// The places that have this reference, if it is asked for.
pub fn referred<'a>(
    external: &'a External,
    asked: &Option<(String, String)>,
) -> Option<&'a [Place]> {
    let (system, id) = asked.as_ref()?;
    let places = external.get(&crate::column::external_hash(system, id));
    Some(places.map_or(&[], SmallVec::as_slice))
}

/// The same, after it changed.
pub fn refer_again(
    external: &mut External,
    (before, after): (&Option<ExternalId>, &Option<ExternalId>),
    place: Place,
) {
    if before == after {
        return;
    }
    if let Some(id) = before {
        let hash = crate::column::external_hash(id.system.as_str(), id.id.as_str());
        if let Some(places) = external.get_mut(&hash) {
            places.retain(|known| *known != place);
        }
    }
    refer(external, after, place);
}
