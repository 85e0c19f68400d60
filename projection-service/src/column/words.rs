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
    /// Behind the last place.
    end: Place,
}

impl WordIndex {
    /// Adds the words of a text.
    pub fn add(&mut self, place: Place, text: &str) {
        self.end = self.end.max(place + 1);
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
        let mut found: Option<Vec<u64>> = None;
        for word in words(text) {
            let places = self.beginning_with(&word);
            match &mut found {
                Some(found) => found.iter_mut().zip(places).for_each(|(had, has)| *had &= has),
                None => found = Some(places),
            }
        }
        found.map(|bits| ascending(&bits))
    }

    /// A bit for each place that has a word that begins with this: as fast for a million words of a
    /// place each as for one word of a million places.
    fn beginning_with(&self, word: &str) -> Vec<u64> {
        let mut bits = vec![0; (self.end as usize).div_ceil(64)];
        // No word has this character, and none that begins with `word` stands behind it.
        let behind = format!("{word}{}", char::MAX);
        let range = (Bound::Included(word), Bound::Excluded(behind.as_str()));
        for place in self.words.range::<str, _>(range).flat_map(|(_, places)| places) {
            bits[*place as usize / 64] |= 1 << (place % 64);
        }
        bits
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let spilled = |places: &SmallVec<[Place; 2]>| {
            if places.spilled() { places.capacity() * size_of::<Place>() } else { 0 }
        };
        self.words.iter().map(|(word, places)| word.len() + 56 + spilled(places)).sum()
    }
}

/// The places whose bits are set.
fn ascending(bits: &[u64]) -> Vec<Place> {
    let mut places = Vec::with_capacity(bits.iter().map(|bits| bits.count_ones() as usize).sum());
    for (first, bits) in (0..).step_by(64).zip(bits) {
        let mut bits = *bits;
        while bits != 0 {
            places.push(first + bits.trailing_zeros() as Place);
            bits &= bits - 1;
        }
    }
    places
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

    #[test]
    fn places_come_ascending_however_many_words_have_them() {
        let texts: Vec<String> = (0..200).map(|n| format!("c{:03} even", 199 - n)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check(&texts, "c", Some(&(0..200).collect::<Vec<_>>()));
        check(&texts, "eve c00", Some(&(190..200).collect::<Vec<_>>()));
    }
}
