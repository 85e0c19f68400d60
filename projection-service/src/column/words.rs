//! Search by the beginnings of words, folded for case and accents.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Place;

/// Which places have which words.
#[derive(Default)]
pub struct WordIndex {
    words: BTreeMap<Box<str>, SmallVec<[Place; 2]>>,
}

impl WordIndex {
    /// Adds the words of a text.
    pub fn add(&mut self, place: Place, text: &str) {
        for word in words(text) {
            let places = match self.words.get_mut(word.as_ref()) {
                Some(places) => places,
                None => self.words.entry(word.into()).or_default(),
            };
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
    }

    /// Takes the words of a text away again.
    pub fn remove(&mut self, place: Place, text: &str) {
        for word in words(text) {
            if let Some(places) = self.words.get_mut(word.as_ref()) {
                places.retain(|known| *known != place);
                if places.is_empty() {
                    self.words.remove(word.as_ref());
                }
            }
        }
    }

    /// The places whose texts have, for each word of `text`, a word that begins with it; ascending.
    /// `None` if `text` has no words.
    pub fn find(&self, text: &str) -> Option<Vec<Place>> {
        let mut found: Option<Vec<Place>> = None;
        for word in words(text) {
            let mut places = self.beginning_with(&word);
            if let Some(before) = &found {
                places.retain(|place| before.binary_search(place).is_ok());
            }
            found = Some(places);
        }
        found
    }

    fn beginning_with(&self, word: &str) -> Vec<Place> {
        let from = (Bound::Included(word), Bound::Unbounded);
        let range = self.words.range::<str, _>(from);
        let hits = range.take_while(|(known, _)| known.starts_with(word));
        let mut places: Vec<Place> = hits.flat_map(|(_, places)| places.iter().copied()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let spilled = |places: &SmallVec<[Place; 2]>| {
            if places.spilled() { places.capacity() * size_of::<Place>() } else { 0 }
        };
        self.words.iter().map(|(word, places)| word.len() + 56 + spilled(places)).sum()
    }
}

/// The words of a text: runs of letters and digits, without accents, in lower case.
fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
        .map(folded)
        .filter(|word| !word.is_empty())
}

/// A word without accents, in lower case. Most need no look at the tables of Unicode.
fn folded(word: &str) -> Cow<'_, str> {
    if !word.is_ascii() {
        let plain = word.nfkd().filter(|c| !is_combining_mark(*c));
        return Cow::Owned(plain.flat_map(char::to_lowercase).collect());
    }
    if word.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], asked: &str, found: Option<&[Place]>) {
        let mut index = WordIndex::default();
        for (place, text) in (0..).zip(texts) {
            index.add(place, text);
        }
        assert_eq!(index.find(asked).as_deref(), found);
    }

    #[test]
    fn every_word_is_a_prefix_of_a_word() {
        let texts = ["Müller Stahl AG", "Stahlbau Köln", "Muller & Sons"];
        check(&texts, "mul", Some(&[0, 2]));
        check(&texts, "STAHL mü", Some(&[0]));
        check(&texts, "stahl xyz", Some(&[]));
        check(&texts, " - ", None);
    }
}
