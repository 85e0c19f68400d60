//! A pipeline: the stages of a deal, their order, their chances and what must hold to enter them
//! (C124–C127).

use std::collections::BTreeSet;

use event_schema::command::StageKind;
use event_schema::problem::FieldError;
use event_schema::value::Key;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::fault;

/// A version of a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// True if deals move forward by one stage only.
    #[serde(default = "one_step")]
    pub one_step: bool,
}

/// A stage of a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its key.
    pub key: Key,
    /// Chance of winning, in percent, 0 to 100.
    #[serde(with = "super::decimal")]
    pub probability: Decimal,
    /// Open, won or lost.
    pub kind: StageKind,
    /// What must hold to enter it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Key>,
}

/// Deals don't skip stages unless the pipeline says so.
fn one_step() -> bool {
    true
}

impl Pipeline {
    /// The stage with this key.
    pub fn stage(&self, key: Key) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.key == key)
    }

    /// The place of a stage in the order, from 0.
    pub fn place(&self, key: Key) -> Option<usize> {
        self.stages.iter().position(|stage| stage.key == key)
    }

    /// The first stage of a kind: where an open deal starts, or where it goes when won or lost.
    /// `None` only in a body that was never checked.
    pub fn first(&self, kind: StageKind) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.kind == kind)
    }

    /// Whether a deal may move between these stages as far as their order is concerned: back by any
    /// number, forward by one open stage unless the pipeline says otherwise.
    pub fn may_move(&self, from: Key, to: Key) -> bool {
        let open: Vec<Key> =
            self.stages.iter().filter(|s| s.kind == StageKind::Open).map(|s| s.key).collect();
        let place = |key| open.iter().position(|open| *open == key);
        match (place(from), place(to)) {
            (Some(from), Some(to)) => from != to && (!self.one_step || to <= from + 1),
            _ => false,
        }
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for (i, stage) in self.stages.iter().enumerate() {
            if !seen.insert(stage.key) {
                let message = format!("is used twice: {}", stage.key);
                faults.push(fault(format!("stages[{i}].key"), "duplicate", message));
            }
            if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&stage.probability) {
                let message = "must be percent, 0 to 100";
                faults.push(fault(format!("stages[{i}].probability"), "out-of-range", message));
            }
            let criteria: BTreeSet<_> = stage.criteria.iter().collect();
            if criteria.len() < stage.criteria.len() {
                let message = "must not name one twice";
                faults.push(fault(format!("stages[{i}].criteria"), "duplicate", message));
            }
        }
        for kind in [StageKind::Open, StageKind::Won, StageKind::Lost] {
            if self.first(kind).is_none() {
                let message = format!("need one of kind {}", kind.name());
                faults.push(fault("stages", "missing", message));
            }
        }
        faults
    }
}
