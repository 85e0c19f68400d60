//! The read models of this process.

use std::sync::Arc;

use event_log::EventLog;
use event_log::keys::KeyStore;
use event_schema::{TenantId, Timestamp};
use futures::future::BoxFuture;
use projection_service::query::{Ask, AskError, Positions, Reply};
use query_api::port::{Mark, Reads, Trouble};
use rules::zone::Zone;

use crate::config::Config;
use crate::say::Failure;

pub struct Models;

impl Models {
    pub async fn open(
        _config: &Config,
        _log: Arc<dyn EventLog>,
        _keys: Arc<KeyStore>,
    ) -> Result<Self, Failure> {
        Ok(Self)
    }

    pub fn reads(&self) -> Arc<dyn Reads> {
        Arc::new(Nothing)
    }

    pub fn troubles(&self) -> Arc<dyn Fn() -> Vec<Trouble> + Send + Sync> {
        Arc::new(Vec::new)
    }

    pub async fn close(self) {}
}

struct Nothing;

impl Reads for Nothing {
    fn ask(&self, _: Ask) -> BoxFuture<'_, Result<Reply, AskError>> {
        Box::pin(async { Err(AskError::NotFound) })
    }

    fn positions(&self, _: TenantId, _: Timestamp) -> BoxFuture<'_, Result<Positions, AskError>> {
        Box::pin(async { Err(AskError::NotFound) })
    }

    fn mark(&self, _: query_api::port::Model, _: TenantId, _: Timestamp) -> Mark {
        Mark { position: 0, epoch: 0 }
    }

    fn verify(&self) -> BoxFuture<'_, Result<Vec<query_api::port::ModelCheck>, AskError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn zone(&self, _: TenantId, _: Timestamp) -> Zone {
        Zone::UTC
    }
}
