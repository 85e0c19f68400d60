//! What a lead answers to the questionnaire as shipped: free text to each of five questions.

use serde_json::{Value as Json, json};

use super::{Judged, Record, Refused, Sent, World, done, fields, refused};

/// All are required.
const QUESTIONS: [&str; 5] = ["budget", "authority", "need", "timetable", "next_step"];

/// A question, its answer, and when that was given.
type Answer = (String, Json, Json);

impl World {
    pub fn answer_questionnaire(&mut self, sent: &Sent) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        if sent.text("questionnaire") != Some("bant") {
            return Err(fields("unknown-reference", &["questionnaire"]));
        }
        let answers = sent.data["answers"].as_object().expect("an object");
        let fits = |question: &str, answer: &Json| {
            QUESTIONS.contains(&question) && (answer.is_null() || answer.is_string())
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
        if !lead.answer(answers) {
            return done("lead", &id, vec![]);
        }
        lead.revision += 1;
        done("lead", &id, vec!["QuestionnaireAnswered"])
    }
}

impl Record {
    /// True if an answer is another one now.
    fn answer(&mut self, answers: Vec<Answer>) -> bool {
        let mut changed = false;
        for (question, value, at) in answers {
            if self.fields["answers"][&question][0] == value {
                continue;
            }
            changed = true;
            self.fields["answers"][&question] =
                if value.is_null() { Json::Null } else { json!([value, at]) };
        }
        changed
    }

    /// Takes over what a duplicate answered later, or alone. True if something changed.
    pub fn take_answers(&mut self, other: &Self) -> bool {
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
        self.answer(later)
    }

    /// Its questionnaires as a read shows them.
    pub fn questionnaires(&self) -> Json {
        let Some(answers) = self.fields["answers"].as_object() else { return json!([]) };
        let given = answers.iter().filter(|(_, answer)| !answer.is_null());
        let given: Vec<(&String, &Json)> =
            given.map(|(question, answer)| (question, &answer[0])).collect();
        let is_given = |question: &&str| given.iter().any(|(known, _)| known == question);
        let missing: Vec<&str> = QUESTIONS.into_iter().filter(|q| !is_given(q)).collect();
        let answered: Vec<&String> = given.iter().map(|(question, _)| *question).collect();
        let answers: serde_json::Map<String, Json> = given
            .iter()
            .map(|(question, answer)| ((*question).clone(), (*answer).clone()))
            .collect();
        json!([{"key": "bant", "answered": answered, "missing": missing, "answers": answers}])
    }
}
