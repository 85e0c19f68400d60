//! Questionnaires: what is asked of a lead, and what of it is missing (C74).

use event_schema::command::{AnswerKind, QuestionShape};
use event_schema::problem::FieldError;
use event_schema::value::{Code, Key, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::OTHER;
use super::check::fault;

/// Most questions of a questionnaire: their answers stand in one event.
const QUESTIONS_MAX: usize = 50;

/// A version of a questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// In the order to ask them.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// By what it is answered.
    pub key: Key,
    /// What is asked.
    pub label: Text<100>,
    /// What an answer is.
    pub kind: AnswerKind,
    /// Which codes are answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// Whether its answer is missing until there is one.
    pub required: bool,
}

impl Question {
    /// Whether a code is an answer.
    pub fn accepts(&self, code: Code) -> bool {
        self.codes.contains(&code) || code.as_str() == OTHER
    }
}

impl Questionnaire {
    /// The body that a command makes.
    pub fn proposed(questions: &[QuestionShape]) -> Value {
        let question = |question: &QuestionShape| {
            let QuestionShape { key, label, kind, codes, required } = question;
            let mut body = json!({"key": key, "label": label, "kind": kind, "required": required});
            if let Some(codes) = codes.as_ref().filter(|codes| !codes.is_empty()) {
                body["codes"] = json!(codes);
            }
            body
        };
        json!({"questions": questions.iter().map(question).collect::<Vec<_>>()})
    }

    /// The question with this key.
    pub fn question(&self, key: Key) -> Option<&Question> {
        self.questions.iter().find(|question| question.key == key)
    }

    /// Required questions that have no answer.
    pub fn missing(&self, answered: impl Fn(Key) -> bool) -> Vec<Key> {
        let required = self.questions.iter().filter(|question| question.required);
        required.map(|question| question.key).filter(|key| !answered(*key)).collect()
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.questions.is_empty() || self.questions.len() > QUESTIONS_MAX {
            let message = format!("must be 1 to {QUESTIONS_MAX} questions");
            faults.push(fault("questions", "bad-length", message));
        }
        for (i, question) in self.questions.iter().enumerate() {
            let at = |field: &str| format!("questions[{i}].{field}");
            if self.questions[..i].iter().any(|before| before.key == question.key) {
                faults.push(fault(at("key"), "twice", "stands there twice"));
            }
            match (question.kind == AnswerKind::Code, question.codes.is_empty()) {
                (true, true) => {
                    faults.push(fault(at("codes"), "missing", "are required of kind code"));
                }
                (false, false) => {
                    faults.push(fault(at("codes"), "bad-value", "are of kind code only"));
                }
                (true, false) | (false, true) => {}
            }
        }
        faults
    }
}
