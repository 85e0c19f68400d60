//! What of the work on leads counts for its figures, and what they should come to (C88): a part of
//! the scoring model.

use event_schema::problem::FieldError;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Words;
use super::check::fault;

/// What counts as a call and as reached, and the goals. Nothing is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// The channels of contacts that are calls.
    pub calls: Words,
    /// The outcomes of contacts, by whichever way, that say that the lead was reached.
    pub reached: Words,
    /// Within how many days of 24 hours a lead that became marketing-qualified should be reached.
    pub touch_days: u32,
    /// Least share of those leads that are, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touch_min: Option<Decimal>,
    /// Least share of the marketing-qualified leads with which a meeting is booked, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking_min: Option<Decimal>,
    /// Least share of the calls that reach the lead, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_min: Option<Decimal>,
    /// The largest share of them that is to be expected, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_max: Option<Decimal>,
}

impl Activity {
    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.touch_days == 0 {
            faults.push(fault("activity.touch_days", "out-of-range", "must be at least 1"));
        }
        let shares = [
            ("touch_min", self.touch_min),
            ("booking_min", self.booking_min),
            ("connect_min", self.connect_min),
            ("connect_max", self.connect_max),
        ];
        for (name, share) in shares {
            if share.is_some_and(|share| !(Decimal::ZERO..=Decimal::ONE).contains(&share)) {
                let field = format!("activity.{name}");
                faults.push(fault(field, "out-of-range", "must be a share, 0 to 1"));
            }
        }
        if matches!((self.connect_min, self.connect_max), (Some(min), Some(max)) if min > max) {
            let message = "must not be less than connect_min";
            faults.push(fault("activity.connect_max", "out-of-range", message));
        }
        faults
    }
}
