//! The appender: the one thread that writes, and the queue to it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    pub(crate) fn start<D: Disk>(
        core: Core<D>,
    ) -> io::Result<(Self, Queue, watch::Receiver<State>)> {
        let (send, receive) = mpsc::channel(APPENDS_QUEUED_MAX);
        let (tell, state) = watch::channel(State { durable: core.durable(), ..State::default() });
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        let work = move || {
            run(core, receive, &tell, &closed);
            tell.send_modify(|state| state.closed = true);
        };
        let thread = thread::Builder::new().name("log-append".into()).spawn(work)?;
        let queue = Queue(send);
        let appender = Self { closing, wake: queue.clone(), thread: Some(thread) };
        Ok((appender, queue, state))
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

fn run<D: Disk>(
    mut core: Core<D>,
    mut queue: mpsc::Receiver<Job>,
    tell: &watch::Sender<State>,
    closing: &AtomicBool,
) {
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
        let answers = core.append_batch(&batch);
        batch.clear();
        publish(&core, tell);
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
