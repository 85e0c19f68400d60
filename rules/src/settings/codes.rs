//! Lists of codes, such as the reasons for a loss (C83).

use std::collections::BTreeSet;

use event_schema::problem::FieldError;
use event_schema::value::Code;
use serde::{Deserialize, Serialize};

use super::check::fault;

/// The code that is legal in every list.
pub const OTHER: &str = "other";

/// The list of reasons to give a lead up.
pub const DISQUALIFY: &str = "disqualify";
/// The list of reasons for a loss.
pub const LOSS: &str = "loss";
/// The list of reasons for a win (C138).
pub const WIN_REASON: &str = "win_reason";

/// The list of reasons to decline, return or transfer work.
pub const DECLINE: &str = "decline";
/// The list of reasons to take a lead out of the sales queue for a while.
pub const RECYCLE: &str = "recycle";
/// The list of parts that a person can have in a decision (C114).
pub const DECISION_ROLE: &str = "decision_role";
/// The list of kinds of persons in a purchase (C13).
pub const PERSONA: &str = "persona";
/// The list of risks of a deal (C139).
pub const RISK: &str = "risk";
/// The list of value grades of accounts (C95).
pub const GRADE: &str = "grade";
/// The list of stages in an account's life as a customer (C98).
pub const LIFE_CYCLE: &str = "life_cycle";
/// The list of what one account can be to another (C90).
pub const RELATION: &str = "relation";
/// The list of what one contact can do to another (C116).
pub const CONTACT_RELATION: &str = "contact_relation";

/// The list of reasons why two records only look like one (C23).
pub const NOT_DUPLICATE: &str = "not_duplicate";

/// The relation to an account that stands above: no account stands above itself.
pub const PARENT: &str = "parent";
/// The relation that is the same from both sides.
pub const PARTNER: &str = "partner";

/// Every list that a command looks up.
pub(super) const LISTS: [&str; 15] = [
    DISQUALIFY,
    DECLINE,
    RECYCLE,
    LOSS,
    WIN_REASON,
    DECISION_ROLE,
    PERSONA,
    RISK,
    GRADE,
    LIFE_CYCLE,
    RELATION,
    CONTACT_RELATION,
    NOT_DUPLICATE,
    "resolution",
    "waiting",
];

/// A version of a list of codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// The codes, in the order to show them. [`OTHER`] need not be named.
    pub codes: Vec<Code>,
}

impl Codes {
    /// Whether a code is legal.
    pub fn accepts(&self, code: Code) -> bool {
        code.as_str() == OTHER || self.codes.contains(&code)
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut seen = BTreeSet::new();
        let twice = self.codes.iter().enumerate().filter(|(_, code)| !seen.insert(**code));
        twice
            .map(|(i, code)| {
                fault(format!("codes[{i}]"), "duplicate", format!("is named twice: {code}"))
            })
            .collect()
    }
}
