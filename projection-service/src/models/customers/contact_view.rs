//! Answers about contacts.

use event_schema::{StreamId, StreamType};
use uuid::Uuid;

use super::index::referred;
use super::rows::ContactRow;
use super::{CONTACTS, Customers};
use crate::column::Place;
use crate::models::listing::choose;
use crate::models::person::Viewer;
use crate::projection::Rows;
use crate::query::{AskError, ContactFilter, ContactView, Page, Paging};
use crate::store::key::place;

impl Customers {
    /// A page of contacts.
    pub fn contacts(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        filter: &ContactFilter,
        paging: &Paging,
    ) -> Result<Page<ContactView>, AskError> {
        let index = &self.contacts;
        let of_account = filter.account.map(|id| index.of(id));
        let external = referred(&index.external, &filter.external_id);
        let number = |value: &Option<String>| value.as_ref().map(|v| index.values.number(v));
        let (role, influence) = (number(&filter.decision_role), number(&filter.influence));
        let named = filter.text.as_deref().and_then(|text| self.accounts.names.find(text));
        let at_named = |account: Uuid| {
            let place = self.accounts.place(account);
            named
                .as_ref()
                .is_none_or(|found| place.is_some_and(|place| found.binary_search(&place).is_ok()))
        };
        let chosen = choose(&index.positions, of_account.or(external), paging, |at| {
            let columns = &index.columns[at as usize];
            role.is_none_or(|role| role == Some(columns.decision_role))
                && influence.is_none_or(|influence| influence == Some(columns.influence))
                && at_named(columns.account)
                && external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| contact_row(rows, *at).map(|row| contact(row, viewer));
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// One contact.
    pub fn contact(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
    ) -> Result<ContactView, AskError> {
        let at = self.contacts.place(id).ok_or(AskError::NotFound)?;
        Ok(contact(contact_row(rows, at)?, viewer))
    }

    /// The contacts of an account, oldest first.
    pub(super) fn contacts_of(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        account: Uuid,
    ) -> Result<Vec<ContactView>, AskError> {
        let places = self.contacts.of(account).iter();
        places.map(|at| contact_row(rows, *at).map(|row| contact(row, viewer))).collect()
    }
}

fn contact_row(rows: Rows<'_>, at: Place) -> Result<ContactRow, AskError> {
    rows.get(CONTACTS, &place(at))?.ok_or(AskError::NotFound)
}

fn contact(row: ContactRow, viewer: &Viewer<'_>) -> ContactView {
    let stream = StreamId::new(StreamType::Contact, row.id);
    ContactView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        person: viewer.person(row.person_id, stream, &row.boxes),
        decision_role: row.decision_role.map(|role| role.to_string()),
        influence: row.influence.map(|influence| influence.name().to_owned()),
        main: row.main,
        reports_to: row.reports_to,
        from_lead_id: row.from_lead_id,
        lead_ids: row.lead_ids,
        external_id: row.external_id,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
