//! Answers of a trial of conversion rules.

use event_schema::Timestamp;
use event_schema::problem::FieldError;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What rules would have done to the conversions of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesTrial {
    /// How many there were.
    pub conversions: u64,
    /// Those that would have been refused.
    pub refused: u64,
    /// Those that would have gone as they went.
    pub unaffected: u64,
    /// Those of which the log doesn't say whether they had a personal field that the rules ask for;
    /// they are judged as if they had it.
    pub untold: u64,
    /// Those that opened no opportunity and would have opened one by default.
    pub opened_by_default: u64,
    /// What was missing, most often first.
    pub reasons: Vec<UnmetCount>,
    /// The latest of those that would have been refused.
    pub examples: Vec<RefusedConversion>,
    /// The sales-qualified leads that were not converted yet.
    pub open: OpenTrial,
}

/// Something that the rules ask for, and how often it was missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetCount {
    /// What, as a refused conversion names it.
    pub field: String,
    /// How often.
    pub count: u64,
}

/// A conversion that would have been refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedConversion {
    /// Of which lead.
    pub lead_id: Uuid,
    /// When it was.
    pub converted_at: Timestamp,
    /// What was missing.
    pub unmet: Vec<FieldError>,
}

/// What rules would do to leads that wait for their conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTrial {
    /// How many there are.
    pub n: u64,
    /// Those that would be refused now.
    pub refused: u64,
    /// As of conversions.
    pub untold: u64,
    /// Those that would open an opportunity by default.
    pub opened_by_default: u64,
    /// What is missing, most often first.
    pub reasons: Vec<UnmetCount>,
}
