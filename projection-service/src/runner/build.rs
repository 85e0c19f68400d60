//! Building models from the beginning of the log beside those that answer.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread::JoinHandle;

use super::ahead::{self, Batch};
use super::writer::{self, Job, give};
use super::{Incoming, Shared};
use crate::model::{Follower, Urge};

/// Builds these models up to the end of the log and hands them over, on a thread of its own.
pub fn build(shared: Arc<Shared>, incoming: Vec<Incoming>) -> JoinHandle<()> {
    std::thread::Builder::new()
        .name("kith-build".into())
        .spawn(move || build_here(&shared, incoming))
        .expect("a process that runs has room for a thread")
}

/// The same on this thread: one thread reads ahead of it, another writes the rows behind it.
pub fn build_here(shared: &Arc<Shared>, incoming: Vec<Incoming>) {
    let models: Vec<_> = incoming.iter().map(|incoming| incoming.model.clone()).collect();
    let (writer, jobs) = writer::start();
    let (reader, batches) = ahead::read_all(shared);
    let built = to_the_end(shared, &models, batches, &jobs);
    drop(jobs);
    // A panic of the writer has nothing left to tell: its layers stay unwritten. One of the reader
    // has ended the batches early, and the models are followed from there.
    let _ = (writer.join(), reader.join());
    match built {
        Ok(()) => incoming.into_iter().for_each(|incoming| shared.hand_over(incoming)),
        Err(_) if shared.stopping() => {}
        Err(why) => shared.fail(format!("read models could not be built: {why}")),
    }
}

fn to_the_end(
    shared: &Shared,
    models: &[Arc<dyn Follower>],
    batches: Receiver<Batch>,
    jobs: &SyncSender<Job>,
) -> Result<(), String> {
    for batch in batches {
        for entry in &batch? {
            for model in models {
                model.apply_entry(entry);
                give(jobs, model, Urge::WhenFull);
            }
        }
        if shared.stopping() {
            return Err("it was stopped".into());
        }
    }
    for model in models {
        model.built();
        give(jobs, model, Urge::Now);
    }
    Ok(())
}
