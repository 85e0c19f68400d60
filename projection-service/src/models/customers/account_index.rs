//! What lists of accounts are chosen by, in memory; columns by place, which is log order.

use event_schema::event::ExternalId;
use event_schema::value::Key;
use event_schema::{Position, Timestamp};
use rules::duplicates::Traits;
use rules::settings::PARENT;
use rules::views::List;
use uuid::Uuid;

use super::aliases::Aliases;
use super::cells::{ACCOUNT_COLUMNS, CONTACTS_AT, KeyFields, ORDERS_AT, of_account};
use super::index::{External, NOWHERE, refer, refer_again, referred};
use super::rows::{AccountRow, Way};
use crate::column::{Ids, Place, WordIndex};
use crate::models::similar::Similar;
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
    pub aliases: Aliases,
    /// Whether the account at a place was merged into another: no list shows it.
    pub merged: Vec<bool>,
    /// By what accounts may be one with others.
    pub similar: Similar,
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
            aliases: Aliases::default(),
            merged: Vec::new(),
            similar: Similar::default(),
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

    /// The place of the account that is meant by an id.
    pub fn meant(&self, id: Uuid) -> Option<Place> {
        self.place(self.aliases.meant(id))
    }

    /// The accounts that have this reference or took one in that had it, if it is asked for.
    pub fn referred(&self, asked: &Option<(String, String)>) -> Option<Vec<Place>> {
        let places = referred(&self.external, asked)?.iter();
        Some(places.filter_map(|at| self.meant(self.id(*at))).collect())
    }

    /// Adds an account that nothing is known to belong to.
    pub fn add(&mut self, row: &AccountRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.merged.push(self.aliases.is_merged(row.id));
        self.names.add(place, &row.name);
        refer(&mut self.external, &row.external_id, place);
        let mut cells = [Cell::None; ACCOUNT_COLUMNS];
        cells[..CONTACTS_AT].copy_from_slice(&of_account(row));
        (cells[CONTACTS_AT], cells[ORDERS_AT]) = (Cell::Number(0), Cell::Number(0));
        self.sheet.set(place, &cells);
        self.sheet.set_custom(place, &row.custom);
        self.filled.push(KeyFields::of(row, false));
        self.compare(place, row);
        place
    }

    /// Takes over what changes, but for the name and the reference.
    pub fn describe(&mut self, place: Place, row: &AccountRow) {
        self.sheet.replace(place, 0, &of_account(row));
        self.sheet.set_custom(place, &row.custom);
        let filled = &mut self.filled[place as usize];
        *filled = KeyFields::of(row, filled.has("contact"));
        self.compare(place, row);
    }

    /// Takes over by what an account may be one with others.
    fn compare(&mut self, place: Place, row: &AccountRow) {
        if !self.merged[place as usize] {
            self.similar.set(place, &row.traits());
        }
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

    /// An account turned out to be another one.
    pub fn hide(&mut self, id: Uuid) {
        if let Some(at) = self.place(id) {
            self.merged[at as usize] = true;
            self.similar.set(at, &Traits::default());
        }
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.sheet.memory_bytes()
            + self.positions.capacity() * 8
            + self.filled.capacity() * 2
            + self.names.memory_bytes()
            + self.external.capacity() * 40
            + self.aliases.memory_bytes()
            + self.merged.capacity()
            + self.similar.memory_bytes()
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
