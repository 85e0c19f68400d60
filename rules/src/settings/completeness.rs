//! Which fields make a record complete (C4, C92, C101, C102), and how long it stays good (C103, C122).

use event_schema::Timestamp;
use event_schema::problem::FieldError;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Words;
use super::check::fault;

/// The kinds of record that have key fields, and the fields that can be one.
const FIELDS: [(&str, &[&str]); 4] = [
    (
        "lead",
        &[
            "company",
            "person_name",
            "email",
            "phone",
            "title",
            "seniority",
            "industry",
            "company_size",
            "region",
            "interest",
            "use_case",
            "budget",
            "persona",
            "product",
            "consent",
            "owner",
        ],
    ),
    (
        "account",
        &[
            "name", "industry", "size", "region", "owner", "grade", "tags", "address", "phone",
            "website", "need", "revenue", "contact",
        ],
    ),
    ("contact", &["person_name", "email", "phone", "title", "decision_role", "influence"]),
    ("interaction", &["direction", "outcome", "sentiment", "duration", "next_step"]),
];

/// The name of a field that can be a key field of some kind of record.
pub fn key_field(name: &str) -> Option<&'static str> {
    FIELDS.iter().flat_map(|(_, fields)| *fields).copied().find(|known| *known == name)
}

/// A version of the key fields of one kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// The fields, of which a complete record has every one.
    pub key_fields: Vec<Box<str>>,
    /// The share of key fields that a record should have, 0 to 1.
    #[serde(with = "super::decimal")]
    pub goal: Decimal,
    /// Days without a change or an interaction after which a record is stale; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_days: Option<u32>,
    /// Hours within which an interaction is to be recorded (C122); absent: whenever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_within_hours: Option<u32>,
    /// The channels of interactions that are meetings, whose results are to be recorded by then; absent:
    /// each is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meetings: Option<Words>,
}

impl Completeness {
    /// The kinds of record that can have key fields.
    pub(super) fn kinds() -> Vec<&'static str> {
        FIELDS.iter().map(|(kind, _)| *kind).collect()
    }

    /// Whether an interaction by this way is a meeting (C122).
    pub fn is_meeting(&self, channel: &str) -> bool {
        self.meetings.as_ref().is_none_or(|meetings| meetings.contains(channel))
    }

    /// Whether what was at one instant was recorded too late.
    pub fn is_late(&self, at: Timestamp, recorded_at: Timestamp) -> bool {
        let hours = self.entered_within_hours.map(i64::from);
        hours.is_some_and(|hours| at.plus_seconds(hours * 3_600) < recorded_at)
    }

    pub(super) fn faults(&self, kind: &str) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let known = FIELDS.iter().find(|(name, _)| *name == kind);
        let known = known.map_or(&[][..], |(_, fields)| fields);
        for (i, field) in self.key_fields.iter().enumerate() {
            let at = format!("key_fields[{i}]");
            if !known.contains(&field.as_ref()) {
                let message = format!("must be one of {}", known.join(", "));
                faults.push(fault(at, "unknown-value", message));
            } else if self.key_fields[..i].contains(field) {
                faults.push(fault(at, "duplicate", format!("is named twice: {field}")));
            }
        }
        if !(Decimal::ZERO..=Decimal::ONE).contains(&self.goal) {
            faults.push(fault("goal", "out-of-range", "must be 0 to 1"));
        }
        faults
    }
}
