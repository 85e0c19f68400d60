//! Pages of lists: newest first by the position of the creating event, sought, never counted off.

use event_schema::{Position, Timestamp};

use rules::settings::Book;
use rules::views::{Condition, Operand, Order, Test};
use uuid::Uuid;

use crate::column::Place;
use crate::models::settings::zone;
use crate::query::{AskError, Matching, Page, Paging, SeekKey};
use crate::sheet::{Columns, Now, Seek, Sieve, Sorted, page};

/// Places that were chosen for a page.
pub struct Chosen {
    /// Newest first.
    pub places: Vec<Place>,
    next: Option<SeekKey>,
    count: Option<u64>,
}

/// Chooses a page out of records whose creating positions ascend with their places. `candidates`
/// narrows the search to some places, ascending.
pub fn choose(
    positions: &[Position],
    candidates: Option<&[Place]>,
    paging: &Paging,
    matches: impl Fn(Place) -> bool,
) -> Chosen {
    let end = |before: Position| positions.partition_point(|at| *at < before);
    let ends = paging.after.map_or(positions.len(), |after| end(after.position)) as Place;
    let mut chosen = Chosen { places: Vec::new(), next: None, count: None };
    let limit = usize::from(paging.limit);
    let mut take = |place: Place| {
        if place >= ends || !matches(place) {
            return true;
        }
        if chosen.places.len() == limit {
            let last = chosen.places.last();
            chosen.next = last.map(|last| SeekKey::newest(positions[*last as usize]));
            return false;
        }
        chosen.places.push(place);
        true
    };
    let all = 0..positions.len() as Place;
    match candidates {
        Some(places) => _ = places.iter().rev().copied().all(&mut take),
        None => _ = all.clone().rev().skip(positions.len() - ends as usize).all(&mut take),
    }
    if paging.count {
        let count = match candidates {
            Some(places) => places.iter().filter(|place| matches(**place)).count(),
            None => all.filter(|place| matches(*place)).count(),
        };
        chosen.count = Some(count as u64);
    }
    chosen
}

/// Chooses a page of records by the instant that `when` gives them, soonest first; those of one
/// instant in log order. The place of a page's end is the position of its last record.
pub fn choose_soonest(
    positions: &[Position],
    candidates: Option<&[Place]>,
    paging: &Paging,
    when: impl Fn(Place) -> Option<Timestamp>,
    matches: impl Fn(Place) -> bool,
) -> Chosen {
    let all = 0..positions.len() as Place;
    let dated = |place: Place| Some((when(place)?, place));
    let wanted = |place: Place| dated(place).filter(|_| matches(place));
    let mut places: Vec<(Timestamp, Place)> = match candidates {
        Some(places) => places.iter().copied().filter_map(wanted).collect(),
        None => all.filter_map(wanted).collect(),
    };
    places.sort_unstable();
    let count = paging.count.then_some(places.len() as u64);
    // The record where the page before ended may match no longer; its instant stays.
    let ended = paging.after.and_then(|after| {
        let place = positions.binary_search(&after.position).ok()?;
        dated(place as Place)
    });
    let begin = ended.map_or(0, |ended| places.partition_point(|dated| *dated <= ended));
    let rest = &places[begin..];
    let page = &rest[..rest.len().min(usize::from(paging.limit))];
    let last = page.last().filter(|_| page.len() < rest.len());
    let next = last.map(|(_, place)| SeekKey::newest(positions[*place as usize]));
    Chosen { places: page.iter().map(|(_, place)| *place).collect(), next, count }
}

/// Chooses a page out of the records of a sheet, whose creating positions ascend with their places.
/// `None` if the order names no field that can be sorted by.
pub fn sift(
    columns: &Columns<'_>,
    sieve: &Sieve<'_>,
    positions: &[Position],
    order: Option<&Order>,
    paging: &Paging,
) -> Option<Chosen> {
    let after = paging.after.map(|after| Seek {
        place: positions.partition_point(|at| *at < after.position) as Place,
        rank: after.rank,
    });
    let limit = usize::from(paging.limit);
    let Sorted { places, next, count } = page(columns, sieve, order, after, limit, paging.count)?;
    let next = next.map(|Seek { place, rank }| {
        let position = positions[place as usize];
        SeekKey { position, rank }
    });
    Some(Chosen { places, next, count })
}

/// Every record that a sieve lets through, oldest first; only how many if they are more than `most`.
pub fn matching(sieve: &Sieve<'_>, most: u32, id: impl Fn(Place) -> Uuid) -> Matching {
    let (mut count, mut ids) = (0, Vec::new());
    sieve.newest_first(usize::MAX, |place| {
        count += 1;
        if count <= u64::from(most) {
            ids.push(id(place));
        }
        true
    });
    if count > u64::from(most) {
        ids.clear();
    }
    ids.reverse();
    Matching { count, ids }
}

/// The present of a question, by the settings in force.
pub fn now((book, at): (&Book, Timestamp)) -> Now {
    Now { at, zone: zone(book, at) }
}

/// The condition that a field has this value.
pub fn is(field: &str, operand: Operand) -> Condition {
    Condition::Field { name: field.into(), test: Test::In(vec![operand]) }
}

/// The condition that a field is at least this, and less than that.
pub fn between(field: &str, from: Option<Operand>, to: Option<Operand>) -> Condition {
    Condition::Field { name: field.into(), test: Test::Range { from, to } }
}

/// A question that names what a list doesn't have: such are refused where they are read.
pub fn unknown_field() -> AskError {
    let message = "names a field that this list doesn't have".into();
    AskError::Invalid { field: "filter".into(), message }
}

impl Chosen {
    /// The page of these items.
    pub fn page<T>(self, items: Vec<T>) -> Page<T> {
        Page { items, next: self.next, count: self.count }
    }
}
