//! One version of a setting, with its body read.

use event_schema::event::SettingDefined;
use event_schema::{Timestamp, commit::SettingUsed};

use super::Body;

/// One version of a setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The event, as recorded.
    pub defined: SettingDefined,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// From when it holds: `effective_from`, or what follows from its absence.
    pub holds_from: Timestamp,
    /// The body, read; or why it can't be read, where a newer Kith wrote it.
    pub body: Result<Body, String>,
}

impl Version {
    /// What a commit records of it.
    pub fn used(&self) -> SettingUsed {
        let SettingDefined { kind, key, version, .. } = self.defined;
        SettingUsed { kind, key, version }
    }
}
