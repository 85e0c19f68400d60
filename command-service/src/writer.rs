//! The writer of one tenant: a synchronous state machine. It decides commands in turn against
//! states that include the ones before, appends them in groups, and answers when a group has landed.
//!
//! At most one entry is in flight. The next group is decided on top of it meanwhile; if the entry
//! turns out not to be appended, both groups are dropped and their commands decided again. Nothing
//! is answered before its group has landed, refusals and no-ops too, since they were decided on it.

mod judge;

mod commit;
mod group;
mod keys;
mod layer;

mod catch_up;

use std::collections::VecDeque;
use std::sync::Arc;

use event_log::{Append, AppendEntry, Unavailable};
use event_schema::entry::{EntryId, Head, LogId, Sequence};
use event_schema::personal::KeySlot;
use event_schema::problem::{Problem, Slug};
use event_schema::{Position, TenantId, Timestamp};
use rules::keys::Hasher;
use rules::settings::Book;

use crate::decide::Ids;
use crate::request::{Outcome, Request};
use crate::stamp::Stamp;
use crate::store::{Checkpoint, Store, StoreError};
use group::{Group, Rooms};
use keys::ReadAhead;
pub use keys::{New, PersonKeys};
pub use layer::{Layer, Spent};

pub use catch_up::{CatchUpError, stands};

/// Most commands of one group.
const GROUP_COMMANDS_MAX: usize = 1_024;

/// How long a spent idempotency id is honoured.
pub const IDEMPOTENCY_SECONDS: i64 = 30 * 24 * 3_600;

/// Names a request within the process, so that its answer finds the way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A request that waits for its decision or for its group to land.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Where its answer goes.
    pub ticket: Ticket,
    /// What is asked.
    pub request: Arc<Request>,
    /// Ids for what it creates; the same when it is decided again.
    pub ids: Ids,
}

/// What the outside tells the writer.
#[derive(Debug)]
pub enum Input {
    /// Requests came in.
    Received(Vec<Pending>),
    /// The append in flight was answered.
    Answered(Append),
    /// The head of the tenant's log, asked for by `Confirm` or `Settle`; `None` if it can't be read.
    Head(Option<Head>),
    /// Entries after the writer's own head were read and applied with `catch_up`.
    CaughtUp,
    /// Some time has passed.
    Tick,
}

/// What the writer wants done.
#[derive(Debug)]
pub enum Effect {
    /// Append this entry after the tenant's last one with sequence `fence`.
    Append { fence: Sequence, entry: Box<AppendEntry> },
    /// Ask the log where it ends.
    AskHead,
    /// Read the entries after this position and give them to `catch_up`.
    ReadAfter(Position),
    /// Answer a request.
    Answer(Ticket, Outcome),
    /// Answer a request with the commit whose last event has this position, which is in the log.
    Replay(Ticket, Position),
}

/// What the flight waits for.
#[derive(Debug)]
enum Flight {
    /// Its append.
    Appending(Group, AppendEntry),
    /// The head, since an answer was lost.
    Settling(Group, AppendEntry),
    /// The head, since a group has nothing to append.
    Confirming(Group),
    /// Entries of another writer.
    CatchingUp,
}

/// What holds after the last group that landed or, within a group, after its last command.
#[derive(Debug, Clone)]
struct After {
    position: Position,
    recorded_at: Timestamp,
    next_slot: KeySlot,
    book: Book,
}

/// What a writer stands on.
pub struct Ports<S> {
    /// Which log.
    pub log: LogId,
    /// States and keys.
    pub store: S,
    /// Keys of persons.
    pub keys: Arc<dyn PersonKeys>,
    /// Time and randomness.
    pub stamp: Box<dyn Stamp>,
}

/// The writer of one tenant.
pub struct Writer<S> {
    tenant: TenantId,
    ports: Ports<S>,
    hasher: Hasher,
    head: Head,
    landed: After,
    flight: Option<Flight>,
    /// What has landed and is not in the store yet, oldest first.
    unwritten: VecDeque<(Layer, Checkpoint)>,
    rooms: Rooms,
    staged: Group,
    /// The first slot of the key pages that is not known to have a durable key.
    keys_until: KeySlot,
    read_ahead: ReadAhead,
    queue: VecDeque<Pending>,
    effects: Vec<Effect>,
}

