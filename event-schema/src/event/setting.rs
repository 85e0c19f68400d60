//! Facts about settings: versions of rules and figures, each with the time from which it holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choice;
use crate::time::Timestamp;
use crate::value::Key;

choice! {
    /// What a setting is about.
    SettingKind {
        /// Zone, currency, country and calendar of the tenant.
        Tenant = "tenant",
        /// Points and lines of lead scoring.
        ScoringModel = "scoring_model",
        /// Stages of a pipeline.
        Pipeline = "pipeline",
        /// What a conversion requires.
        ConversionRules = "conversion_rules",
        /// A list of codes, such as reasons.
        Codes = "codes",
        /// What makes two records the same.
        Duplicates = "duplicates",
        /// The names of a field's values and how else they are written.
        Dictionary = "dictionary",
        /// Which fields make a record complete.
        Completeness = "completeness",
        /// A saved view of a list.
        View = "view",
        /// How important each type of event is on a timeline.
        Timeline = "timeline",
        /// What is asked of a lead.
        Questionnaire = "questionnaire",
        /// How customers are looked after.
        AccountRules = "account_rules",
        /// Values that new records are filled with.
        Template = "template",
        /// The fields that a kind of record has beside its own.
        Fields = "fields",
        /// A kind of record that the tenant defined.
        Object = "object",
        /// What contacts with a lead are planned, and when.
        ContactPlan = "contact_plan",
    }
}

/// A version of a setting was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SettingDefined {
    /// What it is about.
    pub kind: SettingKind,
    /// Which one of its kind.
    pub key: Key,
    /// Counted from 1 for each kind and key.
    pub version: u32,
    /// From when it holds; absent from the beginning of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Timestamp>,
    /// True for the presets that a tenant's first commit writes.
    #[serde(default)]
    pub shipped: bool,
    /// The setting itself; its shape belongs to its kind (`rules::settings`).
    pub body: serde_json::Value,
}
