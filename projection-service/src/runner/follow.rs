//! Following the log.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use event_log::{ReadError, TailBatch};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::retry::Retry;
use super::writer::{Job, give};
use super::{FLUSH_EVERY, Incoming, Part, Shared, TAIL_BYTES};
use crate::model::{Condition, Follower, Urge};
use crate::models::Audit;
use crate::projection::Projection;
use crate::reading::Reading;

/// The models that are followed.
struct Fleet<'a> {
    shared: &'a Shared,
    jobs: &'a SyncSender<Job>,
    models: Vec<Arc<dyn Follower>>,
    /// Built elsewhere and not yet as far as the ones that they replace.
    joining: Vec<Incoming>,
    flush_at: Instant,
    retry: Retry,
    stop: watch::Receiver<bool>,
    arrived: watch::Receiver<u64>,
}

/// Follows the log until it is stopped or the log ends or is damaged. A log that can't be read is
/// tried again.
pub async fn follow(shared: &Shared, models: Vec<Arc<dyn Follower>>, jobs: &SyncSender<Job>) {
    let flush_at = Instant::now() + FLUSH_EVERY;
    let (stop, arrived) = (shared.stop.subscribe(), shared.arrived.subscribe());
    let (joining, retry) = (Vec::new(), Retry::new(Part::Following));
    let mut fleet = Fleet { shared, jobs, models, joining, flush_at, retry, stop, arrived };
    loop {
        // First of all: some may have come before this thread did.
        for incoming in shared.take_incoming() {
            fleet.models.push(incoming.model.clone());
            fleet.joining.push(incoming);
        }
        // Last in every entry: a past state is asked for by what it has seen, and then the others
        // have seen it, too.
        fleet.models.sort_by_key(|model| model.name() == Audit::NAME);
        fleet.install();
        if fleet.tail().await.is_break() {
            break;
        }
    }
    fleet.flush(Urge::Now);
    for model in &fleet.models {
        if let Err(e) = model.close() {
            tracing::warn!(model = model.name(), error = %e, "read model was not closed cleanly");
        }
    }
}

impl Fleet<'_> {
    /// Follows from where the model that is least far is; goes on when models have arrived.
    async fn tail(&mut self) -> ControlFlow<()> {
        let behind = self.models.iter().filter(|m| !quarantined(m.as_ref()));
        let Some(behind) = behind.min_by_key(|model| model.sequence()).cloned() else {
            return self.wait_for_models().await;
        };
        let mut reading = Reading::after(self.shared.log.id(), behind.as_ref());
        let mut tail = self.shared.log.tail(behind.sequence());
        loop {
            if self.shared.stopping() {
                return ControlFlow::Break(());
            }
            // Kept over the flushes in between: an abandoned read could have taken entries along.
            let mut next = tail.next(TAIL_BYTES);
            let batch = loop {
                tokio::select! {
                    batch = &mut next => break batch,
                    _ = self.stop.changed() => return ControlFlow::Break(()),
                    _ = self.arrived.changed() => return ControlFlow::Continue(()),
                    () = sleep_until(self.flush_at) => {
                        self.flush(Urge::Now);
                        // Nothing has come since the last batch, and that one was folded in.
                        self.shared.rest();
                    }
                }
            };
            drop(next);
            if let Err(ReadError::Unreadable(why)) = batch {
                // Read again from where the models are: they took nothing of what failed.
                return self.retry.wait(self.shared, why).await;
            }
            if let Err(why) = self.take(&mut reading, batch) {
                if let Some(why) = why {
                    self.shared.fail(why);
                }
                return ControlFlow::Break(());
            }
        }
    }

    async fn wait_for_models(&mut self) -> ControlFlow<()> {
        tokio::select! {
            _ = self.stop.wait_for(|stop| *stop) => ControlFlow::Break(()),
            _ = self.arrived.changed() => ControlFlow::Continue(()),
        }
    }

    /// Folds in a batch. `Err(None)` is the log's end.
    fn take(
        &mut self,
        reading: &mut Reading,
        batch: Result<TailBatch, ReadError>,
    ) -> Result<(), Option<String>> {
        let batch = match batch {
            Ok(batch) => batch,
            Err(ReadError::Closed) => return Err(None),
            Err(e @ (ReadError::Damaged { .. } | ReadError::Unreadable(_))) => {
                return Err(Some(e.to_string()));
            }
        };
        self.retry.healed(self.shared);
        let mut events = 0;
        for stored in &batch.entries {
            let entry = reading.read(stored).map_err(|e| Some(e.to_string()))?;
            events += u64::from(entry.head.events);
            for model in &self.models {
                model.apply_entry(&entry);
            }
            self.flush(Urge::WhenFull);
        }
        metrics::counter!("kith_events_folded_total").increment(events);
        self.install();
        self.shared.progress.send_modify(|n| *n += 1);
        if Instant::now() >= self.flush_at {
            self.flush(Urge::Now);
        }
        Ok(())
    }

    /// Puts models in the place of those that they replace.
    fn install(&mut self) {
        let waiting = self.joining.len();
        for incoming in std::mem::take(&mut self.joining) {
            let is_old = |model: &Arc<dyn Follower>| {
                model.name() == incoming.model.name() && !Arc::ptr_eq(model, &incoming.model)
            };
            let old = self.models.iter().position(is_old);
            let ahead = |old: usize| {
                let old = &self.models[old];
                !quarantined(old.as_ref()) && old.sequence() > incoming.model.sequence()
            };
            if old.is_some_and(ahead) {
                self.joining.push(incoming);
                continue;
            }
            if let Some(old) = old {
                self.models.remove(old);
            }
            (incoming.install)();
            self.shared.progress.send_modify(|n| *n += 1);
        }
        if self.joining.len() < waiting {
            self.shared.rest();
        }
    }

    fn flush(&mut self, urge: Urge) {
        for model in &self.models {
            give(self.jobs, model, urge);
        }
        if urge == Urge::Now {
            self.flush_at = Instant::now() + FLUSH_EVERY;
        }
    }
}

fn quarantined(model: &dyn Follower) -> bool {
    matches!(model.condition(), Condition::Quarantined { .. })
}
