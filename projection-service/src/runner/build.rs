//! Building models from the beginning of the log beside those that answer.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;

use super::writer::{self, Job, give};
use super::{Incoming, Shared, TAIL_BYTES, clockwork};
use crate::model::{Follower, Urge};
use crate::reading::Reading;

/// Builds these models up to the end of the log and hands them over, on a thread of its own.
pub fn build(shared: Arc<Shared>, incoming: Vec<Incoming>) -> JoinHandle<()> {
    std::thread::Builder::new()
        .name("kith-build".into())
        .spawn(move || build_here(&shared, incoming))
        .expect("a process that runs has room for a thread")
}

/// The same on this thread; another one writes the rows behind it.
pub fn build_here(shared: &Shared, incoming: Vec<Incoming>) {
    let models: Vec<_> = incoming.iter().map(|incoming| incoming.model.clone()).collect();
    let (writer, jobs) = writer::start();
    let built = clockwork().map_err(|e| e.to_string());
    let built = built.and_then(|runtime| runtime.block_on(to_the_end(shared, &models, &jobs)));
    drop(jobs);
    // A panic of the writer has nothing left to tell: its layers stay unwritten.
    let _ = writer.join();
    match built {
        Ok(()) => incoming.into_iter().for_each(|incoming| shared.hand_over(incoming)),
        Err(why) => tracing::error!(why, "read models could not be built"),
    }
}

async fn to_the_end(
    shared: &Shared,
    models: &[Arc<dyn Follower>],
    jobs: &SyncSender<Job>,
) -> Result<(), String> {
    let log = &shared.log;
    let mut reading = Reading::new(log.id());
    let mut tail = log.tail(0);
    let mut at = 0;
    while at < log.durable() {
        if shared.stopping() {
            return Err("it was stopped".into());
        }
        let batch = tail.next(TAIL_BYTES).await.map_err(|e| e.to_string())?;
        for stored in &batch.entries {
            let entry = reading.read(stored).map_err(|e| e.to_string())?;
            at = entry.sequence;
            for model in models {
                model.apply_entry(&entry);
                give(jobs, model, Urge::WhenFull);
            }
        }
    }
    for model in models {
        model.built();
        give(jobs, model, Urge::Now);
    }
    Ok(())
}
