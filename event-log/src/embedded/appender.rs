//! The appender: whoever writes, one at a time. A thread with a queue to it, or, where a caller has
//! nothing else to do until its answer and nobody writes, the caller itself: two threads less to wake.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};

use event_schema::TenantId;
use event_schema::entry::Sequence;
use tokio::sync::{mpsc, oneshot, watch};

use super::core::Core;
use crate::disk::Disk;
use crate::log::{Append, AppendEntry, Unavailable};

/// Most appends that wait for the thread; more callers wait to queue.
pub(crate) const APPENDS_QUEUED_MAX: usize = 1024;
/// Most appends of one batch. Its bytes are bounded where they are written.
const BATCH_ENTRIES_MAX: usize = 1024;

/// What everybody may know about the appender.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// The last sequence that is durable and in the index.
    pub(crate) durable: Sequence,
    /// Why nothing is taken any more.
    pub(crate) failed: Option<String>,
    /// True once the thread has ended.
    pub(crate) closed: bool,
}

/// An append and who waits for its answer. `None` wakes the thread to see that it is to close.
type Job = Option<(Request, oneshot::Sender<Append>)>;
type Request = (TenantId, Sequence, AppendEntry);

/// The core, and who is told of what it did. `None` once it was closed.
pub(crate) struct Desk<D: Disk> {
    core: Mutex<Option<Core<D>>>,
    tell: watch::Sender<State>,
}

impl<D: Disk> Desk<D> {
    /// Hears of what everybody may know.
    pub(crate) fn state(&self) -> watch::Receiver<State> {
        self.tell.subscribe()
    }

    /// Appends in the caller's thread, unless another one is appending.
    pub(crate) fn append_here(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: &AppendEntry,
    ) -> Option<Append> {
        match self.core.try_lock() {
            Ok(mut core) => match core.as_mut() {
                Some(core) => {
                    let mut answers = self.append(core, &[(tenant, fence, entry.clone())]);
                    Some(answers.pop().unwrap_or(Append::Ambiguous))
                }
                None => Some(Append::Unavailable(Unavailable::Closed)),
            },
            // After a panic the thread finds the same, ends, and says that the log is closed.
            Err(TryLockError::WouldBlock | TryLockError::Poisoned(_)) => None,
        }
    }

    fn append(&self, core: &mut Core<D>, batch: &[Request]) -> Vec<Append> {
        let answers = core.append_batch(batch);
        publish(core, &self.tell);
        answers
    }
}

/// The way to the thread; a clone is another one.
#[derive(Clone)]
pub(crate) struct Queue(mpsc::Sender<Job>);

/// The owner of the thread.
pub(crate) struct Appender {
    closing: Arc<AtomicBool>,
    wake: Queue,
    thread: Option<JoinHandle<()>>,
}

impl Queue {
    pub(crate) async fn append(
        self,
        tenant: TenantId,
        fence: Sequence,
        entry: AppendEntry,
    ) -> Append {
        let (answer, answered) = oneshot::channel();
        let job = Some(((tenant, fence, entry), answer));
        if self.0.send(job).await.is_err() {
            return Append::Unavailable(Unavailable::Closed);
        }
        // Only a thread that panicked gives no answer, and nobody knows how far it came.
        answered.await.unwrap_or(Append::Ambiguous)
    }
}

impl Appender {
    /// Starts the thread. It ends, and with it the lock, when it is closed.
    pub(crate) fn start<D: Disk>(core: Core<D>) -> io::Result<(Self, Queue, Arc<Desk<D>>)> {
        let (send, receive) = mpsc::channel(APPENDS_QUEUED_MAX);
        let state = State { durable: core.durable(), ..State::default() };
        let tell = watch::Sender::new(state);
        let desk = Arc::new(Desk { core: Mutex::new(Some(core)), tell });
        let closing = Arc::new(AtomicBool::new(false));
        let (closed, own) = (Arc::clone(&closing), Arc::clone(&desk));
        let work = move || {
            let ran = catch_unwind(AssertUnwindSafe(|| run(&own, receive, &closed)));
            // With it goes the lock on the directory, before anybody hears that it is closed.
            drop(own.core.lock().unwrap_or_else(PoisonError::into_inner).take());
            own.tell.send_modify(|state| state.closed = true);
            if let Err(panic) = ran {
                resume_unwind(panic);
            }
        };
        let thread = thread::Builder::new().name("log-append".into()).spawn(work)?;
        let queue = Queue(send);
        let appender = Self { closing, wake: queue.clone(), thread: Some(thread) };
        Ok((appender, queue, desk))
    }

    /// Lets the thread finish what has queued up, and waits for its end.
    pub(crate) fn close(&mut self) {
        self.closing.store(true, Ordering::Release);
        // Where the queue is full, the thread is awake and sees the flag after its batch.
        let _ = self.wake.0.try_send(None);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that appends to the log panicked");
        }
    }
}

fn run<D: Disk>(desk: &Desk<D>, mut queue: mpsc::Receiver<Job>, closing: &AtomicBool) {
    let (mut jobs, mut batch, mut callers) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        if closing.load(Ordering::Acquire) {
            // Nothing can queue any more; what has queued is still appended below.
            queue.close();
        }
        if queue.blocking_recv_many(&mut jobs, BATCH_ENTRIES_MAX) == 0 {
            return;
        }
        for (append, answer) in jobs.drain(..).flatten() {
            batch.push(append);
            callers.push(answer);
        }
        // After a panic in the middle of a batch nobody knows what is on disk.
        let Ok(mut core) = desk.core.lock() else { return };
        let Some(core) = core.as_mut() else { return };
        let answers = desk.append(core, &batch);
        batch.clear();
        for (caller, answer) in callers.drain(..).zip(answers) {
            // Whoever gave up waiting finds out by reading the head.
            let _ = caller.send(answer);
        }
    }
}

fn publish<D: Disk>(core: &Core<D>, tell: &watch::Sender<State>) {
    tell.send_if_modified(|state| {
        let failed = core.failed();
        let news = state.durable != core.durable() || state.failed.as_deref() != failed;
        if news {
            state.durable = core.durable();
            state.failed = failed.map(str::to_owned);
        }
        news
    });
}
