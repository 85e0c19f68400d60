//! The service: the models of one process over one log, and the one way to ask them.

mod answer;
mod catalogue;
mod evidence;
mod opening;
mod positions;
mod verify;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use event_log::EventLog;
use event_schema::{Position, TenantId};
use tokio::sync::watch;

use crate::as_of::Past;
use crate::model::{Condition, Follower};
use crate::models::person::OpenBoxes;
use crate::query::Query;
use crate::runner::{self, Incoming, Shared};
use crate::store::directory::{Directory, StoreKind};

use catalogue::Catalogue;
pub use catalogue::Slot;
pub use opening::OpenError;
pub use positions::{Health, ModelHealth};
pub use verify::{Progress, VerifyError};

/// How the models are kept.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data directory; the models are in its folder `models`.
    pub dir: PathBuf,
    /// Which store keeps the rows.
    pub store: StoreKind,
}

/// The read models of one process.
pub struct Projections {
    shared: Arc<Shared>,
    models: Catalogue,
    directory: Directory,
    past: Past,
    boxes: Arc<dyn OpenBoxes>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// What was put aside and built anew when the models were opened.
    notes: Vec<String>,
}

impl Projections {
    /// Opens the models and holds them against the log: rows that have seen more than the log has,
    /// or something else, are evidence of loss and an error.
    pub async fn open(
        config: Config,
        log: Arc<dyn EventLog>,
        boxes: Arc<dyn OpenBoxes>,
    ) -> Result<Arc<Self>, OpenError> {
        let directory = Directory::new(&config.dir, config.store, Catalogue::LEN);
        let mut notes = Vec::new();
        let models = Catalogue::open(&directory, log.id(), &mut notes)?;
        for model in models.followers() {
            evidence::check(log.as_ref(), model.as_ref()).await?;
            if log.durable() == 0 {
                model.built();
            }
            if model.condition() == Condition::Live {
                catalogue::drop_others(&directory, model.as_ref());
            }
        }
        Ok(Arc::new(Self {
            shared: Shared::new(log.clone()),
            models,
            directory,
            past: Past::new(log),
            boxes,
            threads: Mutex::default(),
            notes,
        }))
    }

    /// Starts following the log. Models that have to be built anew are built beside the others; if
    /// all have to, nothing is there to be beside.
    pub fn start(&self) {
        let models = self.models.followers();
        let new = |model: &Arc<dyn Follower>| model.condition() == Condition::Building;
        let (building, live): (Vec<_>, Vec<_>) = models.into_iter().partition(new);
        let first = live.is_empty();
        let follow = if first { building.clone() } else { live };
        self.own(runner::start(self.shared.clone(), follow));
        if !first && !building.is_empty() {
            let directory = self.directory.clone();
            let incoming = building.into_iter().map(|model| {
                let directory = directory.clone();
                let kept = model.clone();
                let install = Box::new(move || catalogue::drop_others(&directory, kept.as_ref()));
                Incoming { model, install }
            });
            self.own(runner::build(self.shared.clone(), incoming.collect()));
        }
    }

    /// Builds a model anew beside the one that answers, and swaps them when it is as far. False if
    /// there is no such model or its directory can't be made.
    pub fn rebuild(&self, model: &str) -> bool {
        let incoming = self.models.beside(&self.directory, model, self.shared.log.id());
        let Some(incoming) = incoming else { return false };
        self.own(runner::build(self.shared.clone(), vec![incoming]));
        true
    }

    /// Stops following, writes what waits and ends the threads.
    pub fn stop(&self) {
        self.shared.stop.send_replace(true);
        let threads = std::mem::take(&mut *self.threads());
        for thread in threads {
            // A panic outside of every model has been printed by the thread itself.
            let _ = thread.join();
        }
    }

    /// Which model answers a question.
    pub fn model_for(query: &Query) -> (&'static str, u32) {
        catalogue::model_for(query)
    }

    /// How far a model is with a tenant; 0 for one that there isn't.
    pub fn position(&self, tenant: TenantId, model: &str) -> Position {
        self.models.follower(model).map_or(0, |model| model.mark(tenant).position)
    }

    /// Changes whenever any model has gone on.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.progress.subscribe()
    }

    fn own(&self, thread: JoinHandle<()>) {
        self.threads().push(thread);
    }

    fn threads(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Projections {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests;
