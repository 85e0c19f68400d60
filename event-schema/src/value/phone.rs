//! Phone numbers in E.164.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A phone number in E.164: `+`, the country code and the number, 7 to 15 digits. How a number as
/// people write it becomes one is a rule (`rules::phone`), since it needs the tenant's country.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(Box<str>);

/// A text that is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no phone number: write it with the country code, such as +86 10 6552 9988")]
pub struct BadPhone;

impl Phone {
    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = BadPhone;

    fn from_str(text: &str) -> Result<Self, BadPhone> {
        let digits = text.strip_prefix('+').ok_or(BadPhone)?;
        let long_enough = (7..=15).contains(&digits.len());
        let legal = digits.bytes().all(|c| c.is_ascii_digit()) && !digits.starts_with('0');
        if long_enough && legal { Ok(Self(text.into())) } else { Err(BadPhone) }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}
