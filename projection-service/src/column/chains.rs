//! Which records share a hash: fourteen bytes a record, whatever the hash is of.

use hashbrown::HashTable;

use super::Place;

/// The hash of a record that has none.
const NONE: u32 = 0;
/// No further record.
const END: Place = Place::MAX;

/// Records by a hash that each may have, chained where it is the same. Different values may share a
/// hash, so whoever looks compares again.
#[derive(Default)]
pub struct Chains {
    hashes: Vec<u32>,
    next: Vec<Place>,
    heads: HashTable<Place>,
}

impl Chains {
    /// Gives a record another hash, or none.
    pub fn set(&mut self, place: Place, hash: Option<u32>) {
        let (at, hash) = (place as usize, hash.map_or(NONE, some));
        if self.hashes.len() <= at {
            self.hashes.resize(at + 1, NONE);
            self.next.resize(at + 1, END);
        }
        if self.hashes[at] != hash {
            self.unlink(place);
            self.hashes[at] = hash;
            self.link(place);
        }
    }

    /// The hash that a record has.
    pub fn hash_of(&self, place: Place) -> Option<u32> {
        self.hashes.get(place as usize).copied().filter(|hash| *hash != NONE)
    }

    /// The records with a hash; at most `most` of them.
    pub fn with(&self, hash: u32, most: usize) -> impl Iterator<Item = Place> + '_ {
        let hash = some(hash);
        let head = self.heads.find(spread(hash), |head| self.hashes[*head as usize] == hash);
        let next = |place: &Place| Some(self.next[*place as usize]).filter(|next| *next != END);
        std::iter::successors(head.copied(), next).take(most)
    }

    fn link(&mut self, place: Place) {
        let Self { hashes, next, heads } = self;
        let hash = hashes[place as usize];
        if hash == NONE {
            return;
        }
        match heads.find_mut(spread(hash), |head| hashes[*head as usize] == hash) {
            Some(head) => {
                next[place as usize] = *head;
                *head = place;
            }
            None => {
                let of = |head: &Place| spread(hashes[*head as usize]);
                heads.insert_unique(spread(hash), place, of);
            }
        }
    }

    fn unlink(&mut self, place: Place) {
        let hash = self.hashes[place as usize];
        if hash == NONE {
            return;
        }
        let after = std::mem::replace(&mut self.next[place as usize], END);
        let Self { hashes, next, heads } = self;
        let same = |head: &Place| hashes[*head as usize] == hash;
        let Ok(mut head) = heads.find_entry(spread(hash), same) else { return };
        if *head.get() != place {
            let mut before = *head.get();
            while next[before as usize] != place && next[before as usize] != END {
                before = next[before as usize];
            }
            next[before as usize] = after;
        } else if after == END {
            head.remove();
        } else {
            *head.get_mut() = after;
        }
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.hashes.capacity() * 4 + self.next.capacity() * 4 + self.heads.capacity() * 6
    }
}

/// A hash that isn't none.
fn some(hash: u32) -> u32 {
    hash.max(NONE + 1)
}

/// The table looks at other bits than those that are alike.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::testing::Dice;

    #[test]
    fn chains_are_what_a_map_of_sets_is() {
        let mut dice = Dice::new(7);
        let (mut chains, mut plain) = (Chains::default(), BTreeMap::<Place, Option<u32>>::new());
        for _ in 0..2_000 {
            let place = dice.below(40) as Place;
            let hash = (dice.below(5) > 0).then(|| 1 + dice.below(8) as u32);
            chains.set(place, hash);
            plain.insert(place, hash);
            let wanted = 1 + dice.below(8) as u32;
            let found: BTreeSet<_> = chains.with(wanted, usize::MAX).collect();
            let having = plain.iter().filter(|(_, hash)| **hash == Some(wanted));
            assert_eq!(found, having.map(|(place, _)| *place).collect());
        }
    }
}
