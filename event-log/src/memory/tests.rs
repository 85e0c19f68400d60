use std::sync::Arc;

use event_schema::LogId;
use uuid::Uuid;

use super::MemoryLog;
use crate::conformance::{Subject, check};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_in_memory_keeps_the_contract() {
    check(|| async {
        let log = MemoryLog::new(LogId(Uuid::from_u128(1)));
        let closing = log.clone();
        Subject { log: Arc::new(log), close: Box::new(|| Box::pin(async move { closing.close() })) }
    })
    .await;
}
