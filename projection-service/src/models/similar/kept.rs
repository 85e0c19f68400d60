//! What comparing found, and whether it still holds.

use std::sync::Arc;

use hashbrown::HashMap;

use rules::settings::{Duplicates, LikelyScores};
use rust_decimal::Decimal;

use super::{Found, Listed};
use crate::column::Place;

/// The stamp of a record that was not compared.
const NEVER: u32 = 0;
/// Fewest and most keys whose changes are counted apart: powers of two.
const ROOM: std::ops::RangeInclusive<usize> = 64..=65_536;

/// How often the records of a key changed, by a few bits of the key: those of another key may be
/// counted with them, which costs comparing once too often.
pub struct Changes {
    counts: Vec<u32>,
    total: u64,
}

impl Default for Changes {
    fn default() -> Self {
        Self { counts: vec![0; *ROOM.start()], total: 0 }
    }
}

impl Changes {
    /// Makes room for as many records; whether earlier stamps say nothing any more.
    pub fn make_room(&mut self, records: usize) -> bool {
        let grows = records > self.counts.len() && self.counts.len() < *ROOM.end();
        if grows {
            self.counts = vec![0; self.counts.len() * 2];
        }
        grows
    }

    /// Records of these keys came, went or changed.
    pub fn note(&mut self, keys: impl Iterator<Item = u32>) {
        self.total += 1;
        for key in keys {
            let at = self.at(key);
            self.counts[at] = self.counts[at].wrapping_add(1);
        }
    }

    /// Another number after each change of these keys.
    pub fn stamp(&self, keys: impl Iterator<Item = u32>) -> u32 {
        let count = |key: u32| self.counts[self.at(key)];
        keys.fold(NEVER, |sum, key| sum.wrapping_add(count(key))).max(NEVER + 1)
    }

    /// Where a key is counted.
    fn at(&self, key: u32) -> usize {
        key as usize & (self.counts.len() - 1)
    }

    /// How many changes there were.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.counts.capacity() * 4
    }
}

/// What of the rules decides what is found.
type Figures = ([Decimal; 4], [u32; 2]);

fn figures(rules: &Duplicates) -> Figures {
    let LikelyScores { email, phone, domain } = &rules.scores;
    ([rules.similarity, *email, *phone, *domain], [rules.proposals_max, rules.common_from])
}

/// What comparing found.
#[derive(Default)]
pub struct Kept {
    rules: Option<Figures>,
    /// When each record was compared, by its stamp.
    stamps: Vec<u32>,
    found: HashMap<Place, Box<[Found]>>,
    /// Where comparing all goes on.
    pub next: Place,
    /// After how many changes all were compared, and what they come to.
    whole: Option<(u64, Arc<Listed>)>,
}

impl Kept {
    /// Forgets what other rules found.
    pub fn found_by(&mut self, rules: &Duplicates) {
        let rules = Some(figures(rules));
        if self.rules != rules {
            *self = Self { rules, ..Self::default() };
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self { rules: self.rules.take(), ..Self::default() };
    }

    /// A record is another one than was compared.
    pub fn forget(&mut self, place: Place) {
        if let Some(stamp) = self.stamps.get_mut(place as usize) {
            *stamp = NEVER;
            self.found.remove(&place);
        }
    }

    /// What was found for a record, if nothing changed since.
    pub fn get(&self, place: Place, stamp: u32) -> Option<&[Found]> {
        let same = self.stamps.get(place as usize) == Some(&stamp);
        same.then(|| self.found.get(&place).map_or(&[][..], |found| found))
    }

    /// Keeps what was found for a record.
    pub fn keep(&mut self, place: Place, stamp: u32, found: &[Found]) {
        let at = place as usize;
        if self.stamps.len() <= at {
            self.stamps.resize(at + 1, NEVER);
        }
        self.stamps[at] = stamp;
        match found {
            [] => _ = self.found.remove(&place),
            found => _ = self.found.insert(place, found.into()),
        }
    }

    /// Whether all were compared after so many changes.
    pub fn is_whole(&self, total: u64) -> bool {
        self.whole.as_ref().is_some_and(|(after, _)| *after == total)
    }

    /// All are compared after so many changes.
    pub fn all_done(&mut self, total: u64, records: u64) {
        let listed = Listed { records, doubtful: self.doubtful() };
        (self.next, self.whole) = (0, Some((total, Arc::new(listed))));
    }

    /// What all come to; nothing before they were compared.
    pub fn listed(&self) -> Arc<Listed> {
        self.whole.as_ref().map_or_else(Arc::default, |(_, listed)| listed.clone())
    }

    /// Every record that may be an older one, with how likely the likeliest of those is: the
    /// likeliest first, of equal ones the newest.
    fn doubtful(&self) -> Vec<(u16, Place)> {
        let older = self.found.iter().filter_map(|(place, found)| {
            let likeliest = found.iter().find(|found| found.at < *place)?;
            Some((likeliest.likely.score, *place))
        });
        let mut doubtful: Vec<_> = older.collect();
        doubtful.sort_unstable_by(|one, other| other.cmp(one));
        doubtful
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let found: usize = self.found.values().map(|found| size_of_val(&**found)).sum();
        let listed = self.whole.as_ref().map_or(0, |(_, listed)| listed.doubtful.capacity() * 8);
        self.stamps.capacity() * 4 + self.found.capacity() * 24 + found + listed
    }
}
