//! What a lead answered to questionnaires, as far as decisions need to know.

use std::collections::BTreeMap;

use event_schema::Timestamp;
use event_schema::commit::Fact;
use event_schema::event::QuestionnaireAnswered;
use event_schema::personal::NOTE_LEN_MAX;
use event_schema::value::{Key, Text};
use serde::{Deserialize, Serialize};

use crate::aggregate::BoxAt;

/// The answers to one questionnaire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The version by which they were judged last.
    pub version: u32,
    /// By question.
    pub questions: BTreeMap<Key, Given>,
    /// Its answers in free text, sealed.
    pub texts: Option<BoxAt>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// When it was given.
    pub at: Timestamp,
    /// What was answered; a free text is sealed with the others.
    pub plain: Option<Text<NOTE_LEN_MAX>>,
}

impl Answered {
    /// Takes over what changed.
    pub(super) fn take_over(&mut self, answered: &QuestionnaireAnswered, fact: &Fact) {
        self.version = answered.version;
        let at = |key: &Key| answered.earlier.get(key).copied().unwrap_or(answered.at);
        for key in answered.answers.keys().chain(&answered.texts) {
            let plain = answered.answers.get(key).and_then(|changed| changed.after.clone());
            let text = answered.texts.contains(key) && !answered.emptied.contains(key);
            if plain.is_some() || text {
                self.questions.insert(*key, Given { at: at(key), plain });
            } else {
                self.questions.remove(key);
            }
        }
        if let Some(texts) = BoxAt::of(fact) {
            self.texts = Some(texts);
        }
    }
}
