//! Past states: the same fold over memory, of the commits that count by some instant.
//!
//! Which commits count is known from the audit index without reading the log. A state that was asked
//! for is held and only extended afterwards: commits that were recorded since come after the others
//! in log order, too.

mod decode;
mod held;
mod plan;

use std::collections::VecDeque;
use std::sync::Arc;

use event_log::EventLog;
use event_schema::{Position, TenantId};
use tokio::task::spawn_blocking;

use crate::model::Model;
use crate::models::Audit;
use crate::projection::{Projection, Rows};
use crate::query::{AsOf, AskError};

use decode::decode;
use held::Held;
use plan::Plan;

/// Bytes of log that are read at a time: few, so that what is decoded stays in the caches of the
/// processor until it is folded, and its memory is used again.
const READ_BYTES: usize = 192 * 1024;
/// Most pieces of the log that are decoded ahead of the fold.
const AHEAD_MAX: usize = 4;

/// Evaluates past states and holds the latest.
pub struct Past {
    log: Arc<dyn EventLog>,
    held: Held,
}

/// A model of one tenant as of some instant.
struct Evaluated<P> {
    model: Model<P>,
    /// The tenant's position up to which commits were looked at.
    through: Position,
}

impl Past {
    /// Nothing is held yet.
    pub fn new(log: Arc<dyn EventLog>) -> Self {
        Self { log, held: Held::default() }
    }

    /// Answers from the state of model `P` as of some instant. The position is the one up to which
    /// the log was considered.
    pub async fn read<P: Projection, R>(
        &self,
        audit: &Model<Audit>,
        (tenant, as_of): (TenantId, AsOf),
        answer: impl FnOnce(&P, Rows<'_>) -> Result<R, AskError>,
    ) -> Result<(R, Position), AskError> {
        let place = self.held.place(tenant, P::NAME, as_of);
        let mut held = place.lock().await;
        // Taken out while it is extended: what fails or is given up half-way is not held.
        let mut state: Evaluated<P> = held
            .take()
            .unwrap_or_else(|| Evaluated { model: Model::in_memory(self.log.id()), through: 0 });
        let plan =
            |audit: &Audit, _: Rows<'_>| Ok(Plan::new(audit, as_of, state.through, P::wants));
        let (plan, _) = audit.read(tenant, plan)?;
        let plan = Arc::new(plan);
        self.fold(&state.model, tenant, &plan).await?;
        state.through = plan.through();
        let (found, through) = (state.model.read(tenant, answer), state.through);
        let bytes = state.model.memory_bytes();
        held.put(state);
        drop(held);
        self.held.measured(&place, bytes);
        Ok((found?.0, through))
    }

    /// Folds in what a plan takes. The next pieces of the log are read and decoded meanwhile.
    async fn fold<P: Projection>(
        &self,
        model: &Model<P>,
        tenant: TenantId,
        plan: &Arc<Plan>,
    ) -> Result<(), AskError> {
        let mut decoding = VecDeque::with_capacity(AHEAD_MAX);
        let mut next = plan.next(1);
        while next.is_some() || !decoding.is_empty() {
            if let Some(from) = next.filter(|_| decoding.len() < AHEAD_MAX) {
                let read = self.log.read(tenant, from, READ_BYTES).await;
                let entries = read.map_err(|e| AskError::Log(e.to_string()))?;
                let missing = || AskError::Log(format!("it has nothing at position {from}"));
                next = plan.next(entries.last().ok_or_else(missing)?.head.last() + 1);
                let plan = plan.clone();
                decoding.push_back(spawn_blocking(move || decode::<P>(&plan, &entries)));
            } else if let Some(piece) = decoding.pop_front() {
                let decoded = piece.await.map_err(|e| AskError::Log(e.to_string()))??;
                for commit in &decoded {
                    model.apply_events(tenant, commit.last, &commit.head, &commit.events());
                }
            }
        }
        Ok(())
    }
}
