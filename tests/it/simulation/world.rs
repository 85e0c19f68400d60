//! The simulated machine: a disk, a log, keys, a writer with its store, and what happens to them.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use command_service::decide::Ids;
use command_service::request::{Outcome, Request};
use command_service::stamp::{DrivenStamp, Stamp};
use command_service::store::MemoryStore;
use command_service::writer::{Effect, Input, Pending, Ports, Ticket, Writer};
use event_log::disk::FaultyDisk;
use event_log::embedded::{Core, IfMissing, Options};
use event_log::keys::KeyStore;
use event_log::{Append, StoredEntry, Unavailable};
use event_schema::codec::{EntryView, WrittenCommit};
use event_schema::entry::LogId;
use event_schema::{Position, TenantId, Timestamp};
use uuid::Uuid;

/// Small segments, so that a history rolls over several.
const SEGMENT_BYTES: u64 = 16 * 1024;
/// The log that is simulated.
pub const LOG: LogId = LogId(Uuid::from_u128(0x51));

/// A small generator of our own numbers: the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// What survives the process: nothing but the disk, and the writer's store as of some moment.
pub struct World {
    disk: FaultyDisk,
    dice: Dice,
    seed: u64,
    pub tenant: TenantId,
    now: Timestamp,
    core: Option<Core<FaultyDisk>>,
    pub writer: Option<Writer<MemoryStore>>,
    /// The writer's store as it was at some moments: written behind, it may come back as any.
    stores: Vec<MemoryStore>,
    todo: VecDeque<Effect>,
    answers: Vec<(Ticket, Outcome)>,
    tickets: u64,
    ids: DrivenStamp,
    /// How often the process was killed or lost its power.
    pub kills: u64,
}

fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("a time")
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut world = Self {
            disk: FaultyDisk::new(seed),
            dice: Dice::new(seed + 1),
            seed,
            tenant: "sim".parse().expect("a tenant id"),
            now: start(),
            core: None,
            writer: None,
            stores: vec![MemoryStore::default()],
            todo: VecDeque::new(),
            answers: Vec::new(),
            tickets: 0,
            ids: DrivenStamp::new(start(), seed + 2),
            kills: 0,
        };
        world.open();
        world
    }

    /// True once in `n` times.
    pub fn chance(&mut self, n: u64) -> bool {
        self.dice.below(n) == 0
    }

    pub fn is_off(&self) -> bool {
        self.disk.is_off()
    }

    /// The power goes at one of the next operations on the disk.
    pub fn schedule_crash(&mut self) {
        let after = 1 + self.dice.below(12);
        self.disk.crash_at(self.disk.operations() + after);
    }

    fn open(&mut self) {
        let options = Options {
            if_missing: IfMissing::Create(LOG),
            segment_bytes: SEGMENT_BYTES,
            reserve_bytes: 0,
        };
        let data = Path::new("/data");
        let core = Core::open(self.disk.clone(), data, &options).expect("the log opens again");
        let keys = KeyStore::open(self.disk.clone(), data).expect("the keys open again");
        self.now = self.now.plus_seconds(1);
        let ports = Ports {
            log: core.id(),
            store: self.stores.last().expect("there is one").clone(),
            keys: Arc::new(keys),
            stamp: Box::new(DrivenStamp::new(self.now, self.seed + self.tickets)),
        };
        let head = core.head(self.tenant);
        let mut writer = Writer::open(self.tenant, ports, head).expect("the writer opens again");
        writer.catch_up(&entries(&core, self.tenant)).expect("the log is as it was written");
        assert_eq!(writer.head(), head);
        self.core = Some(core);
        self.writer = Some(writer);
    }

    /// The process ends, by a kill or with the power; then it starts again.
    pub fn restart(&mut self) {
        self.kills += 1;
        let (core, writer) = (self.core.take(), self.writer.take());
        if let Some(writer) = writer {
            self.remember(writer.into_store());
        }
        if self.disk.is_off() || self.dice.below(2) == 0 {
            self.disk.power_loss();
        } else {
            self.disk.kill();
        }
        drop(core);
        self.todo.clear();
        self.answers.clear();
        self.open();
    }

    /// The writer's store comes back as it was at the end, or as it was at an earlier moment.
    fn remember(&mut self, store: MemoryStore) {
        self.stores.push(store);
        let keep = 1 + self.dice.below(self.stores.len() as u64) as usize;
        self.stores.truncate(keep);
    }

    pub fn submit(&mut self, request: Request) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let ids = Ids(self.ids.uuid());
        let pending = Pending { ticket, request: Arc::new(request), ids };
        self.step(Input::Received(vec![pending]));
        ticket
    }

    fn step(&mut self, input: Input) {
        let writer = self.writer.as_mut().expect("it runs");
        match writer.step(input) {
            Ok(effects) => self.todo.extend(effects),
            // The keys are on the disk, too: without it the process ends.
            Err(error) => {
                assert!(self.disk.is_off(), "only a dead disk stops the writer: {error}");
                self.todo.clear();
            }
        }
    }

    /// Does what the writer wants, until nothing is left or the disk is off.
    pub fn run(&mut self) {
        while let Some(effect) = self.todo.pop_front() {
            let core = self.core.as_mut().expect("it runs");
            match effect {
                Effect::Append { fence, entry } => {
                    let answer = core.append_batch(&[(self.tenant, fence, *entry)]).remove(0);
                    if self.disk.is_off() || core.failed().is_some() {
                        // The process dies here; what it was about to say is never said.
                        self.todo.clear();
                        self.kill_if_on();
                        return;
                    }
                    self.answered(answer);
                }
                Effect::AskHead => {
                    let head = core.head(self.tenant);
                    self.step(Input::Head(Some(head)));
                }
                Effect::ReadAfter(_) => unreachable!("there is no other writer"),
                Effect::Answer(ticket, outcome) => {
                    self.answers.push((ticket, outcome));
                    self.write_behind_sometimes();
                }
                Effect::Replay(ticket, position) => {
                    // Without its disk the log says nothing, and the client asks again later.
                    if let Some(reply) = self.replay(position) {
                        self.answers.push((ticket, Ok(reply)));
                    }
                }
            }
        }
    }

    /// The store is written behind the answers, so that a kill finds it anywhere behind them.
    fn write_behind_sometimes(&mut self) {
        if self.chance(3) {
            let writer = self.writer.as_mut().expect("it runs");
            writer.write_behind().expect("the store in memory doesn't fail");
        }
    }

    fn kill_if_on(&mut self) {
        if !self.disk.is_off() {
            self.disk.power_loss();
        }
    }

    /// Sometimes the answer of the log is lost on its way.
    fn answered(&mut self, answer: Append) {
        let lost = self.chance(20);
        match answer {
            Append::Appended { .. } if lost => self.step(Input::Answered(Append::Ambiguous)),
            Append::Unavailable(Unavailable::Failed(_)) => unreachable!("it was looked at before"),
            answer => self.step(Input::Answered(answer)),
        }
    }

    fn replay(&self, position: Position) -> Option<command_service::Reply> {
        let core = self.core.as_ref().expect("it runs");
        let entries = match core.read(self.tenant, position, 1) {
            Ok(entries) => entries,
            Err(error) => {
                assert!(self.disk.is_off(), "only a dead disk is not readable: {error}");
                return None;
            }
        };
        let entry = entries.first().expect("a spent key's commit is in the log");
        let view = EntryView::parse(&entry.bytes).expect("it is an entry");
        let commits = view.commits().map(|commit| commit.expect("it is readable"));
        let mut last = commits.filter(|c| c.first + c.events.len() as u64 - 1 == position);
        let commit = last.next().expect("it is where it was").decode().expect("it is readable");
        let reply =
            command_service::Reply::to_commit(Arc::new(WrittenCommit::new(commit)), position);
        Some(command_service::Reply { replayed: true, ..reply })
    }

    pub fn take_answers(&mut self) -> Vec<(Ticket, Outcome)> {
        std::mem::take(&mut self.answers)
    }

    pub fn log(&self) -> Vec<StoredEntry> {
        entries(self.core.as_ref().expect("it runs"), self.tenant)
    }
}

fn entries(core: &Core<FaultyDisk>, tenant: TenantId) -> Vec<StoredEntry> {
    core.read(tenant, 1, usize::MAX).expect("the log is readable")
}
