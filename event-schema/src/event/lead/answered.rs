//! What a lead answered to a questionnaire (C74).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Changed;
use crate::personal::NOTE_LEN_MAX;
use crate::time::Timestamp;
use crate::value::{Key, Text};

/// Answers of a lead to a questionnaire changed. Personal beside it, if a free text is among them: the
/// answers in free text to this questionnaire as they are from now on, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionnaireAnswered {
    /// Which questionnaire.
    pub questionnaire: Key,
    /// The version of it by which the answers were judged.
    pub version: u32,
    /// When they were given.
    pub at: Timestamp,
    /// Answers that changed and are no free text, by question: a code, a number, a date, true or
    /// false, as text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<Key, Changed<Text<NOTE_LEN_MAX>>>,
    /// Questions whose answers in free text changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Key>,
    /// Those of them that have no such answer any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<Key>,
    /// When answers were given that came with a merged lead, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub earlier: BTreeMap<Key, Timestamp>,
    /// Required questions that have no answer from now on.
    pub missing: Vec<Key>,
}
