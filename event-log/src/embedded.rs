//! The embedded log: our own segments on the local disk, the only copy there is.
//!
//! How the guarantees are met. *Atomic*: a frame has a check sum over all of it. *Fenced, ordered*:
//! one thread appends. *Durable*: one write and one `fdatasync` for all that queued, and only then
//! readers and callers hear of it. *Honest*: after a failed write or sync what was in it is
//! `Ambiguous`, the log takes nothing more, and [`EmbeddedLog::failed`] tells the process to stop.
//! *Verified*: every read checks the frame.
//!
//! ```text
//! <data>/log/00000000000000000001.seg   frames; 64 MiB from the beginning, zeros behind the last
//! <data>/log/head                       the witness: where the acknowledged log ends
//! <data>/log/lock                       held by the one process that writes
//! <data>/log/spare.tmp                  the next segment in the making; holds nothing
//! <data>/log/cut-<sequence>-<n>.bin     torn writes that recovery took off the end
//! ```
//!
//! A directory that is copied while the log runs opens cleanly or is refused, because its witness
//! is older than its segments or says more than they hold.

mod frame;
mod segment;
mod witness;

mod core;

mod index;
mod read;
mod spare;
mod window;

mod cut;
mod error;
mod load;
mod recover;
mod scan;

mod appender;
mod follow;
mod reader;
mod tail;

mod verify;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use event_schema::entry::{Head, LogId, Sequence};
use event_schema::{Position, TenantId};
use futures::future::BoxFuture;
use tokio::sync::watch;

use self::appender::{Appender, State};
pub use self::core::Core;
pub use self::error::{Damaged, OpenError};
use self::read::Shared;
pub use self::reader::LogReader;
use self::tail::LocalTail;
pub use self::verify::{Damage, Report, verify, verify_on};
use crate::disk::{Disk, RealDisk};
use crate::log::{Append, AppendEntry, EventLog, ReadError, StoredEntry, Tail};

/// Bytes of a segment, unless the options say otherwise.
pub const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;
/// Fewest bytes of a segment. An entry that doesn't fit gets a longer one to itself.
pub const SEGMENT_BYTES_MIN: u64 = 1024;
/// Most bytes of a segment.
pub const SEGMENT_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Bytes that stay free on the disk, unless the options say otherwise.
pub const RESERVE_BYTES: u64 = 256 * 1024 * 1024;

/// What to do where there is no log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMissing {
    /// Make one with this id.
    Create(LogId),
    /// Refuse: somebody knows that there was one.
    Refuse,
}

/// How a log is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// What to do where there is none.
    pub if_missing: IfMissing,
    /// Length of new segments in bytes.
    pub segment_bytes: u64,
    /// Bytes that a new segment must leave free on the disk.
    pub reserve_bytes: u64,
}

impl Options {
    /// The preset sizes.
    pub fn new(if_missing: IfMissing) -> Self {
        Self { if_missing, segment_bytes: SEGMENT_BYTES, reserve_bytes: RESERVE_BYTES }
    }

    fn check(&self) -> Result<(), OpenError> {
        if (SEGMENT_BYTES_MIN..=SEGMENT_BYTES_MAX).contains(&self.segment_bytes) {
            return Ok(());
        }
        let (given, min, max) = (self.segment_bytes, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
        Err(OpenError::Options(format!("segments of {given} bytes, not {min} to {max}")))
    }
}

/// The log in this process: one thread at a time appends, any number of tasks read. Needs a tokio
/// runtime to be read from.
pub struct EmbeddedLog<D: Disk = RealDisk> {
    shared: Arc<Shared<D::File>>,
    appender: Mutex<Appender>,
    desk: Arc<appender::Desk<D>>,
    queue: appender::Queue,
    state: watch::Receiver<State>,
}

impl EmbeddedLog {
    /// Opens the log below `data_dir` on the machine's disk.
    pub fn open(data_dir: &Path, options: &Options) -> Result<Self, OpenError> {
        Self::open_on(RealDisk, data_dir, options)
    }
}

impl<D: Disk> EmbeddedLog<D> {
    /// Opens the log below `data_dir` on this disk.
    pub fn open_on(disk: D, data_dir: &Path, options: &Options) -> Result<Self, OpenError> {
        let mut core = Core::open(disk, data_dir, options)?;
        core.prepare_in_background()?;
        let shared = core.shared();
        let (appender, queue, desk) = Appender::start(core)?;
        let state = desk.state();
        Ok(Self { shared, appender: Mutex::new(appender), desk, queue, state })
    }

    /// Waits until a write or sync has failed, and says how. The process has to stop then and look
    /// at the disk anew: until that nobody knows whether what is ambiguous is there. Waits for ever
    /// if the log is closed first.
    pub fn failed(&self) -> BoxFuture<'static, String> {
        let mut state = self.state.clone();
        Box::pin(async move {
            let failed = state.wait_for(|state| state.failed.is_some()).await;
            let failed = failed.ok().and_then(|state| state.failed.clone());
            match failed {
                Some(what) => what,
                None => futures::future::pending().await,
            }
        })
    }

    /// Appends what has queued up, then ends the thread and gives up the lock. Blocks for as long
    /// as the writes take. Tails end once they have read everything.
    pub fn close(&self) {
        self.appender.lock().unwrap_or_else(PoisonError::into_inner).close();
    }

    fn open_state(&self) -> Result<(), ReadError> {
        if self.state.borrow().closed { Err(ReadError::Closed) } else { Ok(()) }
    }
}

impl<D: Disk> EventLog for EmbeddedLog<D> {
    fn id(&self) -> LogId {
        self.shared.log
    }

    fn append(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: AppendEntry,
    ) -> BoxFuture<'static, Append> {
        Box::pin(self.queue.clone().append(tenant, fence, entry))
    }

    fn append_here(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: &AppendEntry,
    ) -> Option<Append> {
        self.desk.append_here(tenant, fence, entry)
    }

    fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEntry>, ReadError>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            self.open_state()?;
            tail::off_the_runtime(move || shared.read(tenant, from, bytes_max)).await
        })
    }

    fn tail(&self, after: Sequence) -> Box<dyn Tail> {
        Box::new(LocalTail::new(Arc::clone(&self.shared), self.state.clone(), after))
    }

    /// After a failed write the head is not known: a restart may find more than was acknowledged.
    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Head, ReadError>> {
        let head = self.open_state().and_then(|()| match &self.state.borrow().failed {
            Some(what) => Err(ReadError::Unreadable(what.clone())),
            None => Ok(self.shared.head(tenant)),
        });
        Box::pin(std::future::ready(head))
    }

    fn durable(&self) -> Sequence {
        self.shared.durable()
    }
}

impl<D: Disk> Drop for EmbeddedLog<D> {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests;
