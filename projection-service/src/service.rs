//! The service: the models of one process over one log, and the one way to ask them.

mod answer;
mod bulk;
mod catalogue;
mod completeness;
mod duplicates;
mod evidence;
mod lead;
mod opening;
mod positions;
mod rest;
mod settings;
mod timeline;
mod verify;
mod views;
mod warm;

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
use crate::runner::{self, Shared};
use crate::store::directory::{Directory, StoreKind};
use crate::told::Told;

use catalogue::Catalogue;
pub use catalogue::Slot;
pub use opening::OpenError;
use opening::{Notes, Opening};
pub use positions::{Health, ModelHealth};
use rest::Rest;
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
    models: Arc<Catalogue>,
    opening: Opening,
    past: Past,
    told: Told,
    boxes: Arc<dyn OpenBoxes>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Projections {
    /// Makes the models known and opens the smallest, the settings, whose checkpoint tells like that
    /// of any other whether the log has lost something: that is an error. Over a log without entries
    /// all are opened, since that takes no time.
    pub async fn open(
        config: Config,
        log: Arc<dyn EventLog>,
        boxes: Arc<dyn OpenBoxes>,
    ) -> Result<Arc<Self>, OpenError> {
        let models = Catalogue::unopened(log.id());
        let opening = Opening {
            directory: Directory::new(&config.dir, config.store, Catalogue::LEN as u64),
            log: log.clone(),
            ended: log.durable(),
            notes: Notes::default(),
        };
        let at_once = if opening.ended == 0 { Catalogue::LEN } else { 1 };
        for slot in &models.slots()[..at_once] {
            slot.open(&opening).await?;
        }
        Ok(Arc::new(Self {
            shared: Shared::new(log.clone()),
            models: Arc::new(models),
            opening,
            past: Past::new(log.clone()),
            told: Told::new(log),
            boxes,
            threads: Mutex::default(),
        }))
    }

    /// Opens what isn't open yet, on threads of its own, and starts following the log. Models that
    /// have to be built anew are built beside the others.
    pub fn start(&self) {
        let models = self.models.clone();
        self.shared.at_rest(move || warm::warm(&models));
        let is_live = |model: &Arc<dyn Follower>| model.condition() == Condition::Live;
        let live = self.models.followers().into_iter().filter(is_live).collect();
        self.own(runner::start(self.shared.clone(), live));
        let rest = Rest::new(self.shared.clone(), self.models.clone(), self.opening.clone());
        self.own(rest.start());
    }

    /// Why the process must not go on, once it must not: evidence of loss in a model, or a store
    /// that can neither be opened nor made.
    pub fn fault(&self) -> watch::Receiver<Option<String>> {
        self.shared.fault.subscribe()
    }

    /// Builds a model anew beside the one that answers, and swaps them when it is as far. False if
    /// there is no such model or its directory can't be made.
    pub fn rebuild(&self, model: &str) -> bool {
        let incoming = self.models.beside(&self.opening.directory, model, self.shared.log.id());
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
