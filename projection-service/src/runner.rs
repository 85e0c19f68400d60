//! The runner: one thread follows the log, decodes each entry once and folds it into every model;
//! another writes the rows behind it. Where needed, others build models beside those that answer.

mod follow;
mod retry;
mod writer;

mod ahead;
mod build;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use event_log::EventLog;
use tokio::sync::watch;

use crate::model::Follower;

pub use build::{build, build_here};

/// Bytes of log that are read at a time.
const TAIL_BYTES: usize = 1024 * 1024;
/// How long rows wait in memory at most before they are given to the store.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// A model that was built beside the others and is to be followed from now on.
pub struct Incoming {
    /// The model.
    pub model: Arc<dyn Follower>,
    /// Makes it answer in the place of the one it replaces, once it is as far.
    pub install: Box<dyn FnOnce() + Send>,
}

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Follows it for the models that answer.
    Following,
    /// Reads it from the beginning for those that are built.
    Building,
}

/// What the runner's threads and their owner share.
pub struct Shared {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// Goes up with every batch that was folded in.
    pub progress: watch::Sender<u64>,
    /// True from when the threads are to end.
    pub stop: watch::Sender<bool>,
    /// Models that were built elsewhere; the counter says that there are some.
    incoming: Mutex<Vec<Incoming>>,
    pub(crate) arrived: watch::Sender<u64>,
    failed: Mutex<Option<String>>,
    /// Who can't read the log at the moment, and why.
    troubles: Mutex<Vec<(Part, String)>>,
    /// What is done when models have come or caught up; says whether it was anything.
    at_rest: OnceLock<Box<dyn Fn() -> bool + Send + Sync>>,
    /// Why the process must not go on.
    pub fault: watch::Sender<Option<String>>,
}

impl Shared {
    /// Nothing runs yet.
    pub fn new(log: Arc<dyn EventLog>) -> Arc<Self> {
        Arc::new(Self {
            log,
            progress: watch::channel(0).0,
            stop: watch::channel(false).0,
            incoming: Mutex::default(),
            arrived: watch::channel(0).0,
            failed: Mutex::default(),
            troubles: Mutex::default(),
            at_rest: OnceLock::new(),
            fault: watch::channel(None).0,
        })
    }

    /// Why the log isn't followed any more or, for the moment, can't be.
    pub fn failed(&self) -> Option<String> {
        let trouble = || held(&self.troubles).first().map(|(_, why)| format!("{why}; tried again"));
        held(&self.failed).clone().or_else(trouble)
    }

    /// Says that a part can't read the log for the moment, or that it can again.
    fn trouble(&self, part: Part, why: Option<String>) {
        match &why {
            Some(why) => tracing::warn!(?part, why, "the log can't be read and is tried again"),
            None => tracing::info!(?part, "the log can be read again"),
        }
        let mut troubles = held(&self.troubles);
        troubles.retain(|(of, _)| *of != part);
        troubles.extend(why.map(|why| (part, why)));
        drop(troubles);
        self.progress.send_modify(|n| *n += 1);
    }

    fn fail(&self, why: String) {
        tracing::error!(why, "the read models don't follow the log any more");
        held(&self.failed).get_or_insert(why);
        self.progress.send_modify(|n| *n += 1);
    }

    /// Has something done when models have come or caught up, at most about once a second. The first
    /// counts.
    pub fn at_rest(&self, act: impl Fn() -> bool + Send + Sync + 'static) {
        let _ = self.at_rest.set(Box::new(act));
    }

    fn rest(&self) {
        if self.at_rest.get().is_some_and(|act| act()) {
            self.progress.send_modify(|n| *n += 1);
        }
    }

    /// Says that the process must not go on. The first reason counts.
    pub fn end(&self, why: String) {
        self.fault.send_if_modified(|said| {
            let first = said.is_none();
            said.get_or_insert(why);
            first
        });
    }

    /// Hands over a model that was built elsewhere.
    pub fn hand_over(&self, incoming: Incoming) {
        held(&self.incoming).push(incoming);
        self.arrived.send_modify(|n| *n += 1);
    }

    fn take_incoming(&self) -> Vec<Incoming> {
        std::mem::take(&mut held(&self.incoming))
    }

    /// True once the threads are to end.
    pub fn stopping(&self) -> bool {
        *self.stop.borrow()
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts following the log with these models.
pub fn start(shared: Arc<Shared>, models: Vec<Arc<dyn Follower>>) -> JoinHandle<()> {
    let run = move || {
        // Whoever sends a command waits for its answer; models may be behind for a moment.
        event_log::priority::step_back();
        let (writer, jobs) = writer::start();
        match clockwork() {
            Ok(runtime) => runtime.block_on(follow::follow(&shared, models, &jobs)),
            Err(e) => shared.fail(format!("no runtime: {e}")),
        }
        drop(jobs);
        // A panic of the writer has nothing left to tell: its layers stay unwritten.
        let _ = writer.join();
    };
    std::thread::Builder::new()
        .name("kith-models".into())
        .spawn(run)
        .expect("a process that starts has room for a thread")
}

/// A runtime for one thread: the log may need timers of its own.
pub fn clockwork() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

#[cfg(test)]
mod tests {
    use event_log::MemoryLog;
    use event_schema::entry::LogId;

    use super::*;

    #[test]
    fn a_stop_that_comes_before_the_thread_ends_it() {
        let shared = Shared::new(Arc::new(MemoryLog::new(LogId(uuid::Uuid::nil()))));
        shared.stop.send_replace(true);
        start(shared, Vec::new()).join().unwrap();
    }
}
