//! The read models of this process.

use std::sync::Arc;

use event_log::EventLog;
use event_log::keys::KeyStore;
use projection_service::{Condition, Health, OpenError, Projections, StoreKind};
use query_api::port::{ModelReads, Reads, Trouble};
use tokio::sync::watch;

use super::fault;
use crate::cli::ReadStore;
use crate::config::Config;
use crate::say::Failure;

/// The read models, following the log.
pub struct Models {
    models: Arc<Projections>,
    /// What to say in front of a fault.
    refused: String,
}

impl Models {
    /// Makes them known, has them opened below the data directory while commands are taken, and
    /// begins to follow the log.
    pub async fn open(
        config: &Config,
        log: Arc<dyn EventLog>,
        keys: Arc<KeyStore>,
    ) -> Result<Self, Failure> {
        let store = match config.read_store {
            ReadStore::Sled => StoreKind::Sled,
            ReadStore::Fjall => StoreKind::Fjall,
        };
        let kept = projection_service::Config { dir: config.data_dir.clone(), store };
        let opened: Result<_, OpenError> = Projections::open(kept, log, keys).await;
        let refused = format!("the read models in {} can't be opened", config.data_dir.display());
        let models = opened.map_err(Failure::because(refused.clone()))?;
        models.start();
        Ok(Self { models, refused })
    }

    /// As the API asks them.
    pub fn reads(&self) -> Arc<dyn Reads> {
        Arc::new(ModelReads::new(self.models.clone()))
    }

    /// Changes whenever something was folded in: what the live feed tells of can be read then.
    pub fn moved(&self) -> watch::Receiver<u64> {
        self.models.subscribe()
    }

    /// Waits for evidence of loss in a model that was opened while commands are taken.
    pub async fn failed(&self) -> String {
        format!("{}: {}", self.refused, fault(self.models.fault()).await)
    }

    /// What is wrong with them, whenever it is asked.
    pub fn troubles(&self) -> Arc<dyn Fn() -> Vec<Trouble> + Send + Sync> {
        let models = self.models.clone();
        Arc::new(move || troubles(models.health()))
    }

    /// Writes what waits and stops following.
    pub async fn close(self) {
        // Blocks for as long as the stores take.
        if tokio::task::spawn_blocking(move || self.models.stop()).await.is_err() {
            tracing::error!("closing the read models panicked");
        }
    }
}

fn troubles(health: Health) -> Vec<Trouble> {
    let runner = health.failed.map(|why| Trouble { part: "models".into(), why });
    let models = health.models.into_iter().filter_map(|model| {
        let why = match model.condition {
            Condition::Live => return None,
            Condition::Opening => "it is being opened".into(),
            Condition::Building => "it is being built for the first time".into(),
            Condition::Quarantined { sequence, why } => format!("quarantined at {sequence}: {why}"),
        };
        Some(Trouble { part: format!("model:{}@{}", model.name, model.version), why })
    });
    runner.into_iter().chain(models).collect()
}
