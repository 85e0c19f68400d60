//! The writers' thread: takes in what came, gives each tenant its turn, does what writers want done.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use event_log::disk::{Disk, RealDisk};
use event_log::{Append, AppendEntry, EventLog, ReadError, StoredEntry};
use event_schema::TenantId;
use event_schema::entry::{Head, Sequence};
use event_schema::problem::{Problem, Slug};
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use hashbrown::HashMap;
use tokio::sync::mpsc;

use super::replay::{Asked, replay};
use super::{Config, Desk, Desks, Message, Waiting};
use crate::decide::Ids;
use crate::request::Request;
use crate::stamp::{Stamp, SystemStamp};
use crate::store::FjallStore;
use crate::writer::{CatchUpError, Effect, Input, Pending, Ports, Ticket, Writer};

/// Messages taken in at once.
const MESSAGES_MAX: usize = 1_024;
/// Single commands of one tenant decided in a turn.
const LIVE_TURN_MAX: usize = 256;
/// Lines of imports of one tenant decided in a turn; few, so that a single command waits little.
const BULK_TURN_MAX: usize = 256;
/// How many ticks pass between two looks at the disk.
const DISK_TICKS: u32 = 10;
/// How often writers that wait for a lost answer ask again.
const TICK: Duration = Duration::from_millis(100);
/// Bytes of the log read at once while catching up.
const CATCH_UP_BYTES: usize = 4 * 1024 * 1024;

/// The log did what a writer wanted.
enum Done {
    Appended(Append),
    Head(Option<Head>),
    Entries(Result<Vec<StoredEntry>, ReadError>),
}

struct Tenant {
    writer: Writer<FjallStore>,
    desk: Arc<Desk>,
    live: VecDeque<Pending>,
    bulk: VecDeque<Pending>,
}

impl Tenant {
    fn has_queued(&self) -> bool {
        !self.live.is_empty() || !self.bulk.is_empty()
    }
}

pub struct Turn {
    config: Config,
    desks: Desks,
    stamp: SystemStamp,
    tenants: HashMap<TenantId, Tenant>,
    waiting: HashMap<Ticket, Waiting>,
    tickets: u64,
    ticks: u32,
    disk_full: Arc<AtomicBool>,
    io: FuturesUnordered<BoxFuture<'static, (TenantId, Done)>>,
    /// Nobody has sent anything more: then this thread may as well wait for the disk itself.
    inbox_empty: bool,
}

impl Turn {
    pub fn new(config: Config, desks: Desks) -> Self {
        Self {
            config,
            desks,
            stamp: SystemStamp::new(),
            tenants: HashMap::new(),
            waiting: HashMap::new(),
            tickets: 0,
            ticks: 0,
            disk_full: Arc::new(AtomicBool::new(false)),
            io: FuturesUnordered::new(),
            inbox_empty: false,
        }
    }

    /// Runs until it is told to stop and everything taken was answered.
    pub async fn run(mut self, mut messages: mpsc::Receiver<Message>) -> Result<(), CatchUpError> {
        let mut inbox = Vec::with_capacity(MESSAGES_MAX);
        let mut tick = tokio::time::interval(TICK);
        let mut stopping = false;
        loop {
            let queued = self.tenants.values().any(Tenant::has_queued);
            if stopping && !queued && self.tenants.values().all(|t| t.writer.idle()) {
                return Ok(self.config.store.settle()?);
            }
            // A writer without room waits for its append like everybody else.
            let work = self.tenants.values().any(|t| t.has_queued() && t.writer.room() > 0);
            tokio::select! {
                biased;
                Some((tenant, done)) = self.io.next(), if !self.io.is_empty() => {
                    self.done(tenant, done)?;
                }
                taken = messages.recv_many(&mut inbox, MESSAGES_MAX), if !stopping => {
                    stopping = taken == 0;
                    for message in inbox.drain(..) {
                        stopping |= self.message(message).await?;
                    }
                }
                () = std::future::ready(()), if work => {}
                _ = tick.tick() => self.tick()?,
            }
            self.inbox_empty = messages.is_empty();
            self.turn()?;
            self.write_behind()?;
        }
    }

    /// Gives the store what has landed: behind the answers, and behind the append of what was
    /// decided meanwhile.
    fn write_behind(&mut self) -> Result<(), CatchUpError> {
        for tenant in self.tenants.values_mut() {
            tenant.writer.write_behind()?;
        }
        Ok(())
    }

