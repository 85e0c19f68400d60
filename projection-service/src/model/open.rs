//! Opening a model over what its store holds, and what makes it be built anew instead.

use std::ops::ControlFlow;
use std::sync::Arc;

use event_schema::EventType;
use event_schema::entry::LogId;

use super::{Condition, Model, Tenant};
use crate::projection::Projection;
use crate::store::checkpoint::Opened;
use crate::store::{RowStore, StoreError, key};

/// Why a store isn't taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A crash between the batches of a large layer, or while it was being built. Built anew.
    #[error("it was not written to its end")]
    Torn,
    /// This Kith knows an event type that the rows were written without. Built anew.
    #[error("event type {name} version {version} was not known when it was built")]
    NewlyKnown {
        /// The type.
        name: String,
        /// Its version.
        version: u16,
    },
    /// The store or a row can't be read. Built anew.
    #[error("{0}")]
    Unreadable(StoreError),
    /// The rows come from another log than the one that is open: evidence of loss, never built
    /// anew in silence.
    #[error("it was built from log {0}")]
    OtherLog(LogId),
}

impl From<StoreError> for Refused {
    fn from(e: StoreError) -> Self {
        Self::Unreadable(e)
    }
}

impl<P: Projection> Model<P> {
    /// A model over what `store` holds.
    pub fn open(log: LogId, store: Arc<dyn RowStore>) -> Result<Self, Refused> {
        let opened = Opened::read(store.as_ref())?;
        if let Some(checkpoint) = opened.checkpoint
            && checkpoint.log != log
        {
            return Err(Refused::OtherLog(checkpoint.log));
        }
        if opened.torn {
            return Err(Refused::Torn);
        }
        let known = |(name, version): &&(String, u16)| {
            let kind = EventType::named(name);
            kind != EventType::Unknown && kind.version() == *version && P::wants(kind)
        };
        if let Some((name, version)) = opened.unknown.iter().find(known).cloned() {
            return Err(Refused::NewlyKnown { name, version });
        }
        Self::load(log, store, opened).map_err(Refused::Unreadable)
    }

    fn load(log: LogId, store: Arc<dyn RowStore>, opened: Opened) -> Result<Self, StoreError> {
        let model = Self::new(log, store.clone());
        let mut state = model.write();
        if let Some(checkpoint) = opened.checkpoint {
            state.sequence = checkpoint.sequence;
            state.condition = Condition::Live;
        }
        for (tenant, mark) in opened.marks {
            let mut index = P::default();
            for table in P::TABLES {
                let prefix = key::row(tenant, *table, b"");
                let mut failure = None;
                store.scan(&prefix, &mut |key, row| {
                    failure = index.load(*table, &key[prefix.len()..], row).err();
                    if failure.is_some() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                })?;
                failure.map_or(Ok(()), Err)?;
            }
            state.tenants.insert(tenant, Tenant { index, mark, changed: false });
        }
        drop(state);
        Ok(model)
    }
}
