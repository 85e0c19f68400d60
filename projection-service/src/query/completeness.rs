//! How complete the records of a kind are, as a figure for the team (C102).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The kinds of record that have key fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Keyed {
    /// Leads.
    Leads,
    /// Accounts.
    Accounts,
    /// Contacts.
    Contacts,
    /// Interactions.
    Interactions,
}

/// By what records are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompletenessBy {
    /// By who has the lead, or the account that a record belongs to.
    Owner,
    /// By the region of the lead, or of the account that a record belongs to.
    Region,
}

/// How complete the records of a kind are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Completeness {
    /// The share that a record should have; `None` without a setting.
    pub goal: Option<Decimal>,
    /// The key fields.
    pub key_fields: Vec<String>,
    /// All of them.
    pub all: FilledFigures,
    /// By group, if that was asked; `None` is the group of those without one.
    pub groups: Vec<(Option<String>, FilledFigures)>,
}

/// Some of them.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct FilledFigures {
    /// How many records there are.
    pub records: u64,
    /// Their mean share of filled key fields; `None` without records or key fields.
    pub mean: Option<Decimal>,
    /// How many of them are at the goal or above it.
    pub at_goal: u64,
}

/// Whether the results of meetings are entered in time (C122).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Meetings {
    /// Within how many hours they are to be entered, as it is now.
    pub within_hours: Option<u32>,
    /// All of them.
    pub all: MeetingFigures,
    /// By whom they were recorded, or for whom; if that was asked.
    pub users: Vec<(String, MeetingFigures)>,
}

/// Some meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MeetingFigures {
    /// How many there were.
    pub meetings: u64,
    /// How many have a result that was entered in time.
    pub in_time: u64,
    /// How many have one that was entered later.
    pub late: u64,
    /// How many have none.
    pub without_result: u64,
}

impl MeetingFigures {
    /// Adds others.
    pub fn add(&mut self, other: Self) {
        let Self { meetings, in_time, late, without_result } = other;
        self.meetings += meetings;
        self.in_time += in_time;
        self.late += late;
        self.without_result += without_result;
    }
}
