//! Plans of contacts with leads: which steps, and when each is due (C60).

use event_schema::Timestamp;
use event_schema::command::{PlanStepShape, PlanUnit};
use event_schema::personal::NOTE_LEN_MAX;
use event_schema::problem::FieldError;
use event_schema::value::Text;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check::fault;

/// Most steps of a plan: they stand in one event and in the lead's row.
const STEPS_MAX: usize = 20;
/// Longest time until a step is due, in seconds: ten years.
const AFTER_MAX: i64 = 3_660 * DAY;
/// Seconds of an hour.
const HOUR: i64 = 60 * 60;
/// Seconds of a day, as steps count them.
const DAY: i64 = 24 * HOUR;

/// A version of a plan of contacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPlan {
    /// In the order in which they are due.
    pub steps: Vec<PlanStep>,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStep {
    /// By which way.
    pub channel: Text<100>,
    /// How long after the plan's start it is due.
    pub after: PlanAfter,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text<NOTE_LEN_MAX>>,
}

/// A time until something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanAfter {
    /// So many.
    pub value: u32,
    /// Of these.
    pub unit: PlanUnit,
}

impl PlanAfter {
    fn seconds(self) -> i64 {
        let unit = match self.unit {
            PlanUnit::Hour => HOUR,
            PlanUnit::Day => DAY,
        };
        i64::from(self.value).saturating_mul(unit)
    }

    /// When that is.
    pub fn from(self, start: Timestamp) -> Timestamp {
        start.plus_seconds(self.seconds())
    }
}

impl ContactPlan {
    /// The body that a command makes.
    pub fn proposed(steps: &[PlanStepShape]) -> Value {
        let step = |step: &PlanStepShape| {
            let PlanStepShape { channel, after, note } = step;
            let after = json!({"value": after.value, "unit": after.unit});
            let mut body = json!({"channel": channel, "after": after});
            if let Some(note) = note {
                body["note"] = json!(note);
            }
            body
        };
        json!({"steps": steps.iter().map(step).collect::<Vec<_>>()})
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.steps.is_empty() || self.steps.len() > STEPS_MAX {
            let message = format!("must be 1 to {STEPS_MAX} steps");
            faults.push(fault("steps", "bad-length", message));
        }
        let mut before = 0;
        for (i, step) in self.steps.iter().enumerate() {
            let after = step.after.seconds();
            let mut wrong = |code: &str, message: &str| {
                faults.push(fault(format!("steps[{i}].after"), code, message));
            };
            if after > AFTER_MAX {
                wrong("too-large", "must be at most ten years");
            } else if after < before {
                wrong("too-early", "must not be before the step that stands before it");
            }
            before = before.max(after);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults of a plan whose steps are due after so many hours or days.
    fn check(after: &[(u32, &str)]) -> Vec<String> {
        let steps = after.iter().map(
            |(value, unit)| json!({"channel": "call", "after": {"value": value, "unit": unit}}),
        );
        let body = json!({"steps": steps.collect::<Vec<_>>()});
        let plan: ContactPlan = serde_json::from_value(body).unwrap();
        plan.faults().iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
    }

    #[test]
    fn steps_stand_in_the_order_in_which_they_are_due() {
        assert!(check(&[(0, "hour"), (24, "hour"), (1, "day"), (2, "day")]).is_empty());
        let early = check(&[(1, "day"), (2, "hour"), (23, "hour"), (1, "day")]);
        assert_eq!(early, ["steps[1].after too-early", "steps[2].after too-early"]);
    }

    #[test]
    fn a_plan_has_some_steps_and_an_end() {
        assert_eq!(check(&[]), ["steps bad-length"]);
        assert!(check(&[(1, "day"); 20]).is_empty());
        assert_eq!(check(&[(1, "day"); 21]), ["steps bad-length"]);
        assert!(check(&[(3_660, "day")]).is_empty());
        assert_eq!(check(&[(u32::MAX, "day")]), ["steps[0].after too-large"]);
    }

    #[test]
    fn a_day_has_twenty_four_hours() {
        let start: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
        let due = |value, unit| PlanAfter { value, unit }.from(start);
        assert_eq!(due(2, PlanUnit::Day), due(48, PlanUnit::Hour));
        assert_eq!(due(2, PlanUnit::Day), "2026-03-03T09:30:00Z".parse().unwrap());
    }
}
