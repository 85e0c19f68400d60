//! A condition on records, as it stands in a body: an object that is kept as it was written, since
//! what it may name is known to the rules and not to the words.

use serde_json::{Value as Json, json};

use super::{Fault, Given, Locale, Path, Value};

/// A condition, not looked at yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(pub Json);

impl Value for Filter {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        match given {
            Given::Object(_) => Ok(Self(plain(given))),
            _ => Err(Fault::Type("an object")),
        }
    }

    fn schema() -> Json {
        json!({"type": "object"})
    }
}

/// The value as plain JSON.
fn plain(given: Given<'_>) -> Json {
    match given {
        Given::Null => Json::Null,
        Given::Bool(value) => Json::Bool(value),
        Given::Number(number) => Json::Number(number),
        Given::Text(text) => Json::String(text.into_owned()),
        Given::List(items) => Json::Array(items.into_iter().map(plain).collect()),
        Given::Object(object) => {
            let field = |(name, value): (std::borrow::Cow<'_, str>, Given<'_>)| {
                (name.into_owned(), plain(value))
            };
            Json::Object(object.into_fields().map(field).collect())
        }
    }
}
