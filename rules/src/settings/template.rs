//! Templates: values with which a new record is filled where its command leaves fields out (C100).

use event_schema::command::TemplateOf;
use event_schema::problem::FieldError;
use event_schema::value::{Code, Money, Text};
use serde::{Deserialize, Serialize};

use super::check::fault;

/// A version of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Which kind of record it is for.
    #[serde(rename = "for")]
    pub of: TemplateOf,
    /// The values.
    pub values: TemplateValues,
}

/// The values of a template; what is absent it doesn't fill.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateValues {
    /// Industry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<Text<100>>,
    /// Number of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// Revenue of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Money>,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// Value grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Code>,
    /// Tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Text<50>>>,
    /// What it needs most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Text<200>>,
    /// Where it is in its life as a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_cycle: Option<Code>,
}

impl Template {
    pub(super) fn faults(&self) -> Vec<FieldError> {
        if self.values == TemplateValues::default() {
            return vec![fault("values", "missing", "must fill at least one field")];
        }
        Vec::new()
    }
}
