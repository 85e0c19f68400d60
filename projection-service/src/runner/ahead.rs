//! Reading ahead: a thread verifies and decodes the next entries while somebody folds the last
//! ones. Their order stays.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use event_log::ReadError;

use super::retry::Retry;
use super::{Part, Shared, TAIL_BYTES, clockwork};
use crate::model::Entry;
use crate::reading::Reading;

/// Most batches that wait to be folded.
const BATCHES_MAX: usize = 2;

/// Entries in the order of the log, or why there are no more.
pub type Batch = Result<Vec<Entry>, String>;

/// Reads the whole log as far as it goes, from the beginning. The receiver ends there, or after an
/// error; the thread ends when nobody receives any more.
pub fn read_all(shared: &Arc<Shared>) -> (JoinHandle<()>, Receiver<Batch>) {
    let (sender, batches) = sync_channel(BATCHES_MAX);
    let shared = shared.clone();
    let run = move || {
        let read = clockwork().map_err(|e| e.to_string());
        let read = read.and_then(|runtime| runtime.block_on(to_the_end(&shared, &sender)));
        if let Err(why) = read {
            // Whoever received has ended for a reason of its own.
            let _ = sender.send(Err(why));
        }
    };
    let thread = std::thread::Builder::new().name("kith-reading".into()).spawn(run);
    (thread.expect("a process that runs has room for a thread"), batches)
}

async fn to_the_end(shared: &Shared, sender: &SyncSender<Batch>) -> Result<(), String> {
    let log = &shared.log;
    let mut reading = Reading::new(log.id());
    let mut retry = Retry::new(Part::Building);
    let mut tail = log.tail(0);
    let mut at = 0;
    while at < log.durable() {
        if shared.stopping() {
            return Err("it was stopped".into());
        }
        let batch = match tail.next(TAIL_BYTES).await {
            Ok(batch) => batch,
            Err(ReadError::Unreadable(why)) => {
                // Stopping is seen above.
                let _ = retry.wait(shared, why).await;
                tail = log.tail(at);
                continue;
            }
            Err(e @ (ReadError::Damaged { .. } | ReadError::Closed)) => return Err(e.to_string()),
        };
        retry.healed(shared);
        let entries = batch.entries.iter().map(|stored| reading.read(stored));
        let entries = entries.collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string())?;
        at = entries.last().map_or(at, |entry| entry.sequence);
        if sender.send(Ok(entries)).is_err() {
            break;
        }
    }
    Ok(())
}
