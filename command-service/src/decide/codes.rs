//! Reasons and the like, which a tenant keeps lists of.

use event_schema::value::Key;
use rules::settings::{Codes, InForce};

use crate::rejection::Rejection;

/// The key of a list of codes.
pub fn list(name: &str) -> Key {
    name.parse().expect("the names of the code lists are keys")
}

/// A code that its list doesn't have.
pub fn unknown_code(field: &str, codes: &InForce<'_, Codes>) -> Rejection {
    let known: Vec<_> = codes.body.codes.iter().map(|code| code.as_str()).collect();
    let message = format!("must be one of {} or other", known.join(", "));
    Rejection::invalid(field, "unknown-value", message)
}
