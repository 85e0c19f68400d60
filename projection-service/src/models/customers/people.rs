//! What lists of accounts and contacts are chosen by, in memory; columns by place, which is log
//! order.

use std::collections::HashMap;

use event_schema::event::ExternalId;
use event_schema::id::UserId;
use event_schema::value::Key;
use event_schema::{Position, Timestamp};
use rules::settings::PARENT;
use smallvec::SmallVec;
use uuid::Uuid;

use super::index::{External, Places, refer, refer_again};
use super::rows::{AccountRow, ContactRow, Way};
use crate::column::{Dictionary, Ids, Place, WordIndex};

/// Accounts.
#[derive(Default)]
pub struct Accounts {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<AccountColumns>,
    pub values: Dictionary,
    pub names: WordIndex,
    pub external: External,
}

/// What accounts are filtered by; numbers of values.
#[derive(Default, Clone)]
pub struct AccountColumns {
    pub owner: Option<UserId>,
    pub grade: u32,
    pub region: u32,
    pub industry: u32,
    pub life_cycle: u32,
    pub parent: Option<Uuid>,
    pub tags: SmallVec<[u32; 2]>,
    /// Its latest interaction, else its creation.
    pub quiet_since: Option<Timestamp>,
}

/// Contacts.
#[derive(Default)]
pub struct Contacts {
    ids: Ids,
    pub positions: Vec<Position>,
    pub columns: Vec<ContactColumns>,
    pub values: Dictionary,
    pub by_account: HashMap<Uuid, Places>,
    pub external: External,
}

/// What contacts are filtered by; numbers of values.
#[derive(Default, Clone, Copy)]
pub struct ContactColumns {
    pub account: Uuid,
    pub main: bool,
    pub decision_role: u32,
    pub influence: u32,
}

impl Accounts {
    /// The place of an account.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of an account.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// Adds an account.
    pub fn add(&mut self, row: &AccountRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.columns.push(AccountColumns::default());
        self.names.add(place, &row.name);
        refer(&mut self.external, &row.external_id, place);
        self.describe(place, row);
        place
    }

    /// Takes over what changes, but for the name and the reference.
    pub fn describe(&mut self, place: Place, row: &AccountRow) {
        let mut number = |value: Option<&str>| self.values.number_or_none(value);
        self.columns[place as usize] = AccountColumns {
            owner: row.owner_id,
            grade: number(row.grade.as_ref().map(Key::as_str)),
            region: number(row.region.as_deref()),
            industry: number(row.industry.as_deref()),
            life_cycle: number(row.life_cycle.as_ref().map(Key::as_str)),
            parent: row.parent(),
            tags: row.tags.iter().map(|tag| number(Some(tag))).collect(),
            quiet_since: Some(row.quiet_since()),
        };
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
            + self.columns.capacity() * (size_of::<AccountColumns>() + 8)
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

impl Contacts {
    /// The place of a contact.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// The id of a contact.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids.id(place)
    }

    /// Adds a contact.
    pub fn add(&mut self, row: &ContactRow) -> Place {
        let place = self.ids.place_or_add(row.id);
        self.positions.push(row.position);
        self.by_account.entry(row.account_id).or_default().push(place);
        refer(&mut self.external, &row.external_id, place);
        let columns = self.columns_of(row);
        self.columns.push(columns);
        place
    }

    /// Takes over what changes.
    pub fn describe(&mut self, place: Place, before: &Option<ExternalId>, row: &ContactRow) {
        let account = self.columns[place as usize].account;
        if account != row.account_id {
            if let Some(places) = self.by_account.get_mut(&account) {
                places.retain(|known| *known != place);
            }
            let places = self.by_account.entry(row.account_id).or_default();
            places.insert(places.partition_point(|known| *known < place), place);
        }
        refer_again(&mut self.external, (before, &row.external_id), place);
        self.columns[place as usize] = self.columns_of(row);
    }

    fn columns_of(&mut self, row: &ContactRow) -> ContactColumns {
        let mut number = |value: Option<&str>| self.values.number_or_none(value);
        ContactColumns {
            account: row.account_id,
            main: row.main,
            decision_role: number(row.decision_role.as_ref().map(Key::as_str)),
            influence: number(row.influence.map(|influence| influence.name())),
        }
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
            + self.columns.capacity() * (size_of::<ContactColumns>() + 8)
            + (self.by_account.capacity() + self.external.capacity()) * 48
    }
}