    /// Takes one message in; true if it says to stop.
    async fn message(&mut self, message: Message) -> Result<bool, CatchUpError> {
        match message {
            Message::Stop => return Ok(true),
            Message::Open(tenant, answer) => {
                let opened = self.open(tenant).await?;
                // Who asked may have gone; the desk stays.
                let _ = answer.send(opened);
            }
            Message::Submit(tenant, request, waiting) => {
                self.take_in(tenant, |tenant| &mut tenant.live, [(request, waiting)]);
            }
            Message::SubmitAll(tenant, requests, sheaf) => {
                let waiting = (0..).map(|place| Waiting::in_sheaf(sheaf.clone(), place));
                self.take_in(tenant, |tenant| &mut tenant.bulk, requests.into_iter().zip(waiting));
            }
        }
        Ok(false)
    }

    /// Puts commands into a queue of their tenant.
    fn take_in(
        &mut self,
        tenant: TenantId,
        queue: fn(&mut Tenant) -> &mut VecDeque<Pending>,
        asked: impl IntoIterator<Item = (Arc<Request>, Waiting)>,
    ) {
        let Some(tenant) = self.tenants.get_mut(&tenant) else {
            asked.into_iter().for_each(|(_, waiting)| waiting.answer(Err(super::stopped("none"))));
            return;
        };
        for (request, waiting) in asked {
            self.tickets += 1;
            let ticket = Ticket(self.tickets);
            self.waiting.insert(ticket, waiting);
            let ids = Ids(self.stamp.uuid());
            queue(tenant).push_back(Pending { ticket, request, ids });
        }
    }

    /// Gives every tenant its turn: single commands first, imports where none waits.
    fn turn(&mut self) -> Result<(), CatchUpError> {
        let tenants: Vec<TenantId> = self.tenants.keys().copied().collect();
        let quiet = self.tenants.values().all(|t| t.live.is_empty());
        for id in tenants {
            let Some(tenant) = self.tenants.get_mut(&id) else { continue };
            let room = tenant.writer.room();
            let live = tenant.live.len().min(LIVE_TURN_MAX).min(room);
            let bulk =
                if quiet { tenant.bulk.len().min(BULK_TURN_MAX).min(room - live) } else { 0 };
            let mut batch: Vec<Pending> = Vec::with_capacity(live + bulk);
            batch.extend(tenant.live.drain(..live));
            batch.extend(tenant.bulk.drain(..bulk));
            if !batch.is_empty() {
                self.step(id, Input::Received(batch))?;
            }
        }
        Ok(())
    }

    fn tick(&mut self) -> Result<(), CatchUpError> {
        if self.ticks.is_multiple_of(DISK_TICKS) {
            self.look_at_disk();
        }
        self.ticks = self.ticks.wrapping_add(1);
        let tenants: Vec<TenantId> = self.tenants.keys().copied().collect();
        tenants.into_iter().try_for_each(|id| self.step(id, Input::Tick))
    }

    fn look_at_disk(&self) {
        let reserve = &self.config.reserve;
        match RealDisk.free_space(&reserve.dir) {
            Ok(free) => {
                let full = free < reserve.bytes;
                if self.disk_full.swap(full, Ordering::Relaxed) != full {
                    let reserve_bytes = reserve.bytes;
                    tracing::warn!(full, free, reserve_bytes, "the disk crossed its reserve");
                }
            }
            Err(error) => tracing::warn!(%error, "the free space of the disk can't be read"),
        }
    }

    fn done(&mut self, tenant: TenantId, done: Done) -> Result<(), CatchUpError> {
        match done {
            Done::Appended(append) => self.step(tenant, Input::Answered(append)),
            Done::Head(head) => self.step(tenant, Input::Head(head)),
            Done::Entries(Ok(entries)) => {
                let Some(at) = self.tenants.get_mut(&tenant) else { return Ok(()) };
                at.writer.catch_up(&entries)?;
                self.step(tenant, Input::CaughtUp)
            }
            Done::Entries(Err(error)) => {
                // The next tick asks again.
                tracing::warn!(%tenant, %error, "the log can't be read to catch up");
                Ok(())
            }
        }
    }

