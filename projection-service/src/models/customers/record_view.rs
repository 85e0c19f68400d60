//! Answers about records of objects that the tenant defined.

use event_schema::StreamId;
use rules::views::Condition;
use uuid::Uuid;

use super::account_view::Present;
use super::index::referred;
use super::record_sheet::RecordSheet;
use super::records::RecordRow;
use super::{Customers, RECORDS};
use crate::column::Place;
use crate::models::listing::{Chosen, choose, sift, unknown_field};
use crate::models::settings::zone;
use crate::projection::Rows;
use crate::query::{AskError, Page, Paging, RecordFilter, RecordView, Sifting};
use crate::sheet::{Columns, Now, Sieve};
use crate::store::key::place;

impl Customers {
    /// A page of records, without those that were removed.
    pub fn records(
        &self,
        rows: Rows<'_>,
        (filter, paging): (&RecordFilter, &Paging),
        present: Present<'_>,
    ) -> Result<Page<RecordView>, AskError> {
        let Sifting { condition, order, view: _ } = &filter.sifting;
        let chosen = if condition.is_none() && order.is_none() {
            self.choose_records(filter, paging)
        } else {
            self.sift_records(filter, paging, present)?
        };
        let item = |at: &Place| self.record_at(rows, *at);
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// By what each record is of, without looking at its fields.
    fn choose_records(&self, filter: &RecordFilter, paging: &Paging) -> Chosen {
        let index = &self.records;
        // An object that no record is of has no number, and none meets it.
        let object = filter.object.as_deref().map(|object| index.objects.number(object));
        let of_owner = filter.of.map(|id| {
            let places = index.by_owner.get(&self.meant_owner(id));
            places.map_or(&[][..], |places| places.as_slice())
        });
        let external = referred(&index.external, &filter.external_id);
        choose(&index.positions, of_owner.or(external), paging, |at| {
            !index.removed[at as usize]
                && object.is_none_or(|object| object == Some(index.object[at as usize]))
                && external.is_none_or(|places| places.contains(&at))
        })
    }

    /// By the fields that the object's records have.
    fn sift_records(
        &self,
        filter: &RecordFilter,
        paging: &Paging,
        (book, at): Present<'_>,
    ) -> Result<Chosen, AskError> {
        let object = filter.object.as_deref().ok_or_else(unknown_field)?;
        let index = &self.records;
        let none = RecordSheet::default();
        let of_object = index.sheet(object).unwrap_or(&none);
        let Sifting { condition, order, view: _ } = &filter.sifting;
        let all = Condition::All(Vec::new());
        let columns = Columns::of(&of_object.sheet);
        let now = Now { at, zone: zone(book, at) };
        let sieve = Sieve::new(&columns, condition.as_ref().unwrap_or(&all), now, &mut |_| None);
        let mut sieve = sieve.ok_or_else(unknown_field)?.without(&of_object.removed);
        if let Some(id) = filter.of {
            let places = index.by_owner.get(&self.meant_owner(id));
            sieve = sieve.within(&of_object.own(places.map_or(&[], |places| places.as_slice())));
        }
        if let Some(places) = referred(&index.external, &filter.external_id) {
            sieve = sieve.within(&of_object.own(places));
        }
        let chosen = sift(&columns, &sieve, &of_object.positions, order.as_ref(), paging);
        let mut chosen = chosen.ok_or_else(unknown_field)?;
        chosen.places.iter_mut().for_each(|at| *at = of_object.places[*at as usize]);
        Ok(chosen)
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
