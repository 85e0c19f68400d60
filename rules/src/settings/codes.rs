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

/// Every list that a command looks up.
pub(super) const LISTS: [&str; 5] = [DISQUALIFY, "decline", LOSS, "resolution", "waiting"];

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
