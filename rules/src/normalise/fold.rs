//! Folding: case, accents and widths don't tell words apart.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, without accents, with compatible characters (full width, ligatures) made
/// plain and white space collapsed. Marks that make other letters, as in Japanese or Devanagari,
/// stay. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let folded: String = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkd().filter(|c| !is_accent(*c)).flat_map(plain).nfc().collect()
    };
    let mut words = folded.split_whitespace();
    let mut collapsed = String::with_capacity(folded.len());
    if let Some(first) = words.next() {
        collapsed.push_str(first);
    }
    for word in words {
        collapsed.push(' ');
        collapsed.push_str(word);
    }
    collapsed
}

/// The combining marks of Latin, Greek and Cyrillic.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Lower case, and the letters whose stroke or ligature doesn't decompose.
fn plain(c: char) -> impl Iterator<Item = char> {
    let mut lower = c.to_lowercase().filter(|c| !is_accent(*c));
    let first = lower.next().unwrap_or(c);
    let (replaced, second) = match first {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ħ' => ('h', None),
        'ł' => ('l', None),
        'ı' => ('i', None),
        'ς' => ('σ', None),
        other => (other, None),
    };
    [Some(replaced), second].into_iter().flatten().chain(lower)
}

/// The words of a folded text: letters, digits and the marks that belong to them. An apostrophe
/// joins (`mcdonald's`), everything else separates.
pub(super) fn words(folded: &str) -> Vec<String> {
    let joins = |c: char| matches!(c, '\'' | '’' | '‘' | '`' | '´');
    let in_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let plain: String = folded.chars().filter(|c| !joins(*c)).collect();
    plain.split(|c| !in_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Scripts that are written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}'     // Hiragana, Katakana
        | '\u{3400}'..='\u{4dbf}'   // Han, extension A
        | '\u{4e00}'..='\u{9fff}'   // Han
        | '\u{f900}'..='\u{faff}'   // Han, compatibility
        | '\u{20000}'..='\u{3ffff}' // Han, further extensions
    )
}
