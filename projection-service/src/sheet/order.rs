//! Pages of a list, newest first or by a column, sought and never counted off.

use std::cmp::Reverse;

use rules::views::{Kind, Order, custom_key};

use super::column::{Column, NO_NUMBER};
use super::texts::Texts;
use super::{Columns, Sieve};
use crate::column::Place;

/// Where a page begins: after this record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seek {
    /// Its place.
    pub place: Place,
    /// Its rank in the column, if the list is sorted by one.
    pub rank: i64,
}

/// Places that were chosen for a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// In the order of the list.
    pub places: Vec<Place>,
    /// Where the next page begins, if there is one.
    pub next: Option<Seek>,
    /// How many match, if that was asked.
    pub count: Option<u64>,
}

/// Chooses a page. `None` if the order names no column that can be sorted by.
pub fn page(
    columns: &Columns<'_>,
    sieve: &Sieve<'_>,
    order: Option<&Order>,
    after: Option<Seek>,
    limit: usize,
    count: bool,
) -> Option<Sorted> {
    let mut sorted = match order {
        None => newest(sieve, after, limit),
        Some(order) => by_column(columns, sieve, order, after, limit)?,
    };
    if count {
        let mut n = 0;
        sieve.newest_first(usize::MAX, |_| {
            n += 1;
            true
        });
        sorted.count = Some(n);
    }
    Some(sorted)
}

fn newest(sieve: &Sieve<'_>, after: Option<Seek>, limit: usize) -> Sorted {
    let mut sorted = Sorted::default();
    let end = after.map_or(usize::MAX, |seek| seek.place as usize);
    sieve.newest_first(end, |place| {
        if sorted.places.len() == limit {
            sorted.next = sorted.places.last().map(|last| Seek { place: *last, rank: 0 });
            return false;
        }
        sorted.places.push(place);
        true
    });
    sorted
}

/// The lowest of many keys, in whatever order they come: a heap would be turned over by each of
/// them where they come in the order from high to low.
struct Best<K> {
    keys: Vec<K>,
    most: usize,
    /// The highest of those that were kept when there were too many.
    worst: Option<K>,
}

impl<K: Ord + Copy> Best<K> {
    /// Keys that are gathered between two choices, for each that is kept.
    const GATHERED: usize = 16;

    fn new(most: usize) -> Self {
        Self { keys: Vec::with_capacity(most * Self::GATHERED), most, worst: None }
    }

    fn offer(&mut self, key: K) {
        if self.worst.is_some_and(|worst| key >= worst) {
            return;
        }
        if self.keys.len() == self.most * Self::GATHERED {
            self.choose();
        }
        self.keys.push(key);
    }

    fn choose(&mut self) {
        let (_, worst, _) = self.keys.select_nth_unstable(self.most - 1);
        self.worst = Some(*worst);
        self.keys.truncate(self.most);
    }

    fn into_sorted(mut self) -> Vec<K> {
        self.keys.sort_unstable();
        self.keys.truncate(self.most);
        self.keys
    }
}

/// By what places are ranked.
enum Ranks<'a> {
    Numbers(&'a [i64]),
    Texts(&'a Texts),
    None,
}

impl Ranks<'_> {
    fn of(&self, place: Place) -> i64 {
        match self {
            Self::Numbers(values) => values[place as usize],
            Self::Texts(texts) => texts.rank(place),
            Self::None => NO_NUMBER,
        }
    }
}

/// Keeps the best of all that match: one pass, and memory for a few pages.
fn by_column(
    columns: &Columns<'_>,
    sieve: &Sieve<'_>,
    order: &Order,
    after: Option<Seek>,
    limit: usize,
) -> Option<Sorted> {
    // Of a field of the tenant's own that no record has yet there is no column.
    let unknown = || custom_key(&order.field).map(|_| Ranks::None);
    let ranks = match columns.column(&order.field) {
        Some((Column::Number(_), Kind::Flag)) => return None,
        Some((Column::Number(values), _)) => Ranks::Numbers(values),
        Some((Column::Text(texts), _)) => Ranks::Texts(texts),
        Some((Column::Word { .. } | Column::Words { .. } | Column::Id { .. }, _)) => return None,
        None => unknown()?,
    };
    let rank = |place: Place| match ranks.of(place) {
        NO_NUMBER => i64::MAX,
        value if order.descending => value.saturating_neg(),
        value => value,
    };
    // Ascending by rank, then newest first.
    let key = |place: Place| (rank(place), Reverse(place));
    let after = after.map(|seek| (seek.rank, Reverse(seek.place)));
    let mut best = Best::new(limit + 1);
    sieve.newest_first(usize::MAX, |place| {
        let key = key(place);
        if after.is_none_or(|after| key > after) {
            best.offer(key);
        }
        true
    });
    let mut keys = best.into_sorted();
    let more = keys.len() > limit;
    keys.truncate(limit);
    let last = keys.last().filter(|_| more);
    let next = last.map(|(rank, Reverse(place))| Seek { place: *place, rank: *rank });
    let places = keys.into_iter().map(|(_, Reverse(place))| place).collect();
    Some(Sorted { places, next, count: None })
}
