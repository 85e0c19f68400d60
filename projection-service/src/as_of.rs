//! Past states: the same fold over memory, of the commits that count by some instant.
//!
//! Which commits count is known from the audit index without reading the log. A state that was asked
//! for is held and only extended afterwards: commits that were recorded since come after the others
//! in log order, too.

mod held;

use std::ops::Range;
use std::sync::Arc;

use event_log::EventLog;
use event_schema::codec::{CommitView, Damage, EntryView};
use event_schema::commit::{Fact, Recorded};
use event_schema::{Position, TenantId};

use crate::model::Model;
use crate::models::Audit;
use crate::projection::{Projection, Rows};
use crate::query::{AsOf, AskError};

use held::Held;

/// Bytes of log that are read at a time.
const READ_BYTES: usize = 1024 * 1024;

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
        let mut evaluated = place.lock().await;
        let fresh = || Evaluated { model: Model::<P>::in_memory(self.log.id()), through: 0 };
        let state: &mut Evaluated<P> = evaluated.get_or_insert_with(fresh);
        let choose = |audit: &Audit, _: Rows<'_>| {
            Ok((audit.counting(as_of, state.through), audit.position()))
        };
        let ((ranges, head), _) = audit.read(tenant, choose)?;
        for range in ranges {
            fold(self.log.as_ref(), &state.model, tenant, range).await?;
        }
        state.through = head;
        let (found, _) = state.model.read(tenant, answer)?;
        let bytes = state.model.memory_bytes();
        drop(evaluated);
        self.held.measured(&place, bytes);
        Ok((found, head))
    }
}

/// Folds in the commits of a range of positions.
async fn fold<P: Projection>(
    log: &dyn EventLog,
    model: &Model<P>,
    tenant: TenantId,
    range: Range<Position>,
) -> Result<(), AskError> {
    let mut next = range.start;
    while next < range.end {
        let read = log.read(tenant, next, READ_BYTES).await;
        let entries = read.map_err(|e| AskError::Log(e.to_string()))?;
        if entries.is_empty() {
            return Err(AskError::Log(format!("it has nothing at position {next}")));
        }
        for entry in entries {
            let damage = |e: Damage| AskError::Log(e.to_string());
            for commit in EntryView::parse(&entry.bytes).map_err(damage)?.commits() {
                let commit = commit.map_err(damage)?;
                if range.contains(&commit.first) {
                    apply(model, tenant, &commit)?;
                }
            }
            next = entry.head.last() + 1;
            if next >= range.end {
                break;
            }
        }
        // A long evaluation is no reason for other answers to wait.
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Folds in a commit, decoding only what the model wants.
fn apply<P: Projection>(
    model: &Model<P>,
    tenant: TenantId,
    commit: &CommitView<'_>,
) -> Result<(), AskError> {
    let wanted = (commit.first..).zip(&commit.events).filter(|(_, e)| P::wants(e.event_type()));
    let mut facts: Vec<(Position, Fact)> = Vec::new();
    for (position, event) in wanted {
        let fact = event.decode();
        let fact = fact.map_err(|e| AskError::Log(format!("position {position}: {e}")))?;
        facts.push((position, fact));
    }
    let recorded = |(position, fact)| Recorded { position, commit: &commit.head, fact };
    let events: Vec<_> = facts.iter().map(|(position, fact)| recorded((*position, fact))).collect();
    let last = commit.first + commit.events.len() as u64 - 1;
    model.apply_events(tenant, last, &commit.head, &events);
    Ok(())
}
