//! Pairs of records of which a person said that they are not the same.

use event_schema::DuplicateEvent;
use hashbrown::HashMap;

use super::Similar;
use crate::column::Place;
use crate::projection::Tx;
use crate::store::StoreError;
use crate::store::key::{Table, place, place_of};

/// Which others a record isn't. Each pair stands from both sides, as it is recorded.
#[derive(Default)]
pub struct Apart(HashMap<Place, Vec<Place>>);

impl Apart {
    /// The others that a record isn't.
    pub fn from(&self, own: Place) -> &[Place] {
        self.0.get(&own).map_or(&[], |others| others)
    }

    pub(super) fn add(&mut self, (own, other): (Place, Place)) {
        let others = self.0.entry(own).or_default();
        if !others.contains(&other) {
            others.push(other);
        }
    }

    pub(super) fn remove(&mut self, (own, other): (Place, Place)) {
        if let Some(others) = self.0.get_mut(&own) {
            others.retain(|known| *known != other);
        }
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let others: usize = self.0.values().map(|others| others.capacity() * 4).sum();
        self.0.capacity() * 32 + others
    }
}

/// What a person said of the records at two places, from the first one's side. Pairs have rows of
/// their own, since records of that many events stay as they are.
pub fn told(
    (similar, table): (&mut Similar, Table),
    tx: &mut Tx<'_>,
    pair: (Place, Place),
    event: &DuplicateEvent,
) {
    let key = [place(pair.0), place(pair.1)].concat();
    match event {
        DuplicateEvent::DuplicateDismissed(_) => {
            similar.apart.add(pair);
            tx.put(table, &key, &true);
        }
        DuplicateEvent::DuplicateRestored(_) => {
            similar.apart.remove(pair);
            tx.remove(table, &key);
        }
    }
    similar.look_again(pair.0);
}

/// Takes over a pair from its row.
pub fn load(similar: &mut Similar, key: &[u8]) -> Result<(), StoreError> {
    let (own, other) = key.split_at_checked(key.len() / 2).unwrap_or_default();
    let pair = place_of(own).zip(place_of(other));
    similar.apart.add(pair.ok_or_else(|| StoreError::Row("a pair is not of two places".into()))?);
    Ok(())
}
