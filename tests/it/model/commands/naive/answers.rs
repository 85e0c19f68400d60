//! Questionnaires, and what a lead answers to one: free text to each question.

use serde_json::{Value as Json, json};

use super::{Judged, Record, Refused, Sent, World, done, fields, refused};

/// The two as shipped, of which all questions are required.
const SHIPPED: [(&str, [(&str, &str); 5]); 2] = [
    (
        "bant",
        [
            ("budget", "Which budget is there?"),
            ("authority", "Who decides, and who has a say?"),
            ("need", "What hurts most?"),
            ("timetable", "By when must it work?"),
            ("next_step", "What is the next step?"),
        ],
    ),
    (
        "champ",
        [
            ("challenges", "What hurts most?"),
            ("authority", "Who decides, and who has a say?"),
            ("money", "Which budget is there?"),
            ("prioritisation", "How urgent is it among other things?"),
            ("next_step", "What is the next step?"),
        ],
    ),
];

pub fn shipped() -> impl Iterator<Item = (&'static str, Json)> {
    SHIPPED.into_iter().map(|(key, questions)| {
        let question = |(key, label)| {
            json!({"key": key, "label": label, "kind": "text",
                                             "required": true})
        };
        (key, json!({"questions": questions.map(question)}))
    })
}

/// A question, its answer, and when that was given.
type Answer = (String, Json, Json);

impl World {
    pub fn define_questionnaire(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        let mut questions = sent.data["questions"].as_array().cloned().unwrap_or_default();
        let mut wrong: Vec<String> = Vec::new();
        if questions.is_empty() {
            wrong.push("questions".into());
        }
        for (nth, question) in questions.iter().enumerate() {
            if questions[..nth].iter().any(|before| before["key"] == question["key"]) {
                wrong.push(format!("questions[{nth}].key"));
            }
            let codes = question["codes"].as_array().is_some_and(|codes| !codes.is_empty());
            if (question["kind"] == "code") != codes {
                wrong.push(format!("questions[{nth}].codes"));
            }
        }
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        for question in &mut questions {
            let question = question.as_object_mut().expect("a question is an object");
            question.retain(|_, value| !value.is_null() && *value != json!([]));
        }
        self.publish(("questionnaire", &key), json!({"questions": questions}), sent, answer)
    }

    /// The questions of the only one that the game answers, at a time: their keys, and whether they
    /// are required.
    pub fn questions(&self, key: &str, at: &Json) -> Vec<(String, bool)> {
        let version = self.in_force("questionnaire", key, at);
        let questions = version.and_then(|version| version["questions"].as_array());
        let key = |question: &Json| question["key"].as_str().unwrap_or_default().to_owned();
        let questions = questions.into_iter().flatten();
        questions.map(|question| (key(question), question["required"] == true)).collect()
    }

    /// Required questions that a lead hasn't answered.
    pub fn unanswered(&self, lead: &Record, key: &str, at: &Json) -> Vec<String> {
        let answered =
            |question: &str| key == "bant" && lead.fields["answers"][question].is_array();
        let required = self.questions(key, at).into_iter().filter(|(_, required)| *required);
        required.map(|(question, _)| question).filter(|question| !answered(question)).collect()
    }

    pub fn answer_questionnaire(&mut self, sent: &Sent) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        if sent.text("questionnaire") != Some("bant") {
            return Err(fields("unknown-reference", &["questionnaire"]));
        }
        let answers = sent.data["answers"].as_object().expect("an object");
        let questions = self.questions("bant", &sent.when());
        let fits = |question: &str, answer: &Json| {
            let known = questions.iter().any(|(known, _)| known == question);
            known && (answer.is_null() || answer.is_string())
        };
        let wrong = answers.iter().filter(|(question, answer)| !fits(question, answer));
        let wrong: Vec<String> = wrong.map(|(question, _)| format!("answers.{question}")).collect();
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        // Of two answers that say no time the one that came later was given later.
        self.answered += 1;
        let at = json!([sent.when(), if sent.at.is_some() { 0 } else { self.answered }]);
        let answers = answers.iter().map(|(key, value)| (key.clone(), value.clone(), at.clone()));
        let answers: Vec<Answer> = answers.collect();
        let lead = self.find_mut("lead", &id);
        if !lead.answer(answers, &questions) {
            return done("lead", &id, vec![]);
        }
        lead.revision += 1;
        done("lead", &id, vec!["QuestionnaireAnswered"])
    }
}

impl Record {
    /// True if an answer is another one now.
    fn answer(&mut self, answers: Vec<Answer>, questions: &[(String, bool)]) -> bool {
        let mut changed = false;
        for (question, value, at) in answers {
            if self.fields["answers"][&question][0] == value {
                continue;
            }
            changed = true;
            self.fields["answers"][&question] =
                if value.is_null() { Json::Null } else { json!([value, at]) };
        }
        if changed {
            // By the version of the day; a later one doesn't ask again.
            let missing = questions.iter().filter(|(question, required)| {
                *required && !self.fields["answers"][question].is_array()
            });
            self.fields["unanswered"] = missing.map(|(question, _)| json!(question)).collect();
        }
        changed
    }

    /// Takes over what a duplicate answered later, or alone. True if something changed.
    pub fn take_answers(&mut self, other: &Self, questions: &[(String, bool)]) -> bool {
        let theirs = other.fields["answers"].as_object().cloned().unwrap_or_default();
        let time = |answer: &Json| {
            let at = &answer[1];
            Some((at[0].as_str()?.to_owned(), at[1].as_u64()?))
        };
        let later = theirs.into_iter().filter(|(question, answer)| {
            !answer.is_null() && time(&self.fields["answers"][question]) < time(answer)
        });
        let later: Vec<Answer> = later
            .map(|(question, answer)| (question, answer[0].clone(), answer[1].clone()))
            .collect();
        self.answer(later, questions)
    }

    /// Its questionnaires as a read shows them.
    pub fn questionnaires(&self) -> Json {
        let Some(answers) = self.fields["answers"].as_object() else { return json!([]) };
        let given = answers.iter().filter(|(_, answer)| !answer.is_null());
        let given: Vec<(&String, &Json)> =
            given.map(|(question, answer)| (question, &answer[0])).collect();
        let missing = &self.fields["unanswered"];
        let answered: Vec<&String> = given.iter().map(|(question, _)| *question).collect();
        let answers: serde_json::Map<String, Json> = given
            .iter()
            .map(|(question, answer)| ((*question).clone(), (*answer).clone()))
            .collect();
        json!([{"key": "bant", "answered": answered, "missing": missing, "answers": answers}])
    }
}
