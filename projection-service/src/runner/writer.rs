//! Writing rows behind the fold.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::model::{Follower, Frozen, Urge};

/// Most layers that wait to be written: more would be memory that nobody counted.
const JOBS_MAX: usize = 6;

/// A layer of a model.
pub struct Job {
    model: Arc<dyn Follower>,
    frozen: Frozen,
}

/// Starts the thread; it ends when the sender is dropped and everything was written.
pub fn start() -> (JoinHandle<()>, SyncSender<Job>) {
    let (sender, jobs) = sync_channel(JOBS_MAX);
    let run = move || write_all(&jobs);
    let spawned = std::thread::Builder::new().name("kith-rows".into()).spawn(run);
    (spawned.expect("a process that starts has room for a thread"), sender)
}

fn write_all(jobs: &Receiver<Job>) {
    while let Ok(Job { model, frozen }) = jobs.recv() {
        write(model.as_ref(), &frozen);
    }
}

fn write(model: &dyn Follower, (store, layer): &Frozen) {
    let outcome = layer.write(store.as_ref());
    metrics::counter!("kith_rows_written_total", "model" => model.name())
        .increment(layer.len() as u64);
    model.written(layer, outcome);
}

/// Gives what waits in a model to the thread; waits itself while too much does.
pub fn give(jobs: &SyncSender<Job>, model: &Arc<dyn Follower>, urge: Urge) {
    if let Some(frozen) = model.freeze(urge) {
        // The thread ends only after the sender is gone.
        let _ = jobs.send(Job { model: model.clone(), frozen });
    }
}
