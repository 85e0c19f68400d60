//! Spent idempotency ids are honoured for 30 days (`writer::IDEMPOTENCY_SECONDS`). Older ones leave
//! the tables when these are compacted.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use event_schema::Timestamp;
use fjall::compaction::filter::{
    CompactionFilter, CompactionFilterResult, Context, Factory, ItemAccessor, Verdict,
};

use super::rows;
use crate::writer::IDEMPOTENCY_SECONDS;

/// The latest time that anything in the tables was recorded: what is too old by that is too old by
/// every clock that will be read.
#[derive(Clone, Debug)]
pub(super) struct Newest(Arc<AtomicI64>);

impl Default for Newest {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(Timestamp::MIN.micros())))
    }
}

impl Newest {
    pub fn seen(&self, recorded_at: Timestamp) {
        self.0.fetch_max(recorded_at.micros(), Ordering::Relaxed);
    }

    /// What compactions are to ask.
    pub fn factory(&self) -> Arc<dyn Factory> {
        Arc::new(self.clone())
    }
}

impl Factory for Newest {
    fn name(&self) -> &'static str {
        "spent ids that have expired"
    }

    fn make_filter(&self, _: &Context) -> Box<dyn CompactionFilter> {
        Box::new(Expired(Timestamp::from_micros(self.0.load(Ordering::Relaxed))))
    }
}

struct Expired(Timestamp);

impl CompactionFilter for Expired {
    fn filter_item(&mut self, item: ItemAccessor<'_>, _: &Context) -> CompactionFilterResult {
        if !rows::is_spent(item.key()) {
            return Ok(Verdict::Keep);
        }
        // A row that can't be read is told of by whoever asks for it.
        let spent = rows::decode_spent(&item.value()?);
        let old = |at: Timestamp| at.plus_seconds(IDEMPOTENCY_SECONDS) < self.0;
        let expired = spent.is_ok_and(|spent| old(spent.recorded_at));
        Ok(if expired { Verdict::Remove } else { Verdict::Keep })
    }
}