impl<S: Store> Writer<S> {
    /// The tenant's settings as the next command meets them. A tenant without events has the
    /// presets, which its first commit is going to record.
    pub fn book(&self) -> Book {
        if self.staged.after.position == 0 { preset_book() } else { self.staged.after.book.clone() }
    }

    /// How many more commands can be decided before something lands.
    pub fn room(&self) -> usize {
        GROUP_COMMANDS_MAX.saturating_sub(self.staged.len() + self.queue.len())
    }

    /// Makes the tenant's look-up hashes.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Whose writer it is.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Where the tenant's log ends, as far as this writer knows.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Gives up writing and leaves its store behind.
    pub fn into_store(self) -> S {
        self.ports.store
    }

    /// Requests that wait to be decided.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    /// True if nothing is in flight, staged or queued.
    pub fn idle(&self) -> bool {
        self.flight.is_none() && self.staged.is_empty() && self.queue.is_empty()
    }

    /// One step: takes an input and says what to do. An error is evidence of loss or a store that
    /// can't be read; the process must stop.
    pub fn step(&mut self, input: Input) -> Result<Vec<Effect>, StoreError> {
        match input {
            Input::Received(pending) => self.queue.extend(pending),
            Input::Answered(append) => self.answered(append),
            Input::Head(head) => self.head_known(head),
            Input::CaughtUp => {
                self.flight = None;
                self.staged = self.group(self.landed.clone());
            }
            Input::Tick => self.tick(),
        }
        self.decide_queued()?;
        self.launch();
        Ok(std::mem::take(&mut self.effects))
    }

    /// Takes back the list of a step's effects when they are done, to be filled again.
    pub fn take_back(&mut self, mut done: Vec<Effect>) {
        done.clear();
        self.effects = done;
    }

    fn decide_queued(&mut self) -> Result<(), StoreError> {
        if matches!(self.flight, Some(Flight::CatchingUp | Flight::Settling(..))) {
            return Ok(());
        }
        while self.staged.len() < GROUP_COMMANDS_MAX {
            let Some(pending) = self.queue.pop_front() else { break };
            if let Some(full) = self.judge(pending)? {
                self.queue.push_front(full);
                break;
            }
        }
        Ok(())
    }

    /// Sends the staged group off if nothing is in flight.
    fn launch(&mut self) {
        if self.flight.is_some() || self.staged.is_empty() {
            return;
        }
        let next = self.group(self.staged.after.clone());
        let mut group = std::mem::replace(&mut self.staged, next);
        if group.entry.is_empty() {
            self.effects.push(Effect::AskHead);
            self.flight = Some(Flight::Confirming(group));
            return;
        }
        let id = EntryId(self.ports.stamp.uuid_at(group.after.recorded_at));
        let after = (self.head.position, self.head.chain);
        let (head, bytes) = group.entry.seal(self.ports.log, id, self.tenant, after);
        let entry = AppendEntry { head, bytes };
        let append = Effect::Append { fence: self.head.sequence, entry: Box::new(entry.clone()) };
        self.effects.push(append);
        self.flight = Some(Flight::Appending(group, entry));
    }

    fn answered(&mut self, append: Append) {
        let Some(Flight::Appending(group, entry)) = self.flight.take() else {
            unreachable!("only an append in flight is answered");
        };
        match append {
            Append::Appended { sequence } => self.land(group, &entry, sequence),
            Append::HeadMoved { .. } => self.catch_up_with(Some(group)),
            Append::Unavailable(why) => self.refuse_all(group, &why),
            Append::Ambiguous => {
                self.flight = Some(Flight::Settling(group, entry));
                self.effects.push(Effect::AskHead);
            }
        }
    }

    /// The head settles an append whose answer was lost, or confirms that a group with nothing to
    /// append was decided on the last state.
    fn head_known(&mut self, head: Option<Head>) {
        match (self.flight.take(), head) {
            (Some(Flight::Settling(group, entry)), Some(head)) => {
                if head.entry == Some(entry.head.entry) {
                    return self.land(group, &entry, head.sequence);
                }
                if head.sequence != self.head.sequence {
                    return self.catch_up_with(Some(group));
                }
                let fence = self.head.sequence;
                self.effects.push(Effect::Append { fence, entry: Box::new(entry.clone()) });
                self.flight = Some(Flight::Appending(group, entry));
            }
            (Some(Flight::Confirming(group)), Some(head)) => {
                if head.sequence == self.head.sequence {
                    self.effects.extend(group.answers);
                } else {
                    self.catch_up_with(Some(group));
                }
            }
            // The head can't be read now: the next tick asks again.
            (flight, _) => self.flight = flight,
        }
    }

