//! Answers about records of objects that the tenant defined.

use event_schema::StreamId;
use uuid::Uuid;

use super::index::referred;
use super::records::RecordRow;
use super::{Customers, RECORDS};
use crate::column::Place;
use crate::models::listing::choose;
use crate::projection::Rows;
use crate::query::{AskError, Page, Paging, RecordFilter, RecordView};
use crate::store::key::place;

impl Customers {
    /// A page of records, without those that were removed.
    pub fn records(
        &self,
        rows: Rows<'_>,
        filter: &RecordFilter,
        paging: &Paging,
    ) -> Result<Page<RecordView>, AskError> {
        let index = &self.records;
        // An object that no record is of has no number, and none meets it.
        let object = filter.object.as_deref().map(|object| index.objects.number(object));
        let of_owner = filter.of.map(|id| {
            let places = index.by_owner.get(&self.meant_owner(id));
            places.map_or(&[][..], |places| places.as_slice())
        });
        let external = referred(&index.external, &filter.external_id);
        let chosen = choose(&index.positions, of_owner.or(external), paging, |at| {
            !index.removed[at as usize]
                && object.is_none_or(|object| object == Some(index.object[at as usize]))
                && external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| self.record_at(rows, *at);
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// One record, also one that was removed.
    pub fn record(&self, rows: Rows<'_>, id: Uuid) -> Result<RecordView, AskError> {
        self.record_at(rows, self.records.place(id).ok_or(AskError::NotFound)?)
    }

    /// The record of whichever kind that is meant by an id: no two kinds share one.
    fn meant_owner(&self, id: Uuid) -> Uuid {
        let (accounts, contacts) = (&self.accounts.aliases, &self.contacts.aliases);
        self.leads.meant(contacts.meant(accounts.meant(id)))
    }

    fn record_at(&self, rows: Rows<'_>, at: Place) -> Result<RecordView, AskError> {
        let row: RecordRow = rows.get(RECORDS, &place(at))?.ok_or(AskError::NotFound)?;
        let of = row.of.map(|of| StreamId { id: self.owner(row.of).unwrap_or(of.id), ..of });
        let (removed_at, removed_reason) =
            row.removed.map_or((None, None), |removed| (Some(removed.at), removed.reason));
        Ok(RecordView {
            id: row.id,
            revision: row.revision,
            object: row.object.to_string(),
            name: row.name,
            of,
            custom: row.custom,
            external_id: row.external_id,
            removed_at,
            removed_reason,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
