//! Bulk actions: who did what to which records, and what came of it (C18, C108). Asked by people for
//! the report of an act, and by whoever drives an act for the records that were chosen.

mod rows;
mod view;

use std::collections::BTreeSet;

use event_schema::commit::Recorded;
use event_schema::event::{BulkActionFinished, BulkActionStarted, BulkRecordsChosen};
use event_schema::{BulkEvent, Event, EventType, Position};
use uuid::Uuid;

use crate::column::{Ids, Place};
use crate::projection::{Projection, Tx};
use crate::query::BulkState;
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::{Table, place, place_of};

use rows::ActRow;

/// A row an act, by place.
const ACTS: Table = b'a';
/// The records of an act, a row a part: by place and number of the part.
const CHOSEN: Table = b'c';
/// The refusals of an act that are told one by one, by place.
const REFUSED: Table = b'r';

/// The bulk actions of one tenant.
#[derive(Default)]
pub struct BulkActions {
    ids: Ids,
    positions: Vec<Position>,
    /// Those that are not finished.
    open: BTreeSet<Place>,
}

impl Projection for BulkActions {
    const NAME: &'static str = "bulk_actions";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = &[ACTS];

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Bulk(_) => true,
            EventType::Lead(_)
            | EventType::Account(_)
            | EventType::Contact(_)
            | EventType::Duplicate(_)
            | EventType::Interaction(_)
            | EventType::Order(_)
            | EventType::Contract(_)
            | EventType::Record(_)
            | EventType::Opportunity(_)
            | EventType::Setting(_)
            | EventType::Unknown => false,
        }
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        match &event.fact.event {
            Event::Bulk(BulkEvent::BulkActionStarted(started)) => self.started(tx, event, started),
            Event::Bulk(BulkEvent::BulkRecordsChosen(chosen)) => self.chosen(tx, event, chosen),
            Event::Bulk(BulkEvent::BulkActionFinished(finished)) => {
                self.finished(tx, event, finished);
            }
            Event::Lead(_)
            | Event::Account(_)
            | Event::Contact(_)
            | Event::Duplicate(_)
            | Event::Interaction(_)
            | Event::Order(_)
            | Event::Contract(_)
            | Event::Record(_)
            | Event::Opportunity(_)
            | Event::Setting(_)
            | Event::Unknown(_) => {}
        }
    }

    fn load(&mut self, _: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        let row: ActRow = decode(row)?;
        let at = self.add(row.id, row.position);
        if place_of(key) != Some(at) {
            return Err(StoreError::Row("a bulk action is not in its place".into()));
        }
        self.note(at, row.state);
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes() + self.positions.capacity() * 8 + self.open.len() * 16
    }
}

impl BulkActions {
    fn add(&mut self, id: Uuid, position: Position) -> Place {
        let at = self.ids.place_or_add(id);
        if at as usize == self.positions.len() {
            self.positions.push(position);
        }
        at
    }

    fn note(&mut self, at: Place, state: BulkState) {
        match state {
            BulkState::Choosing | BulkState::Running => self.open.insert(at),
            BulkState::Finished => self.open.remove(&at),
        };
    }

    /// Begun, or begun anew: what was chosen before counts no more.
    fn started(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, started: &BulkActionStarted) {
        let id = event.fact.stream.id;
        let before = self.ids.place(id).and_then(|at| tx.get::<ActRow>(ACTS, &place(at)));
        let begun = before.as_ref().map_or(event.position, |row| row.position);
        let at = self.add(id, begun);
        for part in 1..=before.map_or(0, |row| row.parts) {
            tx.remove(CHOSEN, &part_key(at, part));
        }
        self.put(tx, at, &ActRow::new(event, started, begun));
    }

    fn chosen(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, chosen: &BulkRecordsChosen) {
        let Some((at, mut row)) = self.row(tx, event) else { return };
        row.revision = event.fact.revision;
        row.parts = chosen.part;
        let named = u32::try_from(chosen.records.len()).unwrap_or(u32::MAX);
        row.named = row.named.saturating_add(named);
        if row.named >= row.count && row.state == BulkState::Choosing {
            row.state = BulkState::Running;
        }
        tx.put(CHOSEN, &part_key(at, chosen.part), &chosen.records);
        self.put(tx, at, &row);
    }

    fn finished(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, finished: &BulkActionFinished) {
        let Some((at, mut row)) = self.row(tx, event) else { return };
        row.finish(event, finished);
        let told = finished.refusals.iter();
        let told: Vec<(Uuid, &str, &str)> =
            told.map(|refusal| (refusal.id, &*refusal.code, &*refusal.message)).collect();
        if !told.is_empty() {
            tx.put(REFUSED, &place(at), &told);
        }
        self.put(tx, at, &row);
    }

    fn row(&self, tx: &mut Tx<'_>, event: &Recorded<'_>) -> Option<(Place, ActRow)> {
        let at = self.ids.place(event.fact.stream.id)?;
        Some((at, tx.get(ACTS, &place(at))?))
    }

    fn put(&mut self, tx: &mut Tx<'_>, at: Place, row: &ActRow) {
        self.note(at, row.state);
        tx.put(ACTS, &place(at), row);
    }
}

fn part_key(at: Place, part: u32) -> [u8; 8] {
    let mut key = [0; 8];
    key[..4].copy_from_slice(&place(at));
    key[4..].copy_from_slice(&place(part));
    key
}
