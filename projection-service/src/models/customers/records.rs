//! Folding records of objects that the tenant defined, and what their list is chosen by.

use std::collections::HashMap;

use event_schema::commit::Recorded;
use event_schema::event::custom::take_over;
use event_schema::event::{ExternalId, RecordCreated, RecordRemoved, RecordUpdated};
use event_schema::stream::Revision;
use event_schema::value::{CustomFields, Key};
use event_schema::{Position, RecordEvent, StreamId, StreamType, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::aliases::unite;
use super::index::{External, Places, refer, refer_again};
use super::record_sheet::RecordSheet;
use super::{Customers, RECORDS};
use crate::column::{Dictionary, Ids, Place};
use crate::projection::Tx;
use crate::store::key::place;

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub object: Key,
    pub name: String,
    /// What it belongs to, under the id that was written.
    pub of: Option<StreamId>,
    pub custom: CustomFields,
    pub external_id: Option<ExternalId>,
    pub removed: Option<RemovedRow>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// That a record was taken away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemovedRow {
    pub at: Timestamp,
    pub reason: Option<String>,
}

/// What records are chosen by, by place.
#[derive(Default)]
pub struct Records {
    ids: Ids,
    pub positions: Vec<Position>,
    /// The keys of their objects.
    pub objects: Dictionary,
    pub object: Vec<u32>,
    /// By the numbers of their objects, from 1.
    sheets: Vec<RecordSheet>,
    pub removed: Vec<bool>,
    /// By what they belong to, as it is meant now.
    pub by_owner: HashMap<Uuid, Places>,
    pub external: External,
}

impl Records {
    /// The place of a record.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of a record.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// The records of an object, unless there are none.
    pub fn sheet(&self, object: &str) -> Option<&RecordSheet> {
        let number = self.objects.number(object)? as usize;
        self.sheets.get(number.checked_sub(1)?)
    }

    /// Takes over what the list of its object is sifted by.
    fn describe(&mut self, place: Place, row: &RecordRow) {
        let at = self.object[place as usize] as usize;
        if self.sheets.len() < at {
            self.sheets.resize_with(at, RecordSheet::default);
        }
        self.sheets[at - 1].describe(place, row);
    }

    /// What records belong to turned out to be another one.
    pub fn move_all(&mut self, from: Uuid, to: Uuid) {
        unite(&mut self.by_owner, (from, to));
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.objects.memory_bytes()
            + self.positions.capacity() * 13
            + self.sheets.iter().map(RecordSheet::memory_bytes).sum::<usize>()
            + (self.by_owner.capacity() + self.external.capacity()) * 48
    }
}

/// Takes over a fact about a record.
pub fn apply(customers: &mut Customers, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &RecordEvent) {
    match fact {
        RecordEvent::RecordCreated(of) => created(customers, tx, event, of),
        RecordEvent::RecordUpdated(of) => updated(customers, tx, event, of),
        RecordEvent::RecordRemoved(of) => removed(customers, tx, event, of),
    }
}

fn created(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    created: &RecordCreated,
) {
    let id = event.fact.stream.id;
    if customers.records.place(id).is_some() {
        return;
    }
    let row = RecordRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        object: created.object,
        name: created.name.to_string(),
        of: created.of,
        custom: created.custom.clone(),
        external_id: created.external_id.clone(),
        removed: None,
        created_at: event.commit.occurred_at,
        updated_at: event.commit.occurred_at,
    };
    let at = customers.add_record(&row);
    tx.put(RECORDS, &place(at), &row);
}

fn updated(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    updated: &RecordUpdated,
) {
    let Some(at) = customers.records.place(event.fact.stream.id) else { return };
    let Some(mut row) = tx.get::<RecordRow>(RECORDS, &place(at)) else { return };
    row.touch(event);
    if let Some(name) = updated.name.as_ref().and_then(|changed| changed.after.as_ref()) {
        row.name = name.to_string();
    }
    if let Some(changed) = &updated.external_id {
        let ids = (&row.external_id, &changed.after);
        refer_again(&mut customers.records.external, ids, at);
        row.external_id.clone_from(&changed.after);
    }
    if let Some(changed) = &updated.of {
        let owner = customers.owner(row.of);
        if let Some(places) = owner.and_then(|id| customers.records.by_owner.get_mut(&id)) {
            places.retain(|known| *known != at);
        }
        row.of = changed.after;
        customers.own(at, row.of);
    }
    take_over(&mut row.custom, &updated.custom);
    customers.records.describe(at, &row);
    tx.put(RECORDS, &place(at), &row);
}

fn removed(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    removed: &RecordRemoved,
) {
    let Some(at) = customers.records.place(event.fact.stream.id) else { return };
    let Some(mut row) = tx.get::<RecordRow>(RECORDS, &place(at)) else { return };
    row.touch(event);
    let reason = removed.reason.as_ref().map(ToString::to_string);
    row.removed = Some(RemovedRow { at: event.commit.occurred_at, reason });
    customers.records.removed[at as usize] = true;
    customers.records.describe(at, &row);
    tx.put(RECORDS, &place(at), &row);
}

impl RecordRow {
    fn touch(&mut self, event: &Recorded<'_>) {
        self.revision = event.fact.revision;
        self.updated_at = self.updated_at.max(event.commit.occurred_at);
    }
}

impl Customers {
    /// Adds a record.
    pub(super) fn add_record(&mut self, row: &RecordRow) -> Place {
        let records = &mut self.records;
        let at = records.ids.place_or_add(row.id);
        records.positions.push(row.position);
        let (object, _) = records.objects.number_or_add(row.object.as_str());
        records.object.push(object);
        records.removed.push(row.removed.is_some());
        records.describe(at, row);
        refer(&mut records.external, &row.external_id, at);
        self.own(at, row.of);
        at
    }

    /// Makes a record found by what it belongs to.
    fn own(&mut self, at: Place, of: Option<StreamId>) {
        let Some(owner) = self.owner(of) else { return };
        let places = self.records.by_owner.entry(owner).or_default();
        places.push(at);
        places.sort_unstable();
    }

    /// What a record belongs to, as it is meant now.
    pub(super) fn owner(&self, of: Option<StreamId>) -> Option<Uuid> {
        let of = of?;
        Some(match of.kind {
            StreamType::Account => self.accounts.aliases.meant(of.id),
            StreamType::Contact => self.contacts.aliases.meant(of.id),
            StreamType::Lead => self.leads.meant(of.id),
            StreamType::Opportunity
            | StreamType::Interaction
            | StreamType::Order
            | StreamType::Contract
            | StreamType::Record
            | StreamType::Setting
            | StreamType::BulkAction
            | StreamType::Unknown(_) => of.id,
        })
    }
}
