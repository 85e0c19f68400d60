//! Answers about contacts.

use std::borrow::Cow;

use event_schema::value::LookupKey;
use event_schema::{StreamId, StreamType};
use rules::views::{List, Operand};
use uuid::Uuid;

use super::account_view::Present;
use super::completeness;
use super::rows::ContactRow;
use super::sift::Wanted;
use super::{CONTACTS, Customers};
use crate::column::Place;
use crate::models::listing::is;
use crate::models::person::Viewer;
use crate::models::sought;
use crate::projection::Rows;
use crate::query::{AskError, ContactFilter, ContactView, Page, Paging};
use crate::store::key::place;

impl Customers {
    /// A page of contacts.
    pub fn contacts(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        (filter, paging): (&ContactFilter, &Paging),
        present: Present<'_>,
    ) -> Result<Page<ContactView>, AskError> {
        let index = &self.contacts;
        let word = |field: &str, word: &Option<String>| {
            word.clone().map(|word| is(field, Operand::Word(word)))
        };
        let conditions =
            [word("decision_role", &filter.decision_role), word("influence", &filter.influence)];
        let keys = sought::keys(&filter.person, viewer, present)?;
        let person = keys.map(|keys| self.of_person(rows, viewer, &keys)).transpose()?;
        let within = [
            person.map(Cow::Owned),
            filter.account.map(|id| Cow::Borrowed(index.of(self.accounts.aliases.meant(id)))),
            index.referred(&filter.external_id).map(Cow::Owned),
            filter.text.as_deref().and_then(|text| self.at_named(text)).map(Cow::Owned),
        ];
        let wanted = Wanted {
            list: List::Contacts,
            conditions: conditions.into_iter().flatten().collect(),
            within: within.into_iter().flatten().collect(),
        };
        let chosen = self.sifted(wanted, (&filter.sifting, paging), present)?;
        let item = |at: &Place| self.contact_at(rows, viewer, *at, present);
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// The contacts of a person with these keys, merged ones under their survivors.
    fn of_person(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        keys: &[LookupKey],
    ) -> Result<Vec<Place>, AskError> {
        let holds = |at: Place, key: &LookupKey| -> Result<bool, AskError> {
            let row = rows.shared::<ContactRow>(CONTACTS, &place(at))?.ok_or(AskError::NotFound)?;
            let stream = StreamId::new(StreamType::Contact, row.id);
            let has = row.keys.contains(key);
            Ok(has && !viewer.person(row.person_id, stream, &row.boxes).sealed)
        };
        let meant = |at: Place| self.contacts.meant(self.contacts.id(at));
        sought::places(&self.contacts.similar, keys, holds, meant)
    }

    /// The contacts at accounts by whose names this finds them; `None` if it has no words.
    fn at_named(&self, text: &str) -> Option<Vec<Place>> {
        let named = self.accounts.names.find(text)?;
        let mut is_named = vec![false; self.accounts.positions.len()];
        named.iter().for_each(|account| is_named[*account as usize] = true);
        let at_named =
            |(_, account): &(Place, &Place)| is_named.get(**account as usize) == Some(&true);
        let places = (0..).zip(&self.contacts.accounts).filter(at_named);
        Some(places.map(|(place, _)| place).collect())
    }

    /// These contacts; those that there aren't are left out.
    pub fn contacts_named(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        ids: &[Uuid],
        present: Present<'_>,
    ) -> Result<Page<ContactView>, AskError> {
        let places = ids.iter().filter_map(|id| self.contacts.meant(*id));
        let item = |at| self.contact_at(rows, viewer, at, present);
        Ok(Page::whole(places.map(item).collect::<Result<_, _>>()?))
    }

    /// One contact, by the id of one that was merged into it, too.
    pub fn contact(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
        (book, now): Present<'_>,
    ) -> Result<ContactView, AskError> {
        let at = self.contacts.meant(id).ok_or(AskError::NotFound)?;
        let mut view = self.contact_at(rows, viewer, at, (book, now))?;
        if let Ok(setting) = book.duplicates(now) {
            view.duplicates = self.contact_proposals(rows, viewer, at, setting.body)?;
        }
        Ok(view)
    }

    /// The contacts that turned out to be this one.
    pub(super) fn merged_contacts(&self, rows: Rows<'_>, id: Uuid) -> Result<Vec<Uuid>, AskError> {
        let Some(at) = self.contacts.place(id) else { return Ok(Vec::new()) };
        Ok(contact_row(rows, at)?.merged_ids)
    }

    pub(super) fn contact_at(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        at: Place,
        present: Present<'_>,
    ) -> Result<ContactView, AskError> {
        let mut row = contact_row(rows, at)?;
        row.account_id = self.contacts.account(at);
        row.reports_to = row.reports_to.map(|id| self.contacts.aliases.meant(id));
        let (influences, influenced_by) = self.network_of(&row);
        Ok(ContactView { influences, influenced_by, ..contact(row, viewer, present) })
    }

    /// The contacts of an account, oldest first.
    pub(super) fn contacts_of(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        account: Uuid,
        present: Present<'_>,
    ) -> Result<Vec<ContactView>, AskError> {
        let places = self.contacts.of(account).iter();
        places.map(|at| self.contact_at(rows, viewer, *at, present)).collect()
    }
}

fn contact_row(rows: Rows<'_>, at: Place) -> Result<ContactRow, AskError> {
    rows.get(CONTACTS, &place(at))?.ok_or(AskError::NotFound)
}

fn contact(row: ContactRow, viewer: &Viewer<'_>, present: Present<'_>) -> ContactView {
    let stream = StreamId::new(StreamType::Contact, row.id);
    let person = viewer.person(row.person_id, stream, &row.boxes);
    ContactView {
        completeness: completeness::of_contact(&row, present),
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        custom: person.with(row.custom),
        person,
        decision_role: row.decision_role.map(|role| role.to_string()),
        influence: row.influence.map(|influence| influence.name().to_owned()),
        main: row.main,
        reports_to: row.reports_to,
        influences: Vec::new(),
        influenced_by: Vec::new(),
        from_lead_id: row.from_lead_id,
        lead_ids: row.lead_ids,
        duplicates: Vec::new(),
        merged_ids: row.merged_ids,
        external_id: row.external_id,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
