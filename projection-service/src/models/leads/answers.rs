//! What a lead answered to questionnaires, and what of it is missing (C74).

use std::collections::{BTreeMap, BTreeSet};

use event_schema::Timestamp;
use event_schema::commit::Recorded;
use event_schema::event::QuestionnaireAnswered;
use serde::{Deserialize, Serialize};

use super::row::LeadRow;
use super::stream;
use crate::models::person::{KeptBox, Viewer};
use crate::query::QuestionnaireView;

/// The answers to one questionnaire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AnsweredRow {
    pub questionnaire: String,
    pub version: u32,
    pub at: Timestamp,
    pub by: String,
    /// Answers that are no free text, by question.
    pub plain: BTreeMap<String, String>,
    /// Questions that were answered in free text.
    pub texts: BTreeSet<String>,
    pub missing: Vec<String>,
    /// The answers in free text, whole.
    pub said: Option<KeptBox>,
}

impl LeadRow {
    /// Takes over what changed of the answers to a questionnaire.
    pub fn answered(&mut self, answered: &QuestionnaireAnswered, event: &Recorded<'_>) {
        let key = answered.questionnaire.as_str();
        let known = self.questionnaires.iter().position(|row| row.questionnaire == key);
        let place = known.unwrap_or_else(|| {
            let new = AnsweredRow { questionnaire: key.to_owned(), ..AnsweredRow::default() };
            self.questionnaires.push(new);
            self.questionnaires.len() - 1
        });
        let row = &mut self.questionnaires[place];
        let commit = event.commit;
        row.version = answered.version;
        row.at = answered.at;
        row.by = commit.on_behalf_of.map_or(commit.actor.to_string(), |user| user.to_string());
        for (question, changed) in &answered.answers {
            match &changed.after {
                Some(after) => {
                    drop(row.plain.insert(question.to_string(), after.to_string()));
                }
                None => drop(row.plain.remove(question.as_str())),
            }
        }
        for question in &answered.texts {
            if answered.emptied.contains(question) {
                row.texts.remove(question.as_str());
            } else {
                row.texts.insert(question.to_string());
            }
        }
        row.missing = answered.missing.iter().map(ToString::to_string).collect();
        if let Some(said) = KeptBox::of(event) {
            row.said = Some(said);
        }
    }

    /// The questions that were answered, by questionnaire.
    pub fn answered_questions(&self) -> AnsweredQuestions {
        let of = |row: &AnsweredRow| (row.questionnaire.clone(), row.questions());
        self.questionnaires.iter().map(of).collect()
    }
}

/// Questions that were answered, by questionnaire.
pub type AnsweredQuestions = BTreeMap<String, BTreeSet<String>>;

impl AnsweredRow {
    fn questions(&self) -> BTreeSet<String> {
        self.plain.keys().chain(&self.texts).cloned().collect()
    }

    /// What is told of it, with the free text for those who may see it.
    fn view(&self, row: &LeadRow, viewer: &Viewer<'_>) -> QuestionnaireView {
        let said = self.said.as_ref().and_then(|kept| viewer.opened(stream(row), kept));
        let mut answers = self.plain.clone();
        let texts = said.iter().flat_map(|said| &said.answers);
        for (_, texts) in texts.filter(|(key, _)| key.as_str() == self.questionnaire) {
            let texts = texts.iter();
            answers.extend(texts.map(|(key, text)| (key.to_string(), text.to_string())));
        }
        QuestionnaireView {
            key: self.questionnaire.clone(),
            version: self.version,
            answered: self.questions().into_iter().collect(),
            missing: self.missing.clone(),
            answers,
            at: self.at,
            by: self.by.clone(),
        }
    }
}

/// The questionnaires that a lead answered, in the order in which they were begun.
pub fn views(row: &LeadRow, viewer: &Viewer<'_>) -> Vec<QuestionnaireView> {
    row.questionnaires.iter().map(|answered| answered.view(row, viewer)).collect()
}
