//! Decimal numbers as text: the same digits that the API description promises, and no more of what
//! the library reads besides (signs, underscores, missing digits).

use rust_decimal::Decimal;

/// A decimal written as digits, perhaps with a minus before and a point with digits behind; `None` if
/// it is written otherwise, or has more digits than a decimal holds.
pub fn plain_decimal(text: &str) -> Option<Decimal> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let plain = match unsigned.split_once('.') {
        Some((whole, behind)) => digits(whole) && digits(behind),
        None => digits(unsigned),
    };
    if plain { text.parse().ok() } else { None }
}
