//! A lead about which nobody has done anything for long.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::IdleDuty;

/// Nobody did anything about a lead for the days of the scoring model (C30). Its points stand right
/// behind it in the same commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadIdled {
    /// Since when, and when that was due.
    pub idle: IdleDuty,
}
