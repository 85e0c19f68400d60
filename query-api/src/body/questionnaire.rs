//! Questionnaires that a lead answered.

use std::collections::BTreeMap;

use event_schema::Timestamp;
use projection_service::query::QuestionnaireView;

use super::body;

body! {
    /// What a lead answered to a questionnaire, and what is missing.
    AnsweredQuestionnaire {
        /// Which questionnaire.
        key: String,
        /// The version of it by which the answers were judged last.
        version: u32,
        /// Questions that have an answer.
        answered: Vec<String>,
        /// Required questions that have none.
        missing: Vec<String>,
        /// The answers as text, by question: a number such as `12.5`, a date, `true` or `false`. Those
        /// in free text are left out where personal fields are withheld or the person was erased.
        answers: BTreeMap<String, String>,
        /// When answers were given last, in business.
        at: Timestamp,
        /// By whom: the user on whose behalf it was, else the subject of the token.
        by: String,
    }
}

impl From<QuestionnaireView> for AnsweredQuestionnaire {
    fn from(view: QuestionnaireView) -> Self {
        let QuestionnaireView { key, version, answered, missing, answers, at, by } = view;
        Self { key, version, answered, missing, answers, at, by }
    }
}
