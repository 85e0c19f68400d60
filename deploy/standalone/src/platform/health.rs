//! How the process is, for `/readyz`, and the time, for everybody who asks.

use std::sync::Arc;

use command_service::stamp::{Stamp, SystemStamp};
use event_schema::Timestamp;
use query_api::port::{Platform, Trouble};
use tokio::sync::watch;
use uuid::Uuid;

/// Asks the parts how they are.
pub struct Health {
    /// Why the writers have stopped, once they have.
    pub commands: watch::Receiver<Option<String>>,
    /// Why the log takes nothing more, once it doesn't.
    pub log: watch::Receiver<Option<String>>,
    /// What is wrong with the read models.
    pub models: Arc<dyn Fn() -> Vec<Trouble> + Send + Sync>,
}

impl Platform for Health {
    fn now(&self) -> Timestamp {
        command_service::stamp::now()
    }

    fn new_id(&self) -> Uuid {
        SystemStamp::new().uuid()
    }

    fn not_ready(&self) -> Vec<Trouble> {
        let part = |part: &str, why: &watch::Receiver<Option<String>>| {
            why.borrow().clone().map(|why| Trouble { part: part.into(), why })
        };
        let mut troubles: Vec<Trouble> = [part("log", &self.log), part("commands", &self.commands)]
            .into_iter()
            .flatten()
            .collect();
        troubles.extend((self.models)());
        troubles
    }
}
