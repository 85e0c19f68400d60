//! Batches of commands on their way to the platform.

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::say::Failure;
use crate::verb::{Answer, Client};

/// Bytes of a batch, far under the platform's 64 MiB: the answers to one are read before the next is
/// sent, and progress is shown after each.
pub const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// How often a batch is sent again that a busy platform put off.
pub const RETRIES_MAX: u32 = 30;
/// How long to wait where the platform doesn't say, in seconds.
const RETRY_AFTER_PRESET: u64 = 1;

/// Sends batches to one platform.
pub struct Sender<'a> {
    client: &'a Client,
    runtime: &'a Runtime,
    dry_run: DryRun,
}

/// Whether commands are only to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DryRun {
    Yes,
    No,
}

impl<'a> Sender<'a> {
    /// Sends over this client.
    pub fn new(client: &'a Client, runtime: &'a Runtime, dry_run: DryRun) -> Self {
        Self { client, runtime, dry_run }
    }

    /// Sends lines, again where the platform asks for patience: keys make that harmless. The answer
    /// has a line for each.
    pub fn send(&self, lines: &[u8]) -> Result<Answer, Failure> {
        let headers: &[(&str, &str)] = match self.dry_run {
            DryRun::Yes => &[("kith-dry-run", "true")],
            DryRun::No => &[],
        };
        let mut tries = 0;
        loop {
            let kind = "application/x-ndjson";
            let answer = self.client.post_with(headers, "/v1/commands", kind, lines)?;
            if !answer.is_busy() || tries == RETRIES_MAX {
                if !answer.status.is_success() {
                    answer.json()?;
                }
                return Ok(answer);
            }
            tries += 1;
            self.wait(answer.retry_after);
        }
    }

    /// Waits as long as the platform asked for, in seconds.
    pub fn wait(&self, retry_after: Option<u64>) {
        let pause = Duration::from_secs(retry_after.unwrap_or(RETRY_AFTER_PRESET));
        self.runtime.block_on(tokio::time::sleep(pause));
    }
}

/// What to say when a platform left lines without an answer.
pub fn unanswered(sent: usize, from_line: u64, answered: usize) -> Failure {
    Failure::new(format!(
        "of {sent} commands from line {from_line} on only {answered} were answered; import the \
         file again: what was done is not done twice"
    ))
}
