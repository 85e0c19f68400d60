//! Points for custom fields of leads (C39): what kind of house it is, how many beds it has.

use std::collections::BTreeMap;

use event_schema::command::FieldType;
use event_schema::problem::FieldError;
use event_schema::value::{CustomValue, Key, plain_decimal};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::fault;
use super::{CustomField, Fields};

/// Most lines of a field.
const LINES_MAX: usize = 200;

/// Points for a value: for one, or for a range, whose both ends belong to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomPoints {
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<CustomValue>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// The points.
    pub points: i32,
}

impl CustomPoints {
    /// Whether a value meets the line.
    pub fn is_met(&self, value: &CustomValue) -> bool {
        if let Some(is) = &self.is {
            return is == value || number(is).is_some_and(|is| number(value) == Some(is));
        }
        number(value).is_some_and(|number| {
            self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
        })
    }
}

/// The number that a value is; a text of digits is one, too, since decimals are kept as text.
fn number(value: &CustomValue) -> Option<Decimal> {
    match value {
        CustomValue::Number(number) => Some((*number).into()),
        CustomValue::Text(text) => plain_decimal(text.as_str()),
        CustomValue::Flag(_) => None,
    }
}

/// What is wrong with the lines by themselves.
pub(super) fn faults(lines: &BTreeMap<Key, Vec<CustomPoints>>) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (key, lines) in lines {
        if lines.len() > LINES_MAX {
            let message = format!("has more than {LINES_MAX} lines");
            faults.push(fault(format!("custom.{key}"), "too-many", message));
        }
        for (at, line) in lines.iter().enumerate() {
            let path = |name: &str| format!("custom.{key}[{at}].{name}");
            let range = line.min.is_some() || line.max.is_some();
            if line.is.is_some() == range {
                let message = "or a range is required, and not both";
                faults.push(fault(path("is"), "not-legal", message));
            }
            if matches!((line.min, line.max), (Some(min), Some(max)) if min > max) {
                faults.push(fault(path("max"), "out-of-range", "must not be less than min"));
            }
        }
    }
    faults
}

/// What is wrong with the lines of these fields, of which a lead has others or has them otherwise.
pub fn unfit<'a>(
    named: impl Iterator<Item = (&'a Key, &'a Vec<CustomPoints>)>,
    fields: Option<&Fields>,
) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (key, lines) in named.filter(|(_, lines)| !lines.is_empty()) {
        let path = format!("custom.{key}");
        let Some(field) = fields.and_then(|fields| fields.named(*key)) else {
            let message = "is no field of leads: DefineFields makes one";
            faults.push(fault(path, "unknown-field", message));
            continue;
        };
        if field.personal {
            let message = "is personal, and what is sealed never scores";
            faults.push(fault(path, "not-legal", message));
            continue;
        }
        faults.extend(lines.iter().enumerate().flat_map(|(at, line)| line_faults(field, at, line)));
    }
    faults
}

fn line_faults(field: &CustomField, at: usize, line: &CustomPoints) -> Vec<FieldError> {
    let numeric = matches!(field.kind, FieldType::Number | FieldType::Decimal);
    let path = |name: &str| format!("custom.{}[{at}].{name}", field.key);
    let mut faults = Vec::new();
    for (name, given) in [("min", line.min), ("max", line.max)] {
        if given.is_some() && !numeric {
            faults.push(fault(path(name), "not-legal", "asks for a number, and the field is none"));
        }
    }
    if let Some(Err((code, message))) = line.is.as_ref().map(|is| field.read(&is.into())) {
        faults.push(fault(path("is"), code, message));
    }
    faults
}
