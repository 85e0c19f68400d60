//! Records that turned out to be others: what names one of them is read as the one that goes on.
//! Rows keep the ids under which they were written; indexes are moved, and answers and conditions are
//! followed.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::index::Places;
use super::{Customers, MERGED};
use crate::projection::Tx;
use crate::store::StoreError;
use crate::store::codec::decode;

/// Kinds of records that merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Lead,
    Account,
    Contact,
}

/// A record that was merged into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Joined {
    kind: Kind,
    id: Uuid,
    into: Uuid,
}

/// Which record of a kind each merged one turned out to be, one step on.
#[derive(Default)]
pub struct Aliases(HashMap<Uuid, Uuid>);

impl Aliases {
    /// The record that is meant by an id: itself, or the one that it was merged into.
    pub fn meant(&self, id: Uuid) -> Uuid {
        let mut at = id;
        while let Some(into) = self.0.get(&at) {
            at = *into;
        }
        at
    }

    /// Whether none was merged.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a record was merged into another.
    pub fn is_merged(&self, id: Uuid) -> bool {
        self.0.contains_key(&id)
    }

    /// Takes over a merge, and says which record is meant from now on. Of a log that was written by
    /// these rules none is merged twice, and no two become each other.
    fn add(&mut self, id: Uuid, into: Uuid) -> Option<Uuid> {
        let meant = self.meant(into);
        if meant == id || self.is_merged(id) {
            return None;
        }
        self.0.insert(id, into);
        Some(meant)
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.0.capacity() * 40
    }
}

/// A record was merged into another one: from now on its id leads there.
pub fn joined(customers: &mut Customers, tx: &mut Tx<'_>, kind: Kind, (id, into): (Uuid, Uuid)) {
    let Some(to) = customers.aliases(kind).add(id, into) else { return };
    let key = [&[kind as u8][..], id.as_bytes()].concat();
    tx.put(MERGED, &key, &Joined { kind, id, into });
    customers.unite(kind, (id, to));
}

/// The same from a row. Such rows are loaded before all records, which are then added where they are
/// meant to be.
pub fn load(customers: &mut Customers, row: &[u8]) -> Result<(), StoreError> {
    let Joined { kind, id, into } = decode(row)?;
    customers.aliases(kind).add(id, into);
    Ok(())
}

impl Customers {
    fn aliases(&mut self, kind: Kind) -> &mut Aliases {
        match kind {
            Kind::Lead => &mut self.leads,
            Kind::Account => &mut self.accounts.aliases,
            Kind::Contact => &mut self.contacts.aliases,
        }
    }
}

/// Puts the places under one key to those under another, ascending.
pub fn unite(map: &mut HashMap<Uuid, Places>, (from, to): (Uuid, Uuid)) {
    let Some(places) = map.remove(&from) else { return };
    let united = map.entry(to).or_default();
    united.extend(places);
    united.sort_unstable();
    united.dedup();
}
