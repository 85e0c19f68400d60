//! A list of words that people wrote, asked without regard to case and accents.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::normalise::fold;

/// Words as written, and folded for asking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Box<str>>", into = "Vec<Box<str>>")]
pub struct Words {
    written: Vec<Box<str>>,
    folded: BTreeSet<String>,
}

impl Words {
    /// True if the word is in the list, whatever its case and accents.
    pub fn contains(&self, word: &str) -> bool {
        !self.folded.is_empty() && self.folded.contains(&fold(word))
    }

    /// True if a text has one of them in it, whatever its case and accents.
    pub fn is_in(&self, text: &str) -> bool {
        if self.folded.is_empty() {
            return false;
        }
        let text = fold(text);
        self.folded.iter().any(|word| !word.is_empty() && text.contains(word.as_str()))
    }

    /// The words as written.
    pub fn written(&self) -> &[Box<str>] {
        &self.written
    }
}

impl From<Vec<Box<str>>> for Words {
    fn from(written: Vec<Box<str>>) -> Self {
        let folded = written.iter().map(|word| fold(word)).collect();
        Self { written, folded }
    }
}

impl From<Words> for Vec<Box<str>> {
    fn from(words: Words) -> Self {
        words.written
    }
}
