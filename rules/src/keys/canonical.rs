//! One sequence of bytes for each body of a command.

use std::io::Write as _;

use event_schema::field::{Given, Object};
use serde_json::Number;

/// Largest whole number below which a float holds every whole number.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Appends the bytes of an object: for each part a letter for its type, its length, its content.
pub(super) fn object(object: &Object<'_>, out: &mut Vec<u8>) {
    let fields = object.fields().count() as u64;
    tagged(b'o', &fields.to_le_bytes(), out);
    for (name, given) in object.fields() {
        tagged(b'k', name.as_bytes(), out);
        value(given, out);
    }
}

fn value(given: &Given<'_>, out: &mut Vec<u8>) {
    match given {
        Given::Null => out.push(b'z'),
        Given::Bool(true) => out.push(b't'),
        Given::Bool(false) => out.push(b'f'),
        Given::Number(given) => number(given, out),
        Given::Text(text) => tagged(b's', text.as_bytes(), out),
        Given::List(items) => {
            tagged(b'a', &(items.len() as u64).to_le_bytes(), out);
            items.iter().for_each(|item| value(item, out));
        }
        Given::Object(given) => object(given, out),
    }
}

fn tagged(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    out.extend_from_slice(&(content.len() as u64).to_le_bytes());
    out.extend_from_slice(content);
}

/// `100`, `100.0` and `1e2` are one number.
fn number(number: &Number, out: &mut Vec<u8>) {
    let mut digits = Vec::new();
    let written = match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT_MAX => {
            write!(digits, "{}", float as i64)
        }
        _ => write!(digits, "{number}"),
    };
    written.expect("a vector takes everything");
    tagged(b'n', &digits, out);
}
