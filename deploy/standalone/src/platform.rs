//! The services of the platform over the embedded log, in this process: opened in the order in
//! which they stand on each other, closed in the other.
//!
//! ```text
//! DATA_DIR/log/           the log
//! DATA_DIR/keys/          keys of personal data
//! DATA_DIR/tokens.json    hashes of access tokens
//! DATA_DIR/admin.token    the platform's own token, for its owner alone
//! DATA_DIR/writer/        states for decisions: can be removed, is rebuilt
//! DATA_DIR/models/        read models: can be removed, are rebuilt
//! DATA_DIR/endpoint       where it listens, while it runs
//! ```

mod open;

mod access;
mod commands;
mod events;
mod figures;
mod health;
mod models;
mod operator;

use std::sync::Arc;

use command_service::service::Handle;
use event_log::EmbeddedLog;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use models::Models;

pub use open::{has_log, is_in_use};
pub use operator::OperatorToken;

/// All services of one data directory.
pub struct Platform {
    log: Arc<EmbeddedLog>,
    writers: Handle,
    models: Models,
    operator: OperatorToken,
    faults: [watch::Receiver<Option<String>>; 2],
    watcher: JoinHandle<()>,
    resuming: JoinHandle<()>,
    by_the_clock: JoinHandle<()>,
}

impl Platform {
    /// The token that opens all of it.
    pub fn operator(&self) -> &OperatorToken {
        &self.operator
    }

    /// Waits for a fault that only a new start can judge: a failed sync, or evidence of loss.
    pub async fn failed(&self) -> String {
        let [log, writers] = self.faults.clone();
        tokio::select! {
            what = fault(log) => what,
            what = fault(writers) => what,
            what = self.models.failed() => what,
        }
    }

    /// Answers what was taken, flushes, and gives up the directory.
    pub async fn close(self) {
        // An act that is still open goes on with the next start.
        self.resuming.abort();
        self.by_the_clock.abort();
        self.writers.stop().await;
        self.models.close().await;
        let log = self.log;
        // Blocks for as long as its writes take.
        if tokio::task::spawn_blocking(move || log.close()).await.is_err() {
            tracing::error!("closing the log panicked");
        }
        self.watcher.abort();
    }
}

async fn fault(mut fault: watch::Receiver<Option<String>>) -> String {
    let what = fault.wait_for(Option::is_some).await.ok().and_then(|what| what.clone());
    match what {
        Some(what) => what,
        // Whoever could have told has ended in good order.
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
