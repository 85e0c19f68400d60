//! Which place a record has, by its id: five bytes a record beside the id itself.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use uuid::Uuid;

use super::{Place, next_place};

/// Ids in the order of their places.
#[derive(Default)]
pub struct Ids {
    ids: Vec<Uuid>,
    places: HashTable<Place>,
    hasher: DefaultHashBuilder,
}

impl Ids {
    /// The place of this id.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        let hash = self.hasher.hash_one(id);
        self.places.find(hash, |place| self.ids[*place as usize] == id).copied()
    }

    /// The id at a place.
    pub fn id(&self, place: Place) -> Uuid {
        self.ids[place as usize]
    }

    /// The place of this id, a new one at the end if it has none.
    pub fn place_or_add(&mut self, id: Uuid) -> Place {
        if let Some(place) = self.place(id) {
            return place;
        }
        let place = next_place(self.ids.len());
        self.ids.push(id);
        let Self { ids, places, hasher } = self;
        let rehash = |place: &Place| hasher.hash_one(ids[*place as usize]);
        places.insert_unique(hasher.hash_one(id), place, rehash);
        place
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.ids.capacity() * size_of::<Uuid>() + self.places.capacity() * 6
    }
}
