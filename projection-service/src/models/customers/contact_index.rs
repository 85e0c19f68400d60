//! What lists of contacts are chosen by, in memory; columns by place, which is log order.

use std::collections::HashMap;

use event_schema::Position;
use event_schema::event::ExternalId;
use rules::views::List;
use uuid::Uuid;

use super::aliases::{Aliases, unite};
use super::cells::{AT, CONTACT_COLUMNS, REPORTS_TO, of_contact};
use super::contact_has::bits;
use super::index::{External, NOWHERE, Places, refer, refer_again, referred};
use super::rows::ContactRow;
use crate::column::{Ids, Place};
use crate::models::similar::Similar;
use crate::sheet::{Cell, Sheet, put};

/// Contacts.
pub struct Contacts {
    ids: Ids,
    pub positions: Vec<Position>,
    columns: Vec<ContactColumns>,
    /// The places of their accounts.
    pub accounts: Vec<Place>,
    pub sheet: Sheet,
    /// Those that were merged into others are at no account any more.
    pub by_account: HashMap<Uuid, Places>,
    pub external: External,
    pub aliases: Aliases,
    /// Whether the contact at a place was merged into another: no list shows it.
    pub merged: Vec<bool>,
    /// By what contacts may be one with others.
    pub similar: Similar,
    /// The bits of the key fields that each has.
    pub filled: Vec<u8>,
}

/// What the contacts of an account are found by.
#[derive(Clone, Copy)]
struct ContactColumns {
    account: Uuid,
    main: bool,
}

/// The account that a contact is at.
#[derive(Clone, Copy)]
pub struct Workplace {
    pub id: Uuid,
    pub place: Place,
}

impl Default for Contacts {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            positions: Vec::new(),
            columns: Vec::new(),
            accounts: Vec::new(),
            sheet: Sheet::first(List::Contacts.fields(), CONTACT_COLUMNS),
            by_account: HashMap::default(),
            external: External::default(),
            aliases: Aliases::default(),
            merged: Vec::new(),
            similar: Similar::default(),
            filled: Vec::new(),
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

    /// The place of the contact that is meant by an id.
    pub fn meant(&self, id: Uuid) -> Option<Place> {
        self.place(self.aliases.meant(id))
    }

    /// The contacts that have this reference or took one in that had it, if it is asked for.
    pub fn referred(&self, asked: &Option<(String, String)>) -> Option<Vec<Place>> {
        let places = referred(&self.external, asked)?.iter();
        Some(places.filter_map(|at| self.meant(self.id(*at))).collect())
    }

    /// The id of a contact.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// The account of a contact.
    pub fn account(&self, place: Place) -> Uuid {
        self.columns[place as usize].account
    }

    /// Adds a contact at an account.
    pub fn add(&mut self, row: &ContactRow, at: Workplace) -> Place {
        let place = self.ids.place_or_add(row.id);
        let merged = self.aliases.is_merged(row.id);
        self.positions.push(row.position);
        self.merged.push(merged);
        if !merged {
            self.by_account.entry(at.id).or_default().push(place);
        }
        refer(&mut self.external, &row.external_id, place);
        self.accounts.push(at.place);
        self.columns.push(ContactColumns { account: at.id, main: row.main });
        self.show(place, row, at);
        place
    }

    /// Takes over what changes of a contact, which is at this account from now on.
    pub fn describe(
        &mut self,
        place: Place,
        before: &Option<ExternalId>,
        (row, at): (&ContactRow, Workplace),
    ) {
        self.accounts[place as usize] = at.place;
        let account = self.account(place);
        if account != at.id && !self.merged[place as usize] {
            if let Some(places) = self.by_account.get_mut(&account) {
                places.retain(|known| *known != place);
            }
            let places = self.by_account.entry(at.id).or_default();
            places.insert(places.partition_point(|known| *known < place), place);
        }
        refer_again(&mut self.external, (before, &row.external_id), place);
        self.columns[place as usize] = ContactColumns { account: at.id, main: row.main };
        self.show(place, row, at);
    }

    fn show(&mut self, place: Place, row: &ContactRow, at: Workplace) {
        let reports_to = row.reports_to.map(|id| self.aliases.meant(id));
        self.sheet.set(place, &of_contact(row, at.id, reports_to));
        self.sheet.set_custom(place, &row.custom);
        put(&mut self.filled, place as usize, bits(row));
        self.similar.set(place, &row.traits());
        if self.merged[place as usize] {
            self.similar.retire(place);
        }
    }

    /// A contact turned out to be another one: it is at no account any more, and whoever reported to
    /// it reports to the other.
    pub fn hide(&mut self, (id, to): (Uuid, Uuid)) {
        for place in self.sheet.places_with(REPORTS_TO, id) {
            self.sheet.replace(place, REPORTS_TO, &[Cell::Id(to)]);
        }
        let Some(at) = self.place(id) else { return };
        self.merged[at as usize] = true;
        self.similar.retire(at);
        if let Some(places) = self.by_account.get_mut(&self.columns[at as usize].account) {
            places.retain(|known| *known != at);
        }
    }

    /// An account turned out to be another one: its contacts are there.
    pub fn move_all(&mut self, from: Uuid, to: Workplace) {
        for place in self.sheet.places_with(AT, from) {
            self.columns[place as usize].account = to.id;
            self.accounts[place as usize] = to.place;
            self.sheet.replace(place, AT, &[Cell::Id(to.id)]);
        }
        unite(&mut self.by_account, (from, to.id));
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
            + self.aliases.memory_bytes()
            + self.merged.capacity()
            + self.similar.memory_bytes()
            + self.filled.capacity()
    }
}
