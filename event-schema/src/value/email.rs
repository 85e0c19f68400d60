//! E-mail addresses.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest address, in bytes (RFC 5321, 4.5.3.1).
pub const EMAIL_LEN_MAX: usize = 254;

/// Longest part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const LOCAL_LEN_MAX: usize = 64;

/// An e-mail address: trimmed, its domain in lower case, its local part as written.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(Box<str>);

/// Why a text is no address that mail could reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEmail {
    /// Longer than 254 bytes, or its local part longer than 64.
    #[error("is longer than an e-mail address may be")]
    TooLong,
    /// No `@`, or nothing before it.
    #[error("is no e-mail address: write it as name@domain")]
    NoLocalPart,
    /// No domain, or one that no mail server can have.
    #[error("has no valid domain after the @")]
    NoDomain,
    /// White space, control characters or a second `@`.
    #[error("has a character that an e-mail address can't have")]
    BadCharacter,
}

impl Email {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for Email {
    type Err = BadEmail;

    fn from_str(text: &str) -> Result<Self, BadEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(BadEmail::NoLocalPart)?;
        if local.is_empty() {
            return Err(BadEmail::NoLocalPart);
        }
        if text.len() > EMAIL_LEN_MAX || local.len() > LOCAL_LEN_MAX {
            return Err(BadEmail::TooLong);
        }
        let illegal = |c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | ',' | ';')
        };
        if local.chars().any(illegal) {
            return Err(BadEmail::BadCharacter);
        }
        if !is_host_name(domain) {
            return Err(BadEmail::NoDomain);
        }
        let mut address = String::with_capacity(text.len());
        address.push_str(local);
        address.push('@');
        if domain.is_ascii() {
            address.push_str(domain);
            address[local.len()..].make_ascii_lowercase();
        } else {
            address.push_str(&domain.to_lowercase());
        }
        Ok(Self(address.into()))
    }
}

/// At least two labels of letters, digits and hyphens; letters of any script, since domains may be
/// internationalised.
fn is_host_name(domain: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests;
