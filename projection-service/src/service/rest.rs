//! Opening models while commands are taken: a store that a kill left, and the index that is made
//! from its rows, take seconds at a million records. Models are independent, so several are opened
//! at the same time, and each answers as soon as it is open.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::catalogue::{AnySlot, Catalogue, drop_others};
use super::opening::{OpenError, Opening};
use crate::model::{Condition, Follower};
use crate::runner::{self, Incoming, Shared};

/// Most threads that open models: they take turns with the commands.
const THREADS_MAX: usize = 4;

/// The models that are not open yet.
pub struct Rest {
    shared: Arc<Shared>,
    models: Arc<Catalogue>,
    opening: Opening,
    /// How many slots were taken from the list.
    taken: AtomicUsize,
    /// Opened, and to be built from the beginning of the log.
    building: Mutex<Vec<Arc<dyn Follower>>>,
}

impl Rest {
    /// What of these models is not open.
    pub fn new(shared: Arc<Shared>, models: Arc<Catalogue>, opening: Opening) -> Self {
        let (taken, building) = (AtomicUsize::new(0), Mutex::default());
        Self { shared, models, opening, taken, building }
    }

    /// Opens them, then builds those that have to be built.
    pub fn start(self) -> JoinHandle<()> {
        let run = move || {
            event_log::priority::step_back();
            thread::scope(|threads| {
                let cores = thread::available_parallelism().map_or(1, usize::from);
                for _ in 0..cores.min(THREADS_MAX) {
                    threads.spawn(|| self.work());
                }
            });
            self.build();
        };
        thread::Builder::new()
            .name("kith-opening".into())
            .spawn(run)
            .expect("a process that starts has room for a thread")
    }

    fn work(&self) {
        let slots = self.models.slots();
        while let Some(slot) = slots.get(self.taken.fetch_add(1, Ordering::Relaxed)) {
            if self.shared.stopping() {
                return;
            }
            if let Err(evidence) = self.open(*slot) {
                self.shared.end(evidence.to_string());
            }
        }
    }

    fn open(&self, slot: &dyn AnySlot) -> Result<(), OpenError> {
        let mut model = slot.follower();
        let opened_before = model.condition() != Condition::Opening;
        if !opened_before {
            let runtime = runner::clockwork().map_err(|e| OpenError::Log(e.to_string()))?;
            model = runtime.block_on(slot.open(&self.opening))?;
        }
        match model.condition() {
            Condition::Live if opened_before => {}
            Condition::Live => {
                self.shared.hand_over(Incoming { model, install: Box::new(|| ()) });
            }
            Condition::Opening | Condition::Building | Condition::Quarantined { .. } => {
                self.building.lock().unwrap_or_else(PoisonError::into_inner).push(model);
            }
        }
        Ok(())
    }

    fn build(self) {
        let building = self.building.into_inner().unwrap_or_else(PoisonError::into_inner);
        if building.is_empty() {
            return;
        }
        let incoming = building.into_iter().map(|model| {
            let (directory, kept) = (self.opening.directory.clone(), model.clone());
            let install = Box::new(move || drop_others(&directory, kept.as_ref()));
            Incoming { model, install }
        });
        runner::build_here(&self.shared, incoming.collect());
    }
}
