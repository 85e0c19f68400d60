//! Verification: every model is built anew in memory and compared with the one that answers.

use std::sync::Arc;

use event_log::{EventLog, ReadError};
use event_schema::entry::Sequence;
use tokio::sync::watch;

use super::{Projections, Slot};
use crate::model::{Condition, Difference, Follower, Model};
use crate::projection::Projection;
use crate::reading::Reading;
use crate::store::StoreError;

/// Bytes of log that are read at a time.
const READ_BYTES: usize = 1024 * 1024;
/// How often a model that goes on meanwhile is caught up with before that is given up.
const ATTEMPTS_MAX: u32 = 1_000;

/// How far the verification of a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Which model.
    pub model: &'static str,
    /// The entry that was folded in last.
    pub sequence: Sequence,
    /// The entry that the model has reached.
    pub of: Sequence,
}

/// Why verification couldn't be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The log can't be read, or its chain is broken.
    #[error("{0}")]
    Log(String),
    /// Rows can't be read.
    #[error("read model {model}: {cause}")]
    Store {
        /// Which model.
        model: &'static str,
        /// What the store says.
        cause: StoreError,
    },
    /// So much is written that the models never stood still.
    #[error("read model {0} went on faster than it could be compared")]
    NeverStill(&'static str),
}

impl Projections {
    /// Builds every model anew from the log, one after the other, and reports every row that
    /// differs. The chain of every tenant is verified on the way.
    pub async fn verify(
        &self,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<Vec<Difference>, VerifyError> {
        let (log, models) = (self.shared.log.as_ref(), &self.models);
        let mut differences = Vec::new();
        let mut tell = (&mut on_progress, &self.shared.progress);
        differences.extend(verify(log, &models.settings, &mut tell).await?);
        differences.extend(verify(log, &models.leads, &mut tell).await?);
        differences.extend(verify(log, &models.funnel, &mut tell).await?);
        differences.extend(verify(log, &models.customers, &mut tell).await?);
        differences.extend(verify(log, &models.handovers, &mut tell).await?);
        differences.extend(verify(log, &models.bulk, &mut tell).await?);
        differences.extend(verify(log, &models.audit, &mut tell).await?);
        Ok(differences)
    }
}

async fn verify<P: Projection>(
    log: &dyn EventLog,
    slot: &Slot<P>,
    (on_progress, progress): &mut (&mut impl FnMut(Progress), &watch::Sender<u64>),
) -> Result<Vec<Difference>, VerifyError> {
    let live = opened(slot, progress).await;
    let rebuilt = Model::<P>::in_memory(log.id());
    let mut reading = Reading::new(log.id());
    let broken = |e: crate::reading::Broken| VerifyError::Log(e.to_string());
    for _ in 0..ATTEMPTS_MAX {
        let mut tail = log.tail(rebuilt.sequence());
        'reading: while rebuilt.sequence() < live.sequence() {
            let batch = tail
                .next(READ_BYTES)
                .await
                .map_err(|e: ReadError| VerifyError::Log(e.to_string()))?;
            for stored in &batch.entries {
                if stored.sequence > live.sequence() {
                    break 'reading;
                }
                rebuilt.apply_entry(&reading.read(stored).map_err(broken)?);
            }
            let (sequence, of) = (rebuilt.sequence(), live.sequence());
            on_progress(Progress { model: P::NAME, sequence, of });
        }
        rebuilt.flush().map_err(|cause| VerifyError::Store { model: P::NAME, cause })?;
        let compared = live.compare(&rebuilt);
        let compared = compared.map_err(|cause| VerifyError::Store { model: P::NAME, cause })?;
        if let Some(differences) = compared {
            return Ok(differences);
        }
    }
    Err(VerifyError::NeverStill(P::NAME))
}

/// The model, once it is open.
async fn opened<P: Projection>(slot: &Slot<P>, progress: &watch::Sender<u64>) -> Arc<Model<P>> {
    let mut progress = progress.subscribe();
    loop {
        let model = slot.model();
        // Whoever stops the service drops the sender after everybody who asks.
        if model.condition() != Condition::Opening || progress.changed().await.is_err() {
            return model;
        }
    }
}
