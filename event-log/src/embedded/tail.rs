//! Following the log in the process that writes it.

use std::sync::Arc;

use event_schema::entry::Sequence;
use futures::future::BoxFuture;
use tokio::sync::watch;

use super::appender::State;
use super::read::{Cursor, Shared};
use crate::disk::DiskFile;
use crate::log::{ReadError, Tail, TailBatch};

/// A reader that is woken by appends.
pub(crate) struct LocalTail<F> {
    shared: Arc<Shared<F>>,
    state: watch::Receiver<State>,
    cursor: Cursor,
}

impl<F: DiskFile> LocalTail<F> {
    pub(crate) fn new(
        shared: Arc<Shared<F>>,
        state: watch::Receiver<State>,
        after: Sequence,
    ) -> Self {
        Self { shared, state, cursor: Cursor::after(after) }
    }

    async fn follow(&mut self, bytes_max: usize) -> Result<TailBatch, ReadError> {
        loop {
            // Seen before reading, so that an append in between wakes the wait below.
            let closed = self.state.borrow_and_update().closed;
            let (shared, mut cursor) = (Arc::clone(&self.shared), self.cursor);
            let read = move || shared.follow(&mut cursor, bytes_max).map(|batch| (batch, cursor));
            let (batch, cursor) = off_the_runtime(read).await?;
            self.cursor = cursor;
            if !batch.entries.is_empty() {
                return Ok(batch);
            }
            if closed {
                return Err(ReadError::Closed);
            }
            // An error means that the thread is gone; its last word is `closed`, seen above.
            let _ = self.state.changed().await;
        }
    }
}

impl<F: DiskFile> Tail for LocalTail<F> {
    fn next(&mut self, bytes_max: usize) -> BoxFuture<'_, Result<TailBatch, ReadError>> {
        Box::pin(self.follow(bytes_max))
    }
}

/// Reads where waiting for a disk holds nobody up.
pub(crate) async fn off_the_runtime<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    let read = tokio::task::spawn_blocking(read).await;
    read.unwrap_or_else(|e| Err(ReadError::Unreadable(e.to_string())))
}
