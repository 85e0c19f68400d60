//! Text search: every word of a query is the beginning of a word of the text.

use super::fold::{fold, is_unspaced, words};

/// The words that people search for.
pub fn query_words(query: &str) -> Vec<String> {
    words(&fold(query))
}

/// What a text is found by: its words, and, since Chinese and Japanese don't separate theirs, every
/// end of a run of such characters. To be kept sorted and asked for prefixes.
pub fn search_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for word in words(&fold(text)) {
        let starts = word.char_indices().filter(|(place, c)| *place > 0 && is_unspaced(*c));
        let ends: Vec<_> = starts.map(|(place, _)| word[place..].to_owned()).collect();
        terms.push(word);
        terms.extend(ends);
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Whether a text with these terms is found by these words. No words find everything.
pub fn matches<T: AsRef<str>>(terms: &[T], query: &[String]) -> bool {
    let found = |word: &String| terms.iter().any(|term| term.as_ref().starts_with(word.as_str()));
    query.iter().all(found)
}
