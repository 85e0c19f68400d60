//! One sequence of bytes for each JSON value.

use serde_json::{Number, Value};

/// Largest whole number below which a float holds every whole number.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Hands out the bytes of `value`: for each part a letter for its type, its length, its content.
pub(super) fn write(value: &Value, out: &mut impl FnMut(&[u8])) {
    match value {
        Value::Null => out(b"z"),
        Value::Bool(true) => out(b"t"),
        Value::Bool(false) => out(b"f"),
        Value::Number(number) => tagged(b"n", canonical(number).as_bytes(), out),
        Value::String(text) => tagged(b"s", text.as_bytes(), out),
        Value::Array(items) => {
            tagged(b"a", &(items.len() as u64).to_le_bytes(), out);
            items.iter().for_each(|item| write(item, out));
        }
        Value::Object(fields) => {
            tagged(b"o", &(fields.len() as u64).to_le_bytes(), out);
            // Sorted here, since a feature of serde_json anywhere in the build may keep the order.
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            for (name, value) in fields {
                tagged(b"k", name.as_bytes(), out);
                write(value, out);
            }
        }
    }
}

fn tagged(tag: &[u8], content: &[u8], out: &mut impl FnMut(&[u8])) {
    out(tag);
    out(&(content.len() as u64).to_le_bytes());
    out(content);
}

/// `100`, `100.0` and `1e2` are one number.
fn canonical(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT_MAX => {
            (float as i64).to_string()
        }
        _ => number.to_string(),
    }
}
