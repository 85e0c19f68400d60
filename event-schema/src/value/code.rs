//! Keys of settings and codes such as reasons.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize};

/// Longest key, in bytes.
pub const KEY_LEN_MAX: usize = 64;

/// The key of a setting: `[A-Za-z0-9_.-]{1,64}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(ArrayString<KEY_LEN_MAX>);

/// A code from a list that the tenant can change, such as a reason for a loss. Same characters as
/// a [`Key`].
pub type Code = Key;

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 64 characters of A-Z, a-z, 0-9, _, . and -")]
pub struct BadKey;

impl Key {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let legal = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b'-');
        if text.is_empty() || !text.bytes().all(legal) {
            return Err(BadKey);
        }
        ArrayString::from(text).map(Self).map_err(|_| BadKey)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
