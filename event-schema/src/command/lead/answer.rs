//! Answering a questionnaire.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::field::{Fault, Given, Locale, Path, Value, shape};
use crate::id::LeadId;
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Key, Text};

/// An answer as it is sent; whether it fits is known by its question.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerGiven {
    /// No answer any more.
    Nothing,
    /// A free text, a code or a date.
    Text(Text<NOTE_LEN_MAX>),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
}

impl Value for AnswerGiven {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        match given {
            Given::Null => Ok(Self::Nothing),
            Given::Bool(yes) => Ok(Self::Flag(yes)),
            Given::Number(_) => Decimal::parse(given, path, locale).map(Self::Number),
            Given::Text(_) => Text::parse(given, path, locale).map(Self::Text),
            Given::List(_) | Given::Object(_) => {
                Err(Fault::Type("a string, a number, true, false or null"))
            }
        }
    }

    fn schema() -> Json {
        json!({"anyOf": [
            {"type": "string", "minLength": 1, "maxLength": NOTE_LEN_MAX},
            {"type": "number"},
            {"type": "boolean"},
            {"type": "null"},
        ]})
    }
}

shape! {
    /// Records what a lead answered to a questionnaire (C74). Absent is as it was, null takes an
    /// answer back; required questions without an answer are recorded as missing.
    AnswerQuestionnaire {
        /// Which lead.
        lead_id: LeadId,
        /// Which questionnaire: as shipped `bant` or `champ`.
        questionnaire: Key,
        /// Answers by question: free text of at most 200 characters, a code of the question's list or
        /// `other`, a number, a date, true or false, as the question asks.
        answers: BTreeMap<Key, AnswerGiven>,
    }
}
