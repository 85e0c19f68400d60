//! The log as another process reads it: no lock, no writing, up to the durable head.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use event_schema::entry::{Head, LogId, Sequence};
use event_schema::{Position, TenantId};
use futures::future::BoxFuture;

use super::EmbeddedLog;
use super::error::OpenError;
use super::follow::Follower;
use super::read::Cursor;
use super::tail::off_the_runtime;
use crate::disk::{Disk, RealDisk};
use crate::log::{
    Append, AppendEntry, EventLog, ReadError, StoredEntry, Tail, TailBatch, Unavailable,
};

/// How often a tail looks at the witness, in milliseconds.
const WITNESS_POLL_MS: u64 = 10;

/// A log that another process may be writing. Appends are answered `Unavailable(Closed)`: to this
/// process the log was never open for writing.
pub struct LogReader<D: Disk = RealDisk> {
    follower: Arc<Follower<D>>,
}

impl EmbeddedLog {
    /// Opens the log below `data_dir` for reading; changes nothing there.
    pub fn open_reader(data_dir: &Path) -> Result<LogReader, OpenError> {
        LogReader::open_on(RealDisk, data_dir)
    }
}

impl<D: Disk> LogReader<D> {
    /// Opens the log below `data_dir` on this disk for reading.
    pub fn open_on(disk: D, data_dir: &Path) -> Result<Self, OpenError> {
        Ok(Self { follower: Arc::new(Follower::open(disk, data_dir)?) })
    }
}

impl<D: Disk> EventLog for LogReader<D> {
    fn id(&self) -> LogId {
        self.follower.shared.log
    }

    fn append(
        &self,
        _tenant: TenantId,
        _fence: Sequence,
        _entry: AppendEntry,
    ) -> BoxFuture<'static, Append> {
        Box::pin(std::future::ready(Append::Unavailable(Unavailable::Closed)))
    }

    fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEntry>, ReadError>> {
        let follower = Arc::clone(&self.follower);
        Box::pin(off_the_runtime(move || {
            follower.refresh()?;
            follower.shared.read(tenant, from, bytes_max)
        }))
    }

    fn tail(&self, after: Sequence) -> Box<dyn Tail> {
        let follower = Arc::clone(&self.follower);
        Box::new(PollingTail { follower, cursor: Cursor::after(after) })
    }

    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Head, ReadError>> {
        let follower = Arc::clone(&self.follower);
        Box::pin(off_the_runtime(move || {
            follower.refresh()?;
            Ok(follower.shared.head(tenant))
        }))
    }

    fn durable(&self) -> Sequence {
        // A witness that can't be read now shows itself in the next read.
        self.follower.refresh().unwrap_or_else(|_| self.follower.shared.durable())
    }
}

/// Looks at the witness from time to time: there is nobody in another process to wake it.
struct PollingTail<D: Disk> {
    follower: Arc<Follower<D>>,
    cursor: Cursor,
}

impl<D: Disk> PollingTail<D> {
    async fn follow(&mut self, bytes_max: usize) -> Result<TailBatch, ReadError> {
        loop {
            let (follower, mut cursor) = (Arc::clone(&self.follower), self.cursor);
            let read = move || {
                follower.refresh()?;
                follower.shared.follow(&mut cursor, bytes_max).map(|batch| (batch, cursor))
            };
            let (batch, cursor) = off_the_runtime(read).await?;
            self.cursor = cursor;
            if !batch.entries.is_empty() {
                return Ok(batch);
            }
            tokio::time::sleep(Duration::from_millis(WITNESS_POLL_MS)).await;
        }
    }
}

impl<D: Disk> Tail for PollingTail<D> {
    fn next(&mut self, bytes_max: usize) -> BoxFuture<'_, Result<TailBatch, ReadError>> {
        Box::pin(self.follow(bytes_max))
    }
}
