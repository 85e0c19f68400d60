//! How far the models are, and whether they can be trusted.

use event_log::EventLog;
use event_schema::codec::EntryView;
use event_schema::time::MICROS_PER_SECOND;
use event_schema::{Position, TenantId, Timestamp};

use super::Projections;
use crate::model::{Condition, Follower};
use crate::query::{AskError, ModelPosition, Positions};

/// Whether the models can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Why the log isn't followed any more, if it isn't.
    pub failed: Option<String>,
    /// Each model.
    pub models: Vec<ModelHealth>,
    /// What was put aside and built anew when the models were opened.
    pub notes: Vec<String>,
}

/// Whether one model can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelHealth {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: u32,
    /// Its condition.
    pub condition: Condition,
}

impl Health {
    /// True if every model follows the log.
    pub fn is_ready(&self) -> bool {
        self.failed.is_none() && self.models.iter().all(|m| m.condition == Condition::Live)
    }
}

impl Projections {
    /// Whether the models can be trusted.
    pub fn health(&self) -> Health {
        let health = |model: std::sync::Arc<dyn Follower>| ModelHealth {
            name: model.name(),
            version: model.version(),
            condition: model.condition(),
        };
        Health {
            failed: self.shared.failed(),
            models: self.models.followers().into_iter().map(health).collect(),
            notes: self.opening.notes.told(),
        }
    }

    /// How far each model is with a tenant. `now` is the present.
    pub async fn positions(&self, tenant: TenantId, now: Timestamp) -> Result<Positions, AskError> {
        let log = self.shared.log.as_ref();
        let head = log.head(tenant).await.map_err(|e| AskError::Log(e.to_string()))?.position;
        let mut models = Vec::new();
        for model in self.models.followers() {
            let position = model.mark(tenant).position;
            let waiting_since =
                if position < head { recorded_at(log, tenant, position + 1).await? } else { now };
            let lag = now.micros_since(waiting_since).max(0);
            models.push(ModelPosition {
                name: model.name().to_owned(),
                version: model.version(),
                position,
                lag_events: head.saturating_sub(position),
                lag_seconds: lag as f64 / MICROS_PER_SECOND as f64,
                state: state(&model.condition(), position < head).to_owned(),
            });
        }
        Ok(Positions { head, models })
    }
}

fn state(condition: &Condition, behind: bool) -> &'static str {
    match condition {
        Condition::Opening => "opening",
        Condition::Building => "rebuilding",
        Condition::Quarantined { .. } => "quarantined",
        Condition::Live if behind => "catching_up",
        Condition::Live => "live",
    }
}

async fn recorded_at(
    log: &dyn EventLog,
    tenant: TenantId,
    position: Position,
) -> Result<Timestamp, AskError> {
    let failed = |e: String| AskError::Log(e);
    let entries = log.read(tenant, position, 1).await.map_err(|e| failed(e.to_string()))?;
    let missing = || failed(format!("it has nothing at position {position}"));
    let entry = entries.first().ok_or_else(missing)?;
    let view = EntryView::parse(&entry.bytes).map_err(|e| failed(e.to_string()))?;
    for commit in view.commits() {
        let commit = commit.map_err(|e| failed(e.to_string()))?;
        if position < commit.first + commit.events.len() as u64 {
            return Ok(commit.head.recorded_at);
        }
    }
    Err(missing())
}
