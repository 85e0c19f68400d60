//! The read models of this process as the API asks them.

use std::sync::Arc;

use chrono::Datelike;
use event_schema::{Position, TenantId, Timestamp};
use futures::future::BoxFuture;
use projection_service::query::{Ask, AskError, AtLeast, Positions, Reply};
use projection_service::{Difference, Projections, SettingsMark, Wrong};
use rules::views::CustomColumns;
use rules::zone::Zone;
use uuid::Uuid;

use super::{Mark, Model, ModelCheck, Reads};

/// What had happened or had been recorded by some instant is known from this model.
const PAST: &str = "audit";
/// Answers of this model count days until now, so they change when a day begins.
const COUNTS_DAYS: &str = "customers";
/// Most differences of one model that are told one by one.
const DIFFERENCES_MAX: usize = 100;

/// The read models of this process.
pub struct ModelReads {
    projections: Arc<Projections>,
    versions: blake3::Hasher,
}

impl ModelReads {
    /// Over these models.
    pub fn new(projections: Arc<Projections>) -> Self {
        let mut versions = blake3::Hasher::new();
        for model in projections.health().models {
            versions.update(model.name.as_bytes()).update(&model.version.to_be_bytes());
        }
        Self { projections, versions }
    }

    /// Settings that aren't known give an epoch of their own to every instant: no answer is held
    /// to be the same by what nobody can look up.
    fn epoch(&self, settings: Option<SettingsMark>, now: Timestamp) -> u64 {
        let (position, turn, today) = match settings {
            Some(SettingsMark { position, last_turn, today }) => (position, last_turn, today),
            None => (Position::MAX, Some(now), 0),
        };
        let turn = turn.unwrap_or(Timestamp::MIN);
        let mut epoch = self.versions.clone();
        epoch.update(&position.to_be_bytes()).update(&turn.micros().to_be_bytes());
        epoch.update(&today.to_be_bytes());
        let epoch = epoch.finalize();
        u64::from_be_bytes(*epoch.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }
}

impl Reads for ModelReads {
    fn ask(&self, ask: Ask) -> BoxFuture<'_, Result<Reply, AskError>> {
        Box::pin(self.projections.ask(ask))
    }

    fn positions(
        &self,
        tenant: TenantId,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Positions, AskError>> {
        Box::pin(self.projections.positions(tenant, now))
    }

    fn mark(&self, model: Model, tenant: TenantId, now: Timestamp) -> Mark {
        let model = match model {
            Model::Live(model) => model,
            Model::Past => PAST,
        };
        let settings = self.projections.settings_mark(tenant, now);
        let position = self.projections.position(tenant, model);
        let mut epoch = self.epoch(settings, now);
        if model == COUNTS_DAYS {
            let today = self.projections.today(tenant, now);
            epoch ^= today.map_or(now.micros(), |today| today.num_days_from_ce().into()) as u64;
        }
        Mark { position, epoch }
    }

    fn zone(
        &self,
        tenant: TenantId,
        now: Timestamp,
        at_least: Option<AtLeast>,
    ) -> BoxFuture<'_, Result<Zone, AskError>> {
        Box::pin(self.projections.zone(tenant, now, at_least))
    }

    fn tenants(&self) -> Vec<TenantId> {
        self.projections.tenants()
    }

    fn custom_columns(
        &self,
        tenant: TenantId,
        at_least: Option<AtLeast>,
    ) -> BoxFuture<'_, Result<CustomColumns, AskError>> {
        Box::pin(self.projections.custom_columns(tenant, at_least))
    }

    fn left_open(&self) -> BoxFuture<'_, Vec<(TenantId, Uuid)>> {
        Box::pin(self.projections.left_open())
    }

    fn verify(&self) -> BoxFuture<'_, Result<Vec<ModelCheck>, AskError>> {
        Box::pin(async move {
            let differences = self.projections.verify(|_| {}).await;
            let differences = differences.map_err(|error| AskError::Log(error.to_string()))?;
            let models = self.projections.health().models.into_iter();
            Ok(models.map(|model| check(model.name, model.version, &differences)).collect())
        })
    }
}

fn check(name: &str, version: u32, differences: &[Difference]) -> ModelCheck {
    let own: Vec<&Difference> = differences.iter().filter(|found| found.model == name).collect();
    let mut told: Vec<String> = own.iter().take(DIFFERENCES_MAX).map(|found| tell(found)).collect();
    if own.len() > told.len() {
        told.push(format!("and {} more", own.len() - told.len()));
    }
    ModelCheck { name: name.into(), version, differences: told }
}

fn tell(difference: &Difference) -> String {
    let what = match difference.what {
        Wrong::Missing => "the log gives it and the store has not got it",
        Wrong::Extra => "the store has it and the log doesn't give it",
        Wrong::Changed => "store and log give different values",
    };
    format!("row {}: {what}", difference.key)
}
