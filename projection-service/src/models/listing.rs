//! Pages of lists: newest first by the position of the creating event, sought, never counted off.

use event_schema::Position;

use crate::column::Place;
use crate::query::{Page, Paging, SeekKey};

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
    let ends = paging.after.map_or(positions.len(), |SeekKey(before)| end(before)) as Place;
    let mut chosen = Chosen { places: Vec::new(), next: None, count: None };
    let limit = usize::from(paging.limit);
    let mut take = |place: Place| {
        if place >= ends || !matches(place) {
            return true;
        }
        if chosen.places.len() == limit {
            let last = chosen.places.last();
            chosen.next = last.map(|last| SeekKey(positions[*last as usize]));
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

impl Chosen {
    /// The page of these items.
    pub fn page<T>(self, items: Vec<T>) -> Page<T> {
        Page { items, next: self.next, count: self.count }
    }
}
