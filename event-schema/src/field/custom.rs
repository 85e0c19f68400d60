//! Values of custom fields as they stand in a body. Which there are and what they may be, the tenant's
//! settings say; here they are only known to be plain values.

use std::collections::BTreeMap;

use serde_json::{Number, Value as Json, json};

use super::{Fault, Given, Locale, Path, Value, map};
use crate::value::{CustomValue, Key};

/// Most custom fields of one body: more than a kind of record can have.
pub const CUSTOM_GIVEN_MAX: usize = 200;

/// A plain value, not looked at yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// True or false.
    Flag(bool),
    /// Any number.
    Number(Number),
    /// Any text.
    Text(Box<str>),
}

/// A value as a command would give it.
impl From<&CustomValue> for Scalar {
    fn from(value: &CustomValue) -> Self {
        match value {
            CustomValue::Flag(flag) => Self::Flag(*flag),
            CustomValue::Number(number) => Self::Number((*number).into()),
            CustomValue::Text(text) => Self::Text(text.as_str().into()),
        }
    }
}

impl Value for Scalar {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        scalar(given)?.ok_or(Fault::Type("a text, a number, true or false"))
    }

    fn schema() -> Json {
        json!({"type": ["string", "number", "boolean"]})
    }
}

/// Custom fields as given; `None` is null, which clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CustomGiven(pub BTreeMap<Key, Option<Scalar>>);

impl Value for CustomGiven {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        map::entries(given, path, CUSTOM_GIVEN_MAX, |item, _| scalar(item), locale).map(Self)
    }

    fn schema() -> Json {
        let value = json!({"type": ["string", "number", "boolean", "null"]});
        map::schema(CUSTOM_GIVEN_MAX, value)
    }
}

fn scalar(given: Given<'_>) -> Result<Option<Scalar>, Fault> {
    match given {
        Given::Null => Ok(None),
        Given::Bool(flag) => Ok(Some(Scalar::Flag(flag))),
        Given::Number(number) => Ok(Some(Scalar::Number(number))),
        Given::Text(text) => Ok(Some(Scalar::Text(text.into()))),
        Given::List(_) | Given::Object(_) => {
            Err(Fault::Type("a text, a number, true, false or null"))
        }
    }
}
