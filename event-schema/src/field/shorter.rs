//! Fields whose rules are their own: lists with a limit, and values that must be given even if it
//! is to take something away.

use serde_json::{Value as Json, json};

use super::shape::nullable;
use super::{Fault, Field, Fields, Given, Locale, Path, Value};

/// A list of at most `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtMost<T, const MAX: usize>(pub Vec<T>);

impl<T, const MAX: usize> Default for AtMost<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Value, const MAX: usize> Value for AtMost<T, MAX> {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let list = Vec::parse(given, path, locale)?;
        if list.len() > MAX {
            return Err(Fault::Invalid("too-many", format!("has more than {MAX} items")));
        }
        Ok(Self(list))
    }

    fn schema() -> Json {
        json!({"type": "array", "items": T::schema(), "maxItems": MAX})
    }
}

/// A field that must be there, where null takes away what it sets. Absent isn't null here: a
/// forgotten field must not take anything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrNull<T>(pub Option<T>);

impl<T: Value> Field for OrNull<T> {
    const REQUIRED: bool = true;

    fn take(fields: &mut Fields<'_>, name: &str) -> Option<Self> {
        match fields.take(name) {
            None => {
                fields.missing(name);
                None
            }
            Some(Given::Null) => Some(Self(None)),
            Some(given) => fields.value(name, given).map(|value| Self(Some(value))),
        }
    }

    fn schema() -> Json {
        nullable(T::schema())
    }
}
