//! Values of fields that a tenant defined for itself (C94). What a field is, its definition says;
//! what stands in an event is plain JSON, so that whoever reads the log needs no definition.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Key, Text};

/// Longest text of a custom field, in characters.
pub const CUSTOM_TEXT_LEN_MAX: usize = 200;

/// The value of a custom field. Decimals, dates, codes and ids are texts in one way of writing, so
/// that equal values are equal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Anything else.
    Text(Text<CUSTOM_TEXT_LEN_MAX>),
}

/// The custom fields of a record that have a value.
pub type CustomFields = BTreeMap<Key, CustomValue>;

/// A value where it isn't written as JSON: there, nothing tells a number from a text.
#[derive(Serialize, Deserialize)]
enum Tagged {
    Flag(bool),
    Number(i64),
    Text(Text<CUSTOM_TEXT_LEN_MAX>),
}

impl Serialize for CustomValue {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match (self, to.is_human_readable()) {
            (Self::Flag(flag), true) => to.serialize_bool(*flag),
            (Self::Number(number), true) => to.serialize_i64(*number),
            (Self::Text(text), true) => to.serialize_str(text.as_str()),
            (Self::Flag(flag), false) => Tagged::Flag(*flag).serialize(to),
            (Self::Number(number), false) => Tagged::Number(*number).serialize(to),
            (Self::Text(text), false) => Tagged::Text(text.clone()).serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for CustomValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            return from.deserialize_any(Plain);
        }
        Ok(match Tagged::deserialize(from)? {
            Tagged::Flag(flag) => Self::Flag(flag),
            Tagged::Number(number) => Self::Number(number),
            Tagged::Text(text) => Self::Text(text),
        })
    }
}

/// Reads a value by the type that it has in JSON.
struct Plain;

impl Visitor<'_> for Plain {
    type Value = CustomValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, true or false")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<CustomValue, E> {
        Ok(CustomValue::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<CustomValue, E> {
        Ok(CustomValue::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<CustomValue, E> {
        i64::try_from(number).map(CustomValue::Number).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<CustomValue, E> {
        Text::new(text).map(CustomValue::Text).map_err(E::custom)
    }
}

impl JsonSchema for CustomValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CustomValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "integer", "boolean"]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_plain_json_and_keeps_its_type() {
        for (value, json) in [
            (CustomValue::Flag(true), "true"),
            (CustomValue::Number(-7), "-7"),
            (CustomValue::Text(Text::new("12.5").unwrap()), "\"12.5\""),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<CustomValue>(json).unwrap(), value);
        }
        for json in ["1.5", "null", "[]", "{}", "18446744073709551615"] {
            assert!(serde_json::from_str::<CustomValue>(json).is_err(), "{json}");
        }
    }
}
