//! Folding commits and entries into a model, and what happens when that goes wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};

use event_schema::commit::{Commit, CommitHead, Recorded};
use event_schema::entry::{EntryHead, Sequence};
use event_schema::{Event, EventType, Position, TenantId};
use smallvec::SmallVec;

use super::{Condition, State, Tenant};
use crate::projection::{Projection, Tx};
use crate::store::checkpoint::{Checkpoint, Mark, marks};
use crate::store::{StoreError, Writes, codec, key};

/// An entry of the log, decoded once for all models.
#[derive(Debug)]
pub struct Entry {
    /// Its place in storage order.
    pub sequence: Sequence,
    /// Its header.
    pub head: EntryHead,
    /// Its commits, each with the position of its first event.
    pub commits: Vec<(Position, Commit)>,
}

impl<P: Projection> State<P> {
    /// Folds in an entry, unless that was done before.
    pub(super) fn apply_entry(&mut self, entry: &Entry) {
        if entry.sequence <= self.sequence {
            return;
        }
        let mut recorded_at = None;
        for (first, commit) in &entry.commits {
            recorded_at = Some(commit.head.recorded_at);
            if commit.facts.iter().any(|fact| concerns::<P>(&fact.event)) {
                let events: SmallVec<[_; 4]> = commit.recorded(*first).collect();
                let last = first + commit.facts.len() as u64 - 1;
                self.guarded(|state| state.apply(entry.head.tenant, last, &commit.head, &events));
            }
        }
        if matches!(self.condition, Condition::Quarantined { .. }) {
            return;
        }
        self.sequence = entry.sequence;
        let tenant = self.tenants.entry(entry.head.tenant).or_default();
        tenant.mark = Mark {
            position: entry.head.last(),
            chain: entry.head.chain,
            recorded_at: recorded_at.unwrap_or(tenant.mark.recorded_at),
        };
        tenant.changed = true;
    }

    /// Folds in what of a commit is wanted. `last` is the position of the commit's last event.
    pub(super) fn apply(
        &mut self,
        tenant: TenantId,
        last: Position,
        head: &CommitHead,
        events: &[Recorded<'_>],
    ) -> Result<(), StoreError> {
        for event in events {
            if let Event::Unknown(unknown) = &event.fact.event {
                // The place is remembered and the fold goes on: a Kith that knows the type builds
                // the model anew.
                let key = key::unknown(tenant, &unknown.name, unknown.version);
                if self.buffer.get(&key)?.is_none() {
                    self.buffer.put(key, Some(codec::encode(&event.position)));
                }
            }
        }
        let wanted: SmallVec<[_; 4]> =
            events.iter().filter(|e| P::wants(e.fact.event.event_type())).copied().collect();
        let Tenant { index, mark, .. } = self.tenants.entry(tenant).or_default();
        let packed = index.unsettled();
        let mut tx = Tx::new(&mut self.buffer, tenant, &wanted);
        for event in &wanted {
            index.apply(&mut tx, event);
        }
        index.committed(&mut tx);
        tx.finish()?;
        self.unsettled = self.unsettled + index.unsettled() - packed;
        mark.position = last;
        mark.recorded_at = head.recorded_at;
        Ok(())
    }

    /// Lets every tenant write the rows that it packs in memory.
    pub(super) fn settle(&mut self) {
        self.guarded(|state| {
            for (tenant, known) in &mut state.tenants {
                let mut tx = Tx::new(&mut state.buffer, *tenant, &[]);
                known.index.settle(&mut tx);
                tx.finish()?;
            }
            state.unsettled = 0;
            Ok(())
        });
    }

    /// Runs a step; a panic or a failing store quarantines this model and no other. What the step
    /// has done by then stays in memory and is never written.
    pub(super) fn guarded(&mut self, step: impl FnOnce(&mut Self) -> Result<(), StoreError>) {
        if matches!(self.condition, Condition::Quarantined { .. }) {
            return;
        }
        let why = match catch_unwind(AssertUnwindSafe(|| step(self))) {
            Ok(Ok(())) => return,
            Ok(Err(e)) => e.to_string(),
            Err(panic) => format!("its fold panicked: {}", message(panic.as_ref())),
        };
        tracing::error!(model = P::NAME, version = P::VERSION, why, "read model is quarantined");
        self.condition = Condition::Quarantined { sequence: self.sequence, why };
    }

    /// What makes the rows whole at the last entry that was folded in.
    pub(super) fn live_marks(&mut self) -> Writes {
        if !self.tenants.values().any(|t| t.changed) {
            return Writes::new();
        }
        let checkpoint = Checkpoint { log: self.log, sequence: self.sequence };
        let changed = self
            .tenants
            .iter_mut()
            .filter_map(|(tenant, t)| std::mem::take(&mut t.changed).then_some((*tenant, t.mark)));
        marks(checkpoint, changed)
    }
}

/// True if there is anything to be done about an event.
fn concerns<P: Projection>(event: &Event) -> bool {
    let kind = event.event_type();
    kind == EventType::Unknown || P::wants(kind)
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}
