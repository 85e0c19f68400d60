//! A bulk action: chosen part by part, then under way, then finished.

use event_schema::BulkEvent;
use event_schema::value::LookupHash;
use serde::{Deserialize, Serialize};

/// A bulk action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkAction {
    /// Hash of the request that it was begun with.
    pub fingerprint: LookupHash,
    /// Where it stands.
    pub stage: BulkStage,
}

/// Where a bulk action stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkStage {
    /// Its records are being written down; nothing was done to any.
    Choosing {
        /// How many are still to be named.
        missing: u32,
        /// The part that comes next.
        next: u32,
    },
    /// All its records are known.
    UnderWay,
    /// It has its report.
    Finished,
}

/// The act after a fact; one whose beginning is missing is none.
pub fn evolve(known: Option<BulkAction>, event: &BulkEvent) -> Option<BulkAction> {
    match event {
        BulkEvent::BulkActionStarted(started) => Some(BulkAction {
            fingerprint: started.fingerprint,
            stage: BulkStage::Choosing { missing: started.count, next: 1 },
        }),
        BulkEvent::BulkRecordsChosen(chosen) => {
            let mut act = known?;
            if let BulkStage::Choosing { missing, next } = &mut act.stage {
                let named = u32::try_from(chosen.records.len()).unwrap_or(u32::MAX);
                *missing = missing.saturating_sub(named);
                *next = chosen.part.saturating_add(1);
                if *missing == 0 {
                    act.stage = BulkStage::UnderWay;
                }
            }
            Some(act)
        }
        BulkEvent::BulkActionFinished(_) => {
            known.map(|act| BulkAction { stage: BulkStage::Finished, ..act })
        }
    }
}
