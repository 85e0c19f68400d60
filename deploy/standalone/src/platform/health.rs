//! How the process is, for `/readyz`, and the time, for everybody who asks.

use std::sync::Arc;

use command_service::CommandService;
use event_schema::problem::Problem;
use event_schema::{TenantId, Timestamp};
use futures::future::BoxFuture;
use query_api::port::{Platform, Trouble};
use rules::zone::Zone;
use tokio::sync::watch;

/// Asks the parts how they are.
pub struct Health {
    /// The writers, which know the tenants' settings, too.
    pub service: CommandService,
    /// Why the log takes nothing more, once it doesn't.
    pub log: watch::Receiver<Option<String>>,
    /// What is wrong with the read models.
    pub models: Arc<dyn Fn() -> Vec<Trouble> + Send + Sync>,
}

impl Platform for Health {
    fn now(&self) -> Timestamp {
        command_service::stamp::now()
    }

    fn zone(&self, tenant: TenantId) -> BoxFuture<'_, Result<Zone, Box<Problem>>> {
        Box::pin(async move { Ok(self.service.desk(tenant).await?.locale().zone) })
    }

    fn not_ready(&self) -> Vec<Trouble> {
        let part = |part: &str, why: &watch::Receiver<Option<String>>| {
            why.borrow().clone().map(|why| Trouble { part: part.into(), why })
        };
        let mut troubles: Vec<Trouble> =
            [part("log", &self.log), part("commands", &self.service.failure())]
                .into_iter()
                .flatten()
                .collect();
        troubles.extend((self.models)());
        troubles
    }
}
