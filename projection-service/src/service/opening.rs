//! Opening models, and what is done with directories that can't be taken as they are.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use event_log::EventLog;
use event_schema::entry::{LogId, Sequence};
use event_schema::{Position, TenantId};

use super::{catalogue, evidence};
use crate::model::{Condition, Follower, Model, Refused};
use crate::projection::Projection;
use crate::store::directory::{Directory, Name};
use crate::store::{RowStore, StoreError};

/// Why the models must not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The rows come from another log than the one that is open.
    #[error(
        "read model {model} was built from log {theirs}, and the log that is open is {ours}: the \
         data directory and the log do not belong together"
    )]
    OtherLog {
        /// Which model.
        model: &'static str,
        /// The log of the rows.
        theirs: LogId,
        /// The log that is open.
        ours: LogId,
    },
    /// The rows go further than the log: the log has lost its end.
    #[error(
        "read model {model} has seen entry {seen}, and the log ends at {durable}: the log has lost \
         entries; restore it, or remove the folder `models` if the loss is understood"
    )]
    PastEnd {
        /// Which model.
        model: &'static str,
        /// The last entry of the rows.
        seen: Sequence,
        /// The last entry of the log.
        durable: Sequence,
    },
    /// The tenant's log holds something else than the rows have seen.
    #[error(
        "read model {model} has seen another history of tenant {tenant} up to position {position} \
         than the log holds: the log was changed or replaced; restore it, or remove the folder \
         `models` if that is understood"
    )]
    OtherHistory {
        /// Which model.
        model: &'static str,
        /// Whose log.
        tenant: TenantId,
        /// Up to where.
        position: Position,
    },
    /// The log couldn't be read to find that out.
    #[error("the log can't be read: {0}")]
    Log(String),
    /// A directory can neither be opened nor made.
    #[error("read model {model} has no store: {cause}")]
    Store {
        /// Which model.
        model: &'static str,
        /// What the store says.
        cause: StoreError,
    },
}

/// What models are opened with.
#[derive(Clone)]
pub struct Opening {
    /// Where they are.
    pub directory: Directory,
    /// What they follow.
    pub log: Arc<dyn EventLog>,
    /// Where the log ended when the process opened it. Whoever has seen more than that is evidence
    /// of loss, however far the log has come since.
    pub ended: Sequence,
    /// What was put aside and is built anew.
    pub notes: Notes,
}

/// What was put aside and is built anew.
#[derive(Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    /// All of them.
    pub fn told(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, note: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }
}

impl Opening {
    /// Holds an opened model against the log: rows that have seen more than the log has, or
    /// something else, are evidence of loss and an error.
    pub async fn check(&self, model: &dyn Follower) -> Result<(), OpenError> {
        evidence::check(self.log.as_ref(), self.ended, model).await?;
        if self.ended == 0 {
            model.built();
        }
        if model.condition() == Condition::Live {
            catalogue::drop_others(&self.directory, model);
        }
        Ok(())
    }

    fn reset<P: Projection>(&self, why: &str) {
        tracing::warn!(model = P::NAME, version = P::VERSION, why, "read model is built anew");
        self.notes.add(format!("read model {}@{} is built anew: {why}", P::NAME, P::VERSION));
    }
}

/// Opens the newest generation of a model. What can't be taken as it is is removed, noted and built
/// anew: nothing in it is the only copy.
pub fn open_model<P: Projection>(opening: &Opening) -> Result<Model<P>, OpenError> {
    let (directory, log) = (&opening.directory, opening.log.id());
    let store_error = |cause| OpenError::Store { model: P::NAME, cause };
    let names = directory.list(P::NAME).into_iter().filter(|name| name.version == P::VERSION);
    let mut next = 0;
    for name in names.rev() {
        next = next.max(name.generation + 1);
        match open_store(directory, &name).and_then(|store| Model::open(log, store)) {
            Ok(model) if model.condition() == Condition::Live => return Ok(model),
            // Begun and nothing had come of it, or emptied by whoever repaired it.
            Ok(empty) => {
                drop(empty);
                opening.reset::<P>("it has no checkpoint");
                directory.remove(&name).map_err(store_error)?;
            }
            Err(Refused::OtherLog(theirs)) => {
                return Err(OpenError::OtherLog { model: P::NAME, theirs, ours: log });
            }
            Err(why @ (Refused::Torn | Refused::NewlyKnown { .. } | Refused::Unreadable(_))) => {
                opening.reset::<P>(&why.to_string());
                directory.remove(&name).map_err(store_error)?;
            }
        }
    }
    // Never the name of a directory that was just refused: what a store of this process still holds
    // of it must not meet the new one.
    let name = Name { model: P::NAME.into(), version: P::VERSION, generation: next };
    let store = directory.open(&name).map_err(store_error)?;
    Model::open(log, store).map_err(|why| store_error(StoreError::Io(why.to_string())))
}

/// Opens a store over bytes that may be anything: sled answers some of them with a panic.
fn open_store(directory: &Directory, name: &Name) -> Result<Arc<dyn RowStore>, Refused> {
    let opened = catch_unwind(AssertUnwindSafe(|| directory.open(name)));
    let panicked = |_| StoreError::Io("opening it panicked".into());
    Ok(opened.map_err(panicked)??)
}
