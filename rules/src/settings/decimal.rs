//! Decimals in bodies: written in quotes, since a JSON number may become a float on its way; read
//! with or without them.

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

/// Writes it in quotes.
pub(super) fn serialize<S: Serializer>(decimal: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(decimal)
}

/// Reads it from text or from a number.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Number(serde_json::Number),
    }
    let text = match Written::deserialize(from) {
        Ok(Written::Text(text)) => text,
        Ok(Written::Number(number)) => number.to_string(),
        Err(_) => return Err(D::Error::custom("must be a decimal number")),
    };
    text.parse().map_err(|_| D::Error::custom("must be a decimal number"))
}
