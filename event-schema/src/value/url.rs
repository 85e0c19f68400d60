//! Addresses in the web, such as that of a document.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value as Json, json};

use crate::field::{Fault, Given, Locale, Path, Value};

/// Longest address, in bytes.
pub const URL_LEN_MAX: usize = 500;

/// An `http` or `https` address. Nothing else is taken, so that a link in a record never runs code
/// in the browser of whoever clicks on it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Url(Box<str>);

/// A text that is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an http or https address of at most {URL_LEN_MAX} characters, without blanks")]
pub struct BadUrl;

impl Url {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Url {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).ok_or(BadUrl)?;
        let stray = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
        if host.is_empty() || text.len() > URL_LEN_MAX || text.chars().any(stray) {
            return Err(BadUrl);
        }
        Ok(Self(text.into()))
    }
}

impl Value for Url {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        let Given::Text(text) = given else { return Err(Fault::Type("a string")) };
        text.parse().map_err(|e: BadUrl| Fault::Invalid("bad-url", e.to_string()))
    }

    fn schema() -> Json {
        json!({"type": "string", "format": "uri", "pattern": "^https?://",
            "maxLength": URL_LEN_MAX})
    }
}

/// From the log it is taken as it is: its form was checked when it was written.
impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Box::<str>::deserialize(from).map(Self)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_taken() {
        for good in ["https://docs.example/a?b=c#d", "http://host", "https://例子.example/文件"]
        {
            assert_eq!(good.parse::<Url>().unwrap().as_str(), good);
        }
        let long = format!("https://docs.example/{}", "a".repeat(URL_LEN_MAX));
        let bad = ["", "docs.example", "javascript:alert(1)", "ftp://host/a", "https://", &long];
        for bad in bad.into_iter().chain(["https:///a", "https://a b", "https://a\"b"]) {
            assert_eq!(bad.parse::<Url>(), Err(BadUrl), "{bad}");
        }
    }
}
