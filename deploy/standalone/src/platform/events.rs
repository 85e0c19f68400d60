//! The log for readers of the API.

use std::sync::Arc;

use event_log::EventLog;
use event_schema::{Position, TenantId};
use futures::future::BoxFuture;
use query_api::port::Events;
use tokio::sync::watch;

/// Bytes of the log that are read in one go: some thousand events.
const READ_BYTES_MAX: usize = 1024 * 1024;

/// Reads the log.
pub struct LogEvents {
    log: Arc<dyn EventLog>,
    moved: watch::Receiver<u64>,
}

impl LogEvents {
    /// Over this log; `moved` changes whenever the models have taken in more of it, so that what a
    /// stream announces can be read.
    pub fn new(log: Arc<dyn EventLog>, moved: watch::Receiver<u64>) -> Self {
        Self { log, moved }
    }
}

impl Events for LogEvents {
    fn read(
        &self,
        tenant: TenantId,
        from: Position,
    ) -> BoxFuture<'_, Result<Vec<Arc<[u8]>>, String>> {
        Box::pin(async move {
            let entries = self.log.read(tenant, from, READ_BYTES_MAX).await;
            let entries = entries.map_err(|error| error.to_string())?;
            Ok(entries.into_iter().map(|entry| entry.bytes).collect())
        })
    }

    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Position, String>> {
        Box::pin(async move {
            let head = self.log.head(tenant).await.map_err(|error| error.to_string())?;
            Ok(head.position)
        })
    }

    fn moved(&self) -> watch::Receiver<u64> {
        self.moved.clone()
    }
}