    fn land(&mut self, group: Group, landed: &AppendEntry, sequence: Sequence) {
        self.head = Head {
            sequence,
            position: landed.head.last(),
            chain: landed.head.chain,
            entry: Some(landed.head.entry),
        };
        assert_eq!(self.head.position, group.after.position, "a group knows its last position");
        let Group { entry, layer, mut answers, requests, after } = group;
        self.effects.append(&mut answers);
        self.rooms.keep_lists(entry, answers, requests);
        self.landed = after;
        let checkpoint = catch_up::checkpoint(self.ports.log, self.head, &self.landed);
        self.unwritten.push_back((layer, checkpoint));
    }

    /// Gives the store what has landed. Whoever runs the writer calls it after the effects of a step
    /// are done, so that nobody's answer waits for it; what a kill takes is in the log.
    pub fn write_behind(&mut self) -> Result<(), StoreError> {
        while let Some((mut layer, checkpoint)) = self.unwritten.pop_front() {
            self.ports.store.write(self.tenant, &mut layer, checkpoint)?;
            self.rooms.keep_layer(layer);
        }
        Ok(())
    }

    /// An empty group on top of what holds.
    fn group(&mut self, after: After) -> Group {
        Group::new(after, self.rooms.take())
    }

    /// Another writer was faster: everything undecided goes back into the queue, in its order.
    fn catch_up_with(&mut self, flown: Option<Group>) {
        let next = self.group(self.landed.clone());
        let staged = std::mem::replace(&mut self.staged, next);
        let flown = flown.map(|group| group.requests).unwrap_or_default();
        for pending in flown.into_iter().chain(staged.requests).rev() {
            self.queue.push_front(pending);
        }
        self.flight = Some(Flight::CatchingUp);
        self.effects.push(Effect::ReadAfter(self.head.position));
    }

    /// The log took nothing: everyone who waits is told so, and that nothing was appended.
    fn refuse_all(&mut self, group: Group, why: &Unavailable) {
        let next = self.group(self.landed.clone());
        let staged = std::mem::replace(&mut self.staged, next);
        let queued = std::mem::take(&mut self.queue);
        let waiting = group.requests.into_iter().chain(staged.requests).chain(queued);
        for pending in waiting {
            let problem = unavailable(why, "none");
            self.effects.push(Effect::Answer(pending.ticket, Err(Box::new(problem))));
        }
    }

    fn tick(&mut self) {
        match &self.flight {
            Some(Flight::Settling(..) | Flight::Confirming(_)) => {
                self.effects.push(Effect::AskHead);
            }
            Some(Flight::CatchingUp) => {
                self.effects.push(Effect::ReadAfter(self.head.position));
            }
            Some(Flight::Appending(..)) | None => {}
        }
    }
}

/// The presets, before anybody changed them; made once, since a tenant with no events asks for them
/// with every refusal.
fn preset_book() -> Book {
    static PRESETS: std::sync::OnceLock<Book> = std::sync::OnceLock::new();
    let made = PRESETS.get_or_init(|| {
        let mut book = Book::default();
        for preset in rules::presets::presets() {
            book.apply(&preset, Timestamp::MIN);
        }
        book
    });
    made.clone()
}

/// The document for a log that takes nothing.
pub fn unavailable(why: &Unavailable, outcome: &str) -> Problem {
    const RETRY_AFTER_SECONDS: u32 = 1;
    let slug = match why {
        Unavailable::DiskFull => Slug::DiskFull,
        Unavailable::Closed | Unavailable::Failed(_) | Unavailable::Unreachable(_) => {
            Slug::LogUnavailable
        }
    };
    let detail = format!("{why}; the same command with the same key may be sent again");
    let mut problem = Problem::new(slug, detail).retry_after(RETRY_AFTER_SECONDS);
    problem.outcome = Some(outcome.into());
    problem
}

#[cfg(test)]
mod tests;