    fn step(&mut self, id: TenantId, input: Input) -> Result<(), CatchUpError> {
        let Some(tenant) = self.tenants.get_mut(&id) else { return Ok(()) };
        let mut effects = tenant.writer.step(input)?;
        let book = tenant.writer.book();
        if let Ok(settings) = book.tenant(self.stamp.now()) {
            tenant.desk.set_locale(settings.body.locale());
        }
        let mut replays = Vec::new();
        for effect in effects.drain(..) {
            self.perform(id, effect, &mut replays);
        }
        if let Some(tenant) = self.tenants.get_mut(&id) {
            tenant.writer.take_back(effects);
        }
        if !replays.is_empty() {
            tokio::task::spawn(replay(self.config.log.clone(), id, replays));
        }
        Ok(())
    }

    fn perform(&mut self, tenant: TenantId, effect: Effect, replays: &mut Vec<Asked>) {
        let log = self.config.log.clone();
        match effect {
            Effect::Append { fence, entry } => self.append(tenant, fence, *entry),
            Effect::AskHead => self
                .io
                .push(Box::pin(async move { (tenant, Done::Head(log.head(tenant).await.ok())) })),
            Effect::ReadAfter(position) => self.io.push(Box::pin(async move {
                (tenant, Done::Entries(log.read(tenant, position + 1, CATCH_UP_BYTES).await))
            })),
            Effect::Answer(ticket, outcome) => {
                if let Some(waiting) = self.waiting.remove(&ticket) {
                    waiting.answer(outcome);
                }
            }
            Effect::Replay(ticket, position) => {
                replays.extend(self.waiting.remove(&ticket).map(|waiting| (position, waiting)));
            }
        }
    }

    /// Sends an entry to the log. While it is written the next commands are decided; where there are
    /// none, waking another thread to write it would only take longer.
    fn append(&mut self, tenant: TenantId, fence: Sequence, entry: AppendEntry) {
        let log = &self.config.log;
        let idle = self.inbox_empty && !self.tenants.values().any(Tenant::has_queued);
        let here = idle.then(|| log.append_here(tenant, fence, &entry)).flatten();
        self.io.push(match here {
            Some(append) => Box::pin(std::future::ready((tenant, Done::Appended(append)))),
            None => {
                let append = log.append(tenant, fence, entry);
                Box::pin(async move { (tenant, Done::Appended(append.await)) })
            }
        });
    }

    /// Opens a tenant's writer and brings it to the head of its log.
    async fn open(
        &mut self,
        tenant: TenantId,
    ) -> Result<Result<Arc<Desk>, Box<Problem>>, CatchUpError> {
        if let Some(open) = self.tenants.get(&tenant) {
            return Ok(Ok(open.desk.clone()));
        }
        let log = self.config.log.clone();
        let unreadable = |error: ReadError| {
            let problem = Problem::new(Slug::LogUnavailable, error.to_string()).retry_after(1);
            Ok(Err(Box::new(problem)))
        };
        let head = match log.head(tenant).await {
            Ok(head) => head,
            Err(error) => return unreadable(error),
        };
        let ports = Ports {
            log: log.id(),
            store: self.config.store.clone(),
            keys: self.config.keys.clone(),
            stamp: Box::new(SystemStamp::new()),
        };
        let mut writer = Writer::open(tenant, ports, head)?;
        while writer.head().position < head.position {
            let from = writer.head().position + 1;
            match log.read(tenant, from, CATCH_UP_BYTES).await {
                Ok(entries) => writer.catch_up(&entries)?,
                Err(error) => return unreadable(error),
            }
        }
        let now = self.stamp.now();
        let book = writer.book();
        let locale = book.tenant(now).map(|t| t.body.locale());
        let locale = match locale {
            Ok(locale) => locale,
            Err(why) => {
                let problem = Problem::new(Slug::UpgradeNeeded, why.to_string());
                return Ok(Err(Box::new(problem)));
            }
        };
        let desk = Arc::new(Desk::new(locale, writer.hasher().clone(), self.disk_full.clone()));
        let live = VecDeque::new();
        let bulk = VecDeque::new();
        self.tenants.insert(tenant, Tenant { writer, desk: desk.clone(), live, bulk });
        self.desks.write().expect("nobody panics holding it").insert(tenant, desk.clone());
        Ok(Ok(desk))
    }
}
