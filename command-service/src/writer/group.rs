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

impl Group {
    /// An empty group on top of what holds, with an empty layer.
    pub fn new(after: After, layer: Layer) -> Self {
        Self {
            entry: EntryDraft::default(),
            layer,
            answers: Vec::new(),
            requests: Vec::new(),
            after,
        }
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
