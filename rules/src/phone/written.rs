//! What people write around the digits of a phone number.

use unicode_normalization::UnicodeNormalization;

/// Longest text that is looked at, in bytes.
const TEXT_LEN_MAX: usize = 100;
/// Longest extension, in digits.
const EXTENSION_LEN_MAX: usize = 7;

/// The digits of a number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// After a plus.
    International(String),
    /// Without one.
    National(String),
}

/// Takes away what only separates digits, and an extension; `None` if there is anything else.
pub(super) fn written(text: &str) -> Option<Written> {
    if text.len() > TEXT_LEN_MAX {
        return None;
    }
    // Digits and signs of full width are common where Chinese or Japanese is typed.
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let text = text.trim();
    let text = without_extension(text.strip_prefix("tel:").unwrap_or(text))?;
    let number = text.trim_start_matches([' ', '(']);
    let (number, international) = match number.strip_prefix('+') {
        Some(rest) => (rest, true),
        None => (number, false),
    };
    let mut digits = String::with_capacity(number.len());
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\t' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            _ => return None,
        }
    }
    Some(if international { Written::International(digits) } else { Written::National(digits) })
}

/// The text before an extension. `None` if what looks like one isn't.
fn without_extension(text: &str) -> Option<&str> {
    const MARKS: [&str; 8] = [";ext=", "extension", "ext.", "ext", "x", "#", "转", "分机"];
    let Some((place, mark)) =
        MARKS.iter().find_map(|mark| text.find(mark).map(|place| (place, mark)))
    else {
        return Some(text);
    };
    let extension = text[place + mark.len()..].trim_matches([' ', ':', '.', '-']);
    let legal = extension.bytes().all(|c| c.is_ascii_digit());
    let fits = (1..=EXTENSION_LEN_MAX).contains(&extension.len());
    (legal && fits).then(|| text[..place].trim_end_matches([' ', ',', ';', '-']))
}
