//! Questionnaires: what is asked of a lead before somebody sells to it.

use crate::choice::choice;
use crate::field::{Instant, shape};
use crate::value::{Code, Key, Text};

choice! {
    /// What an answer is.
    AnswerKind {
        /// Free text, sealed like a note.
        Text = "text",
        /// A code of the question's own list, or `other`.
        Code = "code",
        /// A number.
        Number = "number",
        /// A date.
        Date = "date",
        /// True or false.
        Flag = "flag",
    }
}

shape! {
    /// A question.
    QuestionShape {
        /// By what it is answered.
        key: Key,
        /// What is asked.
        label: Text<100>,
        /// What an answer is.
        kind: AnswerKind,
        /// The codes of a question of kind `code`.
        codes: Option<Vec<Code>>,
        /// Whether its answer is missing until there is one.
        required: bool,
    }
}

shape! {
    /// Publishes a questionnaire (C74), such as BANT or CHAMP. Answers that were given stay.
    DefineQuestionnaire {
        /// Which one.
        key: Key,
        /// Its questions in the order to ask them, whole.
        questions: Vec<QuestionShape>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
