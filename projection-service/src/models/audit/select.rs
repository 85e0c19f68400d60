//! Which events a question about the trail means, and which commits count by some instant.

use std::ops::Range;

use event_schema::{EventType, Position, Timestamp};

use super::Audit;
use super::index::{CommitPlace, Index, correlation};
use crate::column::{Place, next_place};
use crate::query::{AsOf, AuditFilter, Paging, SeekKey};

/// Positions that were chosen for a page, newest first.
#[derive(Debug, Default, PartialEq)]
pub struct Selected {
    /// The positions.
    pub positions: Vec<Position>,
    /// Where the next page begins.
    pub next: Option<SeekKey>,
    /// How many match.
    pub count: Option<u64>,
}

impl Audit {
    /// Chooses a page. The range is of the time of recording, since that is what a trail is a trail
    /// of; under `as_of` only commits that count by then are shown.
    pub fn select(
        &self,
        filter: &AuditFilter,
        range: &crate::query::Range,
        as_of: AsOf,
        paging: &Paging,
    ) -> Selected {
        let index = &self.index;
        let Some(matches) = Matcher::new(index, filter, as_of) else {
            return Selected { count: paging.count.then_some(0), ..Selected::default() };
        };
        let by_time = |bound: Option<Timestamp>, open: usize| {
            let before = |at: Timestamp| {
                index.commits.partition_point(|commit| commit.recorded < at.micros())
            };
            bound.map_or(open, before)
        };
        let commits = by_time(range.from, 0)..by_time(range.to, index.commits.len());
        match filter.id {
            Some(id) => {
                let history = index.history(filter.kind, id).into_iter();
                let within = history.filter(|place| commits.contains(&index.commit_of(*place)));
                page(within.filter(|place| matches.both(*place)), paging)
            }
            None => {
                let places = commits.rev().filter(|commit| matches.commit(*commit));
                let places = places.flat_map(|commit| index.events_of(commit).rev());
                page(places.filter(|place| matches.event(*place)), paging)
            }
        }
    }

    /// Shows every commit after position `after`: the place of its first event, and whether it
    /// counts and has an event of a type that is wanted. Answers where the next commit will begin.
    pub fn commits_after(
        &self,
        as_of: AsOf,
        after: Position,
        wants: impl Fn(EventType) -> bool,
        mut show: impl FnMut(Place, bool),
    ) -> Place {
        let index = &self.index;
        // Numbers of kinds begin at 1.
        let names = (0..=index.kinds.len() as u32).map(|kind| index.kinds.value(kind));
        let wanted: Vec<bool> =
            names.map(|name| name.is_some_and(|name| wants(EventType::named(name)))).collect();
        let begin = index.commits.partition_point(|c| Position::from(c.first) < after);
        for commit in begin..index.commits.len() {
            let Range { start, end } = index.events_of(commit);
            let events = &index.events[start as usize..end as usize];
            let wants = || events.iter().any(|event| wanted[usize::from(event.kind)]);
            show(start, counts(index, commit, as_of) && wants());
        }
        next_place(index.events.len())
    }

    /// True if every commit counts, so that the state is the live one.
    pub fn all_count(&self, as_of: AsOf) -> bool {
        match as_of {
            AsOf::Now => true,
            AsOf::Occurred(at) => self.index.all_count_by(at),
            AsOf::Recorded(at) => {
                self.index.commits.last().is_none_or(|last| last.recorded <= at.micros())
            }
        }
    }

    /// The last position that it has.
    pub fn position(&self) -> Position {
        self.index.position()
    }
}

pub(super) fn counts(index: &Index, commit: usize, as_of: AsOf) -> bool {
    let commit = &index.commits[commit];
    match as_of {
        AsOf::Now => true,
        AsOf::Occurred(at) => commit.effective <= at.micros(),
        AsOf::Recorded(at) => commit.recorded <= at.micros(),
    }
}

/// A filter with its words looked up.
struct Matcher<'a> {
    index: &'a Index,
    as_of: AsOf,
    kind: Option<u16>,
    actor: Option<u32>,
    correlation: Option<u64>,
    event: Option<u16>,
}

impl<'a> Matcher<'a> {
    /// `None` if the filter names something that never was.
    fn new(index: &'a Index, filter: &AuditFilter, as_of: AsOf) -> Option<Self> {
        let number = |found: Option<u32>| found.map(|number| number as u16);
        Some(Self {
            index,
            as_of,
            kind: match &filter.kind {
                Some(kind) => Some(number(index.types.number(kind.name()))?),
                None => None,
            },
            actor: match &filter.actor {
                Some(actor) => Some(index.actors.number(actor)?),
                None => None,
            },
            correlation: filter.correlation.as_deref().map(correlation),
            event: match &filter.event {
                Some(event) => Some(number(index.kinds.number(event))?),
                None => None,
            },
        })
    }

    fn commit(&self, commit: usize) -> bool {
        let CommitPlace { actor, correlation, .. } = self.index.commits[commit];
        self.actor.is_none_or(|asked| asked == actor)
            && self.correlation.is_none_or(|asked| asked == correlation)
            && counts(self.index, commit, self.as_of)
    }

    fn event(&self, place: Place) -> bool {
        let event = self.index.events[place as usize];
        self.event.is_none_or(|asked| asked == event.kind)
            && self.kind.is_none_or(|asked| asked == self.index.stream_types[event.stream as usize])
    }

    fn both(&self, place: Place) -> bool {
        self.event(place) && self.commit(self.index.commit_of(place))
    }
}

/// The page out of all places that match, newest first.
fn page(places: impl Iterator<Item = Place>, paging: &Paging) -> Selected {
    let mut selected = Selected::default();
    let mut count = 0;
    for place in places {
        let position = Position::from(place) + 1;
        count += 1;
        if paging.after.is_some_and(|after| position >= after.position) || selected.next.is_some() {
            continue;
        }
        if selected.positions.len() < usize::from(paging.limit) {
            selected.positions.push(position);
            continue;
        }
        selected.next = selected.positions.last().map(|last| SeekKey::newest(*last));
        if !paging.count {
            break;
        }
    }
    selected.count = paging.count.then_some(count);
    selected
}
