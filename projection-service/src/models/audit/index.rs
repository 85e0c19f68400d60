//! The index in memory: ten bytes an event, forty a commit, about forty a record.

use event_schema::commit::Recorded;
use event_schema::{Position, StreamId, StreamType, Timestamp};
use uuid::Uuid;

use crate::column::{Dictionary, Ids, Place, next_place};

/// No earlier event of the record.
const NONE: Place = Place::MAX;
/// Spreads the numbers of record types over the ids, so that equal ids of two types stay apart.
const TYPE_SPREAD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

/// One event: position − 1 is its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventPlace {
    /// The record.
    pub stream: Place,
    /// Number of its type.
    pub kind: u16,
}

/// One commit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommitPlace {
    /// Place of its first event.
    pub first: Place,
    /// Number of the actor.
    pub actor: u32,
    /// When it was recorded.
    pub recorded: i64,
    /// When it was in business.
    pub occurred: i64,
    /// From when it counts under `basis=occurred`: the later of its own business time and that of
    /// the commit before it on every record that it touches.
    pub effective: i64,
    /// Hash of what it belongs to; 0 for nothing.
    pub correlation: u64,
}

/// The index.
#[derive(Default)]
pub struct Index {
    streams: Ids,
    /// Number of each record's type.
    pub stream_types: Vec<u16>,
    /// When the last commit on each record counts.
    effective: Vec<i64>,
    /// Place of each record's last event.
    last: Vec<Place>,
    pub events: Vec<EventPlace>,
    /// Place of the event before it on the same record.
    previous: Vec<Place>,
    pub commits: Vec<CommitPlace>,
    /// Latest of all times from which commits count.
    latest: Option<i64>,
    pub types: Dictionary,
    pub kinds: Dictionary,
    pub actors: Dictionary,
}

impl Index {
    /// Takes in a commit, all of whose events are given.
    pub fn add(&mut self, commit: &[Recorded<'_>]) {
        let Some(head) = commit.first().map(|event| event.commit) else { return };
        let first = next_place(self.events.len());
        assert_eq!(commit[0].position, u64::from(first) + 1, "a tenant's positions have no gap");
        for event in commit {
            let stream = self.stream_or_add(&event.fact.stream);
            let kind = self.kinds.number_or_add(event.fact.event.name()).0 as u16;
            self.add_event(EventPlace { stream, kind });
        }
        let streams = self.events[first as usize..].iter().map(|event| event.stream as usize);
        let before = streams.map(|stream| self.effective[stream]).max();
        let own = head.occurred_at.micros();
        let place = CommitPlace {
            first,
            actor: self.actors.number_or_add(head.actor.as_str()).0,
            recorded: head.recorded_at.micros(),
            occurred: own,
            effective: before.map_or(own, |before| before.max(own)),
            correlation: head.correlation_id.map_or(0, |id| correlation(id.as_str())),
        };
        self.add_commit(place, commit.len());
    }

    fn stream_or_add(&mut self, stream: &StreamId) -> Place {
        let kind = self.types.number_or_add(stream.kind.name()).0 as u16;
        self.add_stream(spread(kind.into(), stream.id), kind)
    }

    /// Adds a record by its spread id.
    pub fn add_stream(&mut self, spread: Uuid, kind: u16) -> Place {
        let place = self.streams.place_or_add(spread);
        if place as usize == self.stream_types.len() {
            self.stream_types.push(kind);
            self.effective.push(i64::MIN);
            self.last.push(NONE);
        }
        place
    }

    /// Adds an event.
    pub fn add_event(&mut self, event: EventPlace) {
        let place = next_place(self.events.len());
        self.previous.push(std::mem::replace(&mut self.last[event.stream as usize], place));
        self.events.push(event);
    }

    /// Adds a commit, so many of whose events are there.
    pub fn add_commit(&mut self, commit: CommitPlace, events: usize) {
        let first = commit.first as usize;
        for event in &self.events[first..first + events] {
            self.effective[event.stream as usize] = commit.effective;
        }
        self.latest = self.latest.max(Some(commit.effective));
        self.commits.push(commit);
    }

    /// The spread id of a record, as it is kept.
    pub fn stream(&self, place: Place) -> Uuid {
        self.streams.id(place)
    }

    /// How many records there are.
    pub fn streams_len(&self) -> usize {
        self.streams.len()
    }

    /// The commit of an event.
    pub fn commit_of(&self, event: Place) -> usize {
        self.commits.partition_point(|commit| commit.first <= event) - 1
    }

    /// The places of a commit's events.
    pub fn events_of(&self, commit: usize) -> std::ops::Range<Place> {
        let next = self.commits.get(commit + 1).map(|next| next.first);
        self.commits[commit].first..next.unwrap_or(self.events.len() as Place)
    }

    /// Places of a record's events, newest first. Without a type, of every record with this id.
    pub fn history(&self, kind: Option<StreamType>, id: Uuid) -> Vec<Place> {
        let numbers = match kind {
            Some(kind) => self.types.number(kind.name()).into_iter().collect(),
            None => (1..=self.types.len() as u32).collect::<Vec<_>>(),
        };
        let streams = numbers.into_iter().filter_map(|n| self.streams.place(spread(n, id)));
        let mut places: Vec<Place> = streams.flat_map(|stream| self.chain(stream)).collect();
        places.sort_unstable_by(|a, b| b.cmp(a));
        places
    }

    /// Places of one record's events, newest first.
    pub fn events_on(&self, stream: StreamId) -> impl Iterator<Item = Place> + '_ {
        let kind = self.types.number(stream.kind.name());
        let known = kind.and_then(|kind| self.streams.place(spread(kind, stream.id)));
        known.into_iter().flat_map(|stream| self.chain(stream))
    }

    fn chain(&self, stream: Place) -> impl Iterator<Item = Place> + '_ {
        let last = self.last[stream as usize];
        let known = |place: Place| (place != NONE).then_some(place);
        std::iter::successors(known(last), move |place| known(self.previous[*place as usize]))
    }

    /// The tenant's last position.
    pub fn position(&self) -> Position {
        self.events.len() as Position
    }

    /// True if every commit counts by `at`.
    pub fn all_count_by(&self, at: Timestamp) -> bool {
        self.latest.is_none_or(|latest| latest <= at.micros())
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let streams = self.streams.memory_bytes() + self.stream_types.capacity() * 14;
        let events =
            self.events.capacity() * size_of::<EventPlace>() + self.previous.capacity() * 4;
        streams
            + events
            + self.commits.capacity() * size_of::<CommitPlace>()
            + self.actors.memory_bytes()
    }
}

/// A hash of a correlation id, the same on every machine: it is kept in rows. Among millions of ids
/// no two share one.
pub fn correlation(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    u64::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes")).max(1)
}

fn spread(kind: u32, id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128() ^ TYPE_SPREAD.wrapping_mul(kind.into()))
}
