//! What conversion rules would have done.

use event_schema::Timestamp;
use event_schema::problem::FieldError;
use projection_service::query;
use uuid::Uuid;

use super::body;

body! {
    /// What conversion rules would have done to the conversions of a range.
    RulesTrial {
        /// How many conversions there were.
        conversions: u64,
        /// Those that would have been refused.
        refused: u64,
        /// Those that would have gone as they went.
        unaffected: u64,
        /// Those of which the log doesn't say whether they had a personal field that the rules ask
        /// for; they are judged as if they had it.
        untold: u64,
        /// Those that opened no opportunity and would have opened one by default.
        opened_by_default: u64,
        /// What was missing, most often first.
        reasons: Vec<UnmetCount>,
        /// The latest of those that would have been refused.
        examples: Vec<RefusedConversion>,
        /// The leads in `sql` that are not converted yet, as if each were converted now with all that
        /// a conversion itself can bring along.
        open: OpenTrial,
    }
}

body! {
    /// Something that rules ask for, and how often it was missing.
    UnmetCount {
        /// What, as a refused conversion names it.
        field: String,
        /// How often.
        count: u64,
    }
}

body! {
    /// A conversion that would have been refused.
    RefusedConversion {
        /// Of which lead.
        lead_id: Uuid,
        /// When it was, in business time.
        converted_at: Timestamp,
        /// What was missing.
        unmet: Vec<Unmet>,
    }
}

body! {
    /// Something that rules ask for and that was missing.
    Unmet {
        /// What.
        field: String,
        /// The rule in one word.
        code: String,
        /// The rule in a sentence.
        message: String,
    }
}

body! {
    /// What rules would do to leads that wait for their conversion.
    OpenTrial {
        /// How many there are.
        n: u64,
        /// Those that would be refused now.
        refused: u64,
        /// Those of which the log doesn't say whether they have a personal field that the rules ask
        /// for.
        untold: u64,
        /// Those that would open an opportunity by default, unless their conversion gave one or null.
        opened_by_default: u64,
        /// What is missing, most often first.
        reasons: Vec<UnmetCount>,
    }
}

impl From<query::RulesTrial> for RulesTrial {
    fn from(trial: query::RulesTrial) -> Self {
        Self {
            conversions: trial.conversions,
            refused: trial.refused,
            unaffected: trial.unaffected,
            untold: trial.untold,
            opened_by_default: trial.opened_by_default,
            reasons: trial.reasons.into_iter().map(Into::into).collect(),
            examples: trial.examples.into_iter().map(Into::into).collect(),
            open: trial.open.into(),
        }
    }
}

impl From<query::UnmetCount> for UnmetCount {
    fn from(unmet: query::UnmetCount) -> Self {
        Self { field: unmet.field, count: unmet.count }
    }
}

impl From<query::RefusedConversion> for RefusedConversion {
    fn from(refused: query::RefusedConversion) -> Self {
        Self {
            lead_id: refused.lead_id,
            converted_at: refused.converted_at,
            unmet: refused.unmet.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<FieldError> for Unmet {
    fn from(unmet: FieldError) -> Self {
        Self { field: unmet.field, code: unmet.code, message: unmet.message }
    }
}

impl From<query::OpenTrial> for OpenTrial {
    fn from(open: query::OpenTrial) -> Self {
        Self {
            n: open.n,
            refused: open.refused,
            untold: open.untold,
            opened_by_default: open.opened_by_default,
            reasons: open.reasons.into_iter().map(Into::into).collect(),
        }
    }
}
