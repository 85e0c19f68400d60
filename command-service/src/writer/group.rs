//! A group: commands that were decided one upon another and will land together or not at all.

use event_schema::codec::EntryDraft;

use super::{After, Effect, Layer, Pending};

/// Commands decided together.
#[derive(Debug)]
pub(super) struct Group {
    /// Their commits.
    pub entry: EntryDraft,
    /// What they change.
    pub layer: Layer,
    /// Their answers, to be given when the group has landed.
    pub answers: Vec<Effect>,
    /// The commands themselves, in case they must be decided again.
    pub requests: Vec<Pending>,
    /// What holds after them.
    pub after: After,
}

/// What a group leaves behind, empty: to grow it anew for each group would cost as much as to fill it.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub entry: EntryDraft,
    pub layer: Layer,
    pub answers: Vec<Effect>,
    pub requests: Vec<Pending>,
}

/// Most rooms that are kept: one group is staged, one in flight, one on its way to the store.
const ROOMS_MAX: usize = 3;

/// Rooms of earlier groups.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    layers: Vec<Layer>,
    lists: Vec<(EntryDraft, Vec<Effect>, Vec<Pending>)>,
}

impl Rooms {
    /// One that is free, or a new one.
    pub fn take(&mut self) -> Room {
        let (entry, answers, requests) = self.lists.pop().unwrap_or_default();
        Room { entry, layer: self.layers.pop().unwrap_or_default(), answers, requests }
    }

    /// Keeps a layer that was emptied.
    pub fn keep_layer(&mut self, layer: Layer) {
        if self.layers.len() < ROOMS_MAX {
            self.layers.push(layer);
        }
    }

    /// Keeps the entry of a group, which was sealed, and its lists, once its answers were given.
    pub fn keep_lists(
        &mut self,
        entry: EntryDraft,
        answers: Vec<Effect>,
        mut requests: Vec<Pending>,
    ) {
        requests.clear();
        if self.lists.len() < ROOMS_MAX {
            self.lists.push((entry, answers, requests));
        }
    }
}

impl Group {
    /// An empty group on top of what holds, in the room that an earlier one left.
    pub fn new(after: After, room: Room) -> Self {
        let Room { entry, layer, answers, requests } = room;
        Self { entry, layer, answers, requests, after }
    }

    /// True if nobody waits for it.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// How many commands it has.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Takes a command and its answer.
    pub fn answer(&mut self, pending: Pending, answer: Effect) {
        self.requests.push(pending);
        self.answers.push(answer);
    }
}
