//! The fields that a kind of record has beside its own (C94). A field keeps its type for ever, and one
//! that is taken out of use keeps its key, so that what was recorded is always read as what it was.

mod value;

use std::collections::BTreeSet;

use event_schema::command::FieldType;
use event_schema::problem::FieldError;
use event_schema::value::{CUSTOM_TEXT_LEN_MAX, Code, Key};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::fault;

/// Most fields of a kind that are in use.
const IN_USE_MAX: usize = 50;
/// Most fields of a kind that ever were: each is kept for the records that have it.
const EVER_MAX: usize = 200;
/// Most codes of a field.
const CODES_MAX: usize = 200;

/// The kinds of record that have custom fields, by the name of their stream.
pub const FIELDED: [&str; 4] = ["lead", "account", "contact", "opportunity"];
/// Those of them that are about a person.
const PERSONAL: [&str; 2] = ["lead", "contact"];

/// A version of the fields of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The fields, in the order to show them.
    pub fields: Vec<CustomField>,
}

/// A custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// Under which a record has it.
    pub key: Key,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Box<str>>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Its codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// The kind of record that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Key>,
    /// The most characters of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// Whether a new record must have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether it stands in the sealed box.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Whether it can't be given any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl Fields {
    /// The fields that can be given.
    pub fn in_use(&self) -> impl Iterator<Item = &CustomField> {
        self.fields.iter().filter(|field| !field.removed)
    }

    /// The field with this key, if it can be given.
    pub fn named(&self, key: Key) -> Option<&CustomField> {
        self.in_use().find(|field| field.key == key)
    }

    /// What `later` may not change of these: of a field the type, the kind that it names, and whether it
    /// is sealed.
    pub fn unlike(&self, later: &Self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (at, field) in later.fields.iter().enumerate() {
            let Some(known) = self.fields.iter().find(|known| known.key == field.key) else {
                continue;
            };
            let differs = [
                ("type", known.kind != field.kind),
                ("of", known.of != field.of),
                ("personal", known.personal != field.personal),
            ];
            for (name, _) in differs.into_iter().filter(|(_, differs)| *differs) {
                let message = "can't change: records have it already; name another key";
                faults.push(fault(format!("fields[{at}].{name}"), "unchangeable", message));
            }
        }
        faults
    }

    pub(super) fn faults(&self, kind: &str) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut keys = BTreeSet::new();
        for (at, field) in self.fields.iter().enumerate() {
            let path = |name: &str| format!("fields[{at}].{name}");
            if !keys.insert(field.key) {
                faults.push(fault(path("key"), "repeated", "stands there twice"));
            }
            if field.personal && !PERSONAL.contains(&kind) {
                let message = "holds of leads and contacts only, which are about a person";
                faults.push(fault(path("personal"), "not-personal", message));
            }
            faults.extend(
                field.faults().map(|(name, code, message)| fault(path(name), code, message)),
            );
        }
        if self.in_use().count() > IN_USE_MAX || self.fields.len() > EVER_MAX {
            let message = format!(
                "has more than {IN_USE_MAX} in use, or more than {EVER_MAX} with those that were"
            );
            faults.push(fault("fields", "too-many", message));
        }
        faults
    }
}

impl CustomField {
    /// What of the field doesn't go together: its name, a code and a message.
    fn faults(&self) -> impl Iterator<Item = (&'static str, &'static str, String)> {
        let numeric = matches!(self.kind, FieldType::Number | FieldType::Decimal);
        let of = self.of.as_ref().map(Key::as_str);
        let text_max = u32::try_from(CUSTOM_TEXT_LEN_MAX).unwrap_or(u32::MAX);
        let foreign = |of: &str| format!("says nothing of a field that isn't a {of}");
        let is_code = self.kind == FieldType::Code;
        let of_record = self.kind == FieldType::Record;
        let length_is = |legal: fn(u32, u32) -> bool| {
            self.max_length.is_some_and(|length| !legal(length, text_max))
        };
        let rules = [
            (is_code && self.codes.is_empty(), "codes", "missing", "is required of a code".into()),
            (!is_code && !self.codes.is_empty(), "codes", "not-legal", foreign("code")),
            (has_twice(&self.codes), "codes", "repeated", "names a code twice".into()),
            (
                self.codes.len() > CODES_MAX,
                "codes",
                "too-many",
                format!("has more than {CODES_MAX} codes"),
            ),
            (of_record && of.is_none(), "of", "missing", "is required of a record".into()),
            (
                of_record && of.is_some_and(|of| !FIELDED.contains(&of)),
                "of",
                "unknown-value",
                format!("must be one of {}", FIELDED.join(", ")),
            ),
            (!of_record && of.is_some(), "of", "not-legal", foreign("record")),
            (
                self.max_length.is_some() && self.kind != FieldType::Text,
                "max_length",
                "not-legal",
                foreign("text"),
            ),
            (
                length_is(|length, most| (1..=most).contains(&length)),
                "max_length",
                "out-of-range",
                format!("must be 1 to {text_max}"),
            ),
            (self.min.is_some() && !numeric, "min", "not-legal", foreign("number")),
            (self.max.is_some() && !numeric, "max", "not-legal", foreign("number")),
            (
                self.min.zip(self.max).is_some_and(|(min, max)| min > max),
                "max",
                "out-of-range",
                "must not be less than min".into(),
            ),
        ];
        let broken = rules.into_iter().filter(|(broken, ..)| *broken);
        broken.map(|(_, name, code, message)| (name, code, message))
    }
}

fn has_twice(codes: &[Code]) -> bool {
    let mut seen = BTreeSet::new();
    !codes.iter().all(|code| seen.insert(code))
}

#[cfg(test)]
mod tests;
