//! What lists and figures of opportunities are chosen and counted by, in memory; columns by place,
//! which is log order.

use std::collections::HashMap;

use chrono::NaiveDate;
use event_schema::event::OpportunityKind;
use event_schema::id::UserId;
use event_schema::value::{Key, Money};
use event_schema::{Position, Timestamp};
use rules::idle::Silence;
use rules::views::List;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::cells::{ACCOUNT, OPPORTUNITY_COLUMNS, of_opportunity, risks};
use super::row::{OpportunityRow, Standing};
use crate::column::{Dictionary, Ids, Place};
use crate::models::customers::aliases::unite;
use crate::models::customers::contact_index::Workplace;
use crate::models::customers::index::{External, NOWHERE, Places, refer};
use crate::query::OpportunityState;
use crate::sheet::{Cell, Sheet};

/// Opportunities.
pub struct Opportunities {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<OpportunityColumns>,
    /// The stages that each was in, in turn.
    pub stays: Vec<Box<[Stay]>>,
    /// The places of their accounts.
    pub accounts: Vec<Place>,
    pub sheet: Sheet,
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
    /// Why it was won or lost.
    pub reason: u32,
    pub kind: OpportunityKind,
    pub amount: Money,
    pub probability: Decimal,
    pub expected_close: NaiveDate,
    pub pushed: bool,
    pub in_pipeline: bool,
    pub opened_at: Timestamp,
    pub silence: Silence,
    pub won_at: Option<Timestamp>,
}

/// One stay in an open stage.
#[derive(Clone, Copy)]
pub struct Stay {
    pub stage: u32,
    pub entered_at: Timestamp,
    pub left_at: Option<Timestamp>,
}

impl Default for Opportunities {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            columns: Vec::new(),
            stays: Vec::new(),
            accounts: Vec::new(),
            sheet: Sheet::first(List::Opportunities.fields(), OPPORTUNITY_COLUMNS),
            values: Dictionary::default(),
            by_account: HashMap::default(),
            external: External::default(),
        }
    }
}

impl Opportunities {
    /// The id of an opportunity.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// The place of an opportunity.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The place of an opportunity, or [`NOWHERE`].
    pub fn place_or_nowhere(&self, id: Option<Uuid>) -> Place {
        id.and_then(|id| self.place(id)).unwrap_or(NOWHERE)
    }

    /// Adds an opportunity of an account.
    pub fn add(&mut self, row: &OpportunityRow, at: Workplace) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.by_account.entry(at.id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        let columns = self.columns_of(row);
        self.columns.push(columns);
        let stays = self.stays_of(row);
        self.stays.push(stays);
        self.accounts.push(at.place);
        let (risks, competitors) = (risks(row), &row.competitors);
        self.sheet.set(place, &of_opportunity(row, &risks, competitors));
        self.sheet.set_custom(place, &row.custom);
        self.sheet.replace(place, ACCOUNT, &[Cell::Id(at.id)]);
        place
    }

    /// Takes over what changes.
    pub fn describe(&mut self, place: Place, row: &OpportunityRow) {
        let at = place as usize;
        self.columns[at] = self.columns_of(row);
        self.stays[at] = self.stays_of(row);
        let (risks, competitors) = (risks(row), &row.competitors);
        let cells = of_opportunity(row, &risks, competitors);
        // Its account stays, which the index knows better than the row once it was merged.
        self.sheet.replace(place, ACCOUNT + 1, &cells[ACCOUNT + 1..]);
        self.sheet.set_custom(place, &row.custom);
    }

    /// An account turned out to be another one: its deals are the other's.
    pub fn move_all(&mut self, from: Uuid, to: Workplace) {
        for place in self.by_account.get(&from).into_iter().flatten() {
            self.accounts[*place as usize] = to.place;
            self.sheet.replace(*place, ACCOUNT, &[Cell::Id(to.id)]);
        }
        unite(&mut self.by_account, (from, to.id));
    }

    fn columns_of(&mut self, row: &OpportunityRow) -> OpportunityColumns {
        let reason = row.standing.win_reason().or(row.standing.loss_reason());
        let mut number = |value: Option<&str>| self.values.number_or_none(value);
        OpportunityColumns {
            state: row.standing.state(),
            owner: row.owner_id,
            pipeline: number(Some(row.pipeline.as_str())),
            stage: number(Some(row.stage.as_str())),
            product: number(row.product.as_deref()),
            region: number(row.region.as_deref()),
            source: number(row.source.as_deref()),
            reason: number(reason.as_ref().map(Key::as_str)),
            kind: row.kind,
            amount: row.amount,
            probability: row.probability,
            expected_close: row.expected_close,
            pushed: row.pushes > 0,
            in_pipeline: row.in_pipeline,
            opened_at: row.opened_at,
            silence: row.silence,
            won_at: match row.standing {
                Standing::Won { at, .. } => Some(at),
                Standing::Open | Standing::Lost { .. } => None,
            },
        }
    }

    fn stays_of(&mut self, row: &OpportunityRow) -> Box<[Stay]> {
        let open = row.visits.iter().filter(|visit| visit.open);
        let stay = |visit: &super::row::Visit| Stay {
            stage: self.values.number_or_none(Some(visit.stage.as_str())),
            entered_at: visit.entered_at,
            left_at: visit.left_at,
        };
        open.map(stay).collect()
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let stays: usize = self.stays.iter().map(|stays| size_of_val(&**stays) + 16).sum();
        self.ids.memory_bytes()
            + self.columns.capacity() * (size_of::<OpportunityColumns>() + 8)
            + self.sheet.memory_bytes()
            + self.accounts.capacity() * 4
            + stays
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}
