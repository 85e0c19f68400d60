//! Duties that come round while nobody does anything.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The duty that an act of the clock met: for so long nobody had done anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IdleDuty {
    /// When somebody had last done something.
    pub since: Timestamp,
    /// When it was due.
    pub due_at: Timestamp,
    /// After how many days of 24 hours each it comes round, by the setting that was in force.
    pub days: u32,
}
