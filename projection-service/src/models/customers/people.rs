//! What lists of accounts and contacts are chosen by, in memory; columns by place, which is log
//! order.

use std::collections::HashMap;

use event_schema::event::ExternalId;
use event_schema::value::Key;
use event_schema::{Position, Timestamp};
use rules::settings::PARENT;
use rules::views::List;
use uuid::Uuid;

use super::cells::{ACCOUNT_COLUMNS, CONTACTS_AT, KeyFields, ORDERS_AT, of_account, of_contact};
use super::index::{External, NOWHERE, Places, refer, refer_again};
use super::rows::{AccountRow, ContactRow, Way};
use crate::column::{Ids, Place, WordIndex};
use crate::sheet::{Cell, Sheet};

/// Accounts.
pub struct Accounts {
    ids: Ids,
    pub positions: Vec<Position>,
    pub sheet: Sheet,
    /// The key fields that each has.
    pub filled: Vec<KeyFields>,
    pub names: WordIndex,
    pub external: External,
}

/// Contacts.
pub struct Contacts {
    ids: Ids,
    pub positions: Vec<Position>,
    columns: Vec<ContactColumns>,
    /// The places of their accounts.
    pub accounts: Vec<Place>,
    pub sheet: Sheet,
    pub by_account: HashMap<Uuid, Places>,
    pub external: External,
}

/// What the contacts of an account are found by.
#[derive(Clone, Copy)]
struct ContactColumns {
    account: Uuid,
    main: bool,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            sheet: Sheet::first(List::Accounts.fields(), ACCOUNT_COLUMNS),
            filled: Vec::new(),
            names: WordIndex::default(),
            external: External::default(),
        }
    }
}

impl Accounts {
    /// The id of an account.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// The place of an account.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The place of an account, or [`NOWHERE`].
    pub fn place_or_nowhere(&self, id: Option<Uuid>) -> Place {
        id.and_then(|id| self.place(id)).unwrap_or(NOWHERE)
    }

    /// Adds an account that nothing is known to belong to.
    pub fn add(&mut self, row: &AccountRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.names.add(place, &row.name);
        refer(&mut self.external, &row.external_id, place);
        let mut cells = [Cell::None; ACCOUNT_COLUMNS];
        cells[..CONTACTS_AT].copy_from_slice(&of_account(row));
        (cells[CONTACTS_AT], cells[ORDERS_AT]) = (Cell::Number(0), Cell::Number(0));
        self.sheet.set(place, &cells);
        self.filled.push(KeyFields::of(row, false));
        place
    }

    /// Takes over what changes, but for the name and the reference.
    pub fn describe(&mut self, place: Place, row: &AccountRow) {
        self.sheet.replace(place, 0, &of_account(row));
        let filled = &mut self.filled[place as usize];
        *filled = KeyFields::of(row, filled.has("contact"));
    }

    /// Takes over how many contacts an account has.
    pub fn has_contacts(&mut self, id: Uuid, contacts: usize) {
        let Some(place) = self.place(id) else { return };
        self.sheet.replace(place, CONTACTS_AT, &[Cell::Number(contacts as i64)]);
        let filled = &mut self.filled[place as usize];
        *filled = filled.with_contact(contacts > 0);
    }

    /// Takes over what the orders of an account say.
    pub fn has_ordered(&mut self, id: Uuid, cells: &[Cell<'_>]) {
        let Some(place) = self.place(id) else { return };
        self.sheet.replace(place, ORDERS_AT, cells);
    }

    /// Takes over a name and a reference that changed.
    pub fn rename(&mut self, place: Place, before: (&str, &Option<ExternalId>), row: &AccountRow) {
        if before.0 != row.name {
            self.names.remove(place, before.0);
            self.names.add(place, &row.name);
        }
        refer_again(&mut self.external, (before.1, &row.external_id), place);
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.positions.capacity() * 8
            + self.filled.capacity() * 2
            + self.names.memory_bytes()
            + self.external.capacity() * 40
    }
}

impl AccountRow {
    /// The account above it.
    pub fn parent(&self) -> Option<Uuid> {
        let is_parent = |relation: &Key, way: Way| relation.as_str() == PARENT && way == Way::To;
        let mut links = self.links.iter();
        links.find(|link| is_parent(&link.relation, link.way)).map(|link| link.other)
    }

    /// When something last happened with it: its latest interaction, else its creation.
    pub fn quiet_since(&self) -> Timestamp {
        self.last.map_or(self.created_at, |last| last.at)
    }
}

impl Default for Contacts {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            columns: Vec::new(),
            accounts: Vec::new(),
            sheet: Sheet::new(List::Contacts.fields()),
            by_account: HashMap::default(),
            external: External::default(),
        }
    }
}

impl Contacts {
    /// The place of a contact.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The place of a contact, or [`NOWHERE`].
    pub fn place_or_nowhere(&self, id: Option<Uuid>) -> Place {
        id.and_then(|id| self.place(id)).unwrap_or(NOWHERE)
    }

    /// The id of a contact.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// The account of a contact.
    pub fn account(&self, place: Place) -> Uuid {
        self.columns[place as usize].account
    }

    /// Adds a contact at the account with this place.
    pub fn add(&mut self, row: &ContactRow, account: Place) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.by_account.entry(row.account_id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        self.accounts.push(account);
        self.columns.push(ContactColumns { account: row.account_id, main: row.main });
        self.sheet.set(place, &of_contact(row));
        place
    }

    /// Takes over what changes; it is at the account with the place `at` now.
    pub fn describe(
        &mut self,
        (place, at): (Place, Place),
        before: &Option<ExternalId>,
        row: &ContactRow,
    ) {
        self.accounts[place as usize] = at;
        let account = self.account(place);
        if account != row.account_id {
            if let Some(places) = self.by_account.get_mut(&account) {
                places.retain(|known| *known != place);
            }
            let places = self.by_account.entry(row.account_id).or_default();
            places.insert(places.partition_point(|known| *known < place), place);
        }
        refer_again(&mut self.external, (before, &row.external_id), place);
        self.columns[place as usize] = ContactColumns { account: row.account_id, main: row.main };
        self.sheet.set(place, &of_contact(row));
    }

    /// The contacts of an account, oldest first.
    pub fn of(&self, account: Uuid) -> &[Place] {
        self.by_account.get(&account).map_or(&[], |places| places.as_slice())
    }

    /// The main contact of an account.
    pub fn main_of(&self, account: Uuid) -> Option<Uuid> {
        let mut places = self.of(account).iter();
        places.find(|place| self.columns[**place as usize].main).map(|place| self.id(*place))
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.columns.capacity() * (size_of::<ContactColumns>() + 12)
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}
