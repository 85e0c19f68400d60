//! A pipeline: the stages of a deal, their order, their chances and what must hold to enter and to
//! leave them (C124–C127, C129), and what it should do (C132, C133).

use std::collections::{BTreeMap, BTreeSet};

use event_schema::command::StageKind;
use event_schema::problem::FieldError;
use event_schema::value::{Key, Money};
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
    #[serde(default = "yes")]
    pub one_step: bool,
    /// Above which amount a deal is large, one for each currency; a deal in any other isn't.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub large_deal: Vec<Money>,
    /// After how many days without activity an open deal goes one stage back; never if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downgrade_after_days: Option<u32>,
    /// What it should do, shown beside what was measured.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub targets: Targets,
    /// From when on a deal is to be looked at.
    #[serde(default, skip_serializing_if = "Hygiene::is_empty")]
    pub hygiene: Hygiene,
}

/// From when on a deal is to be looked at in the weekly review (C134, C136). Nothing is decided by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hygiene {
    /// Days without activity after which an open deal is idle; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_days: Option<u32>,
    /// How often an expected close was put off, from which on the deal is marked; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushes: Option<u32>,
}

impl Hygiene {
    fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Whether so many days without activity are too many.
    pub fn is_idle(self, days: u32) -> bool {
        self.idle_days.is_some_and(|most| days > most)
    }

    /// Whether an expected close was put off too often.
    pub fn is_pushed(self, pushes: u32) -> bool {
        self.pushes.is_some_and(|from| pushes >= from)
    }
}

/// What a pipeline should do. Nothing is decided by it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Share of the deals of a stage that go on, 0 to 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub conversion: BTreeMap<Key, Decimal>,
    /// Share of the deals of the first stage that are won, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_to_end: Option<Decimal>,
    /// Days from the opening to the win.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle_days: Option<u32>,
}

impl Targets {
    fn is_empty(&self) -> bool {
        self == &Self::default()
    }
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
    /// What must hold to leave it forward.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exit_criteria: Vec<Key>,
    /// True if a large deal enters it only with an approval.
    #[serde(default)]
    pub approval: bool,
    /// True if conversion is measured from it to the next: one that only confirms another isn't a
    /// step.
    #[serde(default = "yes")]
    pub step: bool,
}

/// Deals don't skip stages, and every stage is a step, unless the pipeline says so.
fn yes() -> bool {
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

    /// Whether a deal may move between these stages of one kind as far as their order is concerned:
    /// back by any number, forward by one stage unless the pipeline says otherwise.
    pub fn may_move(&self, from: Key, to: Key) -> bool {
        let Some(kind) = self.stage(from).map(|stage| stage.kind) else { return false };
        let alike: Vec<Key> =
            self.stages.iter().filter(|s| s.kind == kind).map(|s| s.key).collect();
        let place = |key| alike.iter().position(|alike| *alike == key);
        match (place(from), place(to)) {
            (Some(from), Some(to)) => from != to && (!self.one_step || to <= from + 1),
            _ => false,
        }
    }

    /// The open stage before this one; none before the first, and none before a closed one.
    pub fn before(&self, key: Key) -> Option<&Stage> {
        let open: Vec<&Stage> =
            self.stages.iter().filter(|stage| stage.kind == StageKind::Open).collect();
        let place = open.iter().position(|stage| stage.key == key)?;
        place.checked_sub(1).map(|before| open[before])
    }

    /// Whether a deal of this amount is large: above the threshold of its currency, if there is one.
    pub fn is_large(&self, amount: Money) -> bool {
        let mut same = self.large_deal.iter().filter(|line| line.currency == amount.currency);
        same.next().is_some_and(|line| amount.amount > line.amount)
    }

    /// The open stages between which conversion is measured, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|stage| stage.kind == StageKind::Open && stage.step)
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = self.stage_faults();
        for kind in [StageKind::Open, StageKind::Won, StageKind::Lost] {
            if self.first(kind).is_none() {
                let message = format!("need one of kind {}", kind.name());
                faults.push(fault("stages", "missing", message));
            }
        }
        let mut currencies = BTreeSet::new();
        for (i, line) in self.large_deal.iter().enumerate() {
            if !currencies.insert(line.currency) {
                let message = format!("has {} twice", line.currency);
                faults.push(fault(format!("large_deal[{i}].currency"), "duplicate", message));
            }
        }
        if self.downgrade_after_days == Some(0) {
            faults.push(fault("downgrade_after_days", "out-of-range", "must be at least 1"));
        }
        faults.extend(self.target_faults());
        if self.hygiene.pushes == Some(0) {
            faults.push(fault("hygiene.pushes", "out-of-range", "must be 1 or more"));
        }
        faults
    }

    fn target_faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut share = |field: String, target: Decimal| {
            if !(Decimal::ZERO..=Decimal::ONE).contains(&target) {
                faults.push(fault(field, "out-of-range", "must be a fraction, 0 to 1"));
            }
        };
        // A target of a stage that is gone says nothing and harms nothing: a version that leaves the
        // stage out needn't take its target back.
        for (stage, target) in &self.targets.conversion {
            share(format!("targets.conversion.{stage}"), *target);
        }
        if let Some(target) = self.targets.end_to_end {
            share("targets.end_to_end".into(), target);
        }
        faults
    }

    fn stage_faults(&self) -> Vec<FieldError> {
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
            let lists = [("criteria", &stage.criteria), ("exit_criteria", &stage.exit_criteria)];
            for (field, list) in lists {
                if list.iter().collect::<BTreeSet<_>>().len() < list.len() {
                    let message = "must not name one twice";
                    faults.push(fault(format!("stages[{i}].{field}"), "duplicate", message));
                }
            }
            if stage.approval && stage.kind != StageKind::Open {
                let message = "is asked only before an open stage: winning and losing need none";
                faults.push(fault(format!("stages[{i}].approval"), "closed-stage", message));
            }
        }
        faults
    }
}
