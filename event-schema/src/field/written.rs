//! Values that are checked elsewhere or are many: JSON as it was written, and long lists of ids.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Fault, Faults, Given, Locale, Path, Value};

/// A JSON object as it was written, such as a condition, which whoever knows its list checks.
#[derive(Debug, Clone, PartialEq)]
pub struct AsWrittenJson(pub Json);

impl Value for AsWrittenJson {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        match given {
            Given::Object(_) => Ok(Self(given.into())),
            Given::Null | Given::Bool(_) | Given::Number(_) | Given::Text(_) | Given::List(_) => {
                Err(Fault::Type("an object"))
            }
        }
    }

    fn schema() -> Json {
        json!({"type": "object"})
    }
}

/// At least one and at most `MAX` ids, more than other lists may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids<const MAX: usize>(pub Vec<Uuid>);

impl<const MAX: usize> Value for Ids<MAX> {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let Given::List(items) = given else { return Err(Fault::Type("a list")) };
        if items.is_empty() {
            return Err(Fault::Invalid("empty", "must name one record at least".into()));
        }
        if items.len() > MAX {
            let message = format!("names {} records, and {MAX} is the most", items.len());
            return Err(Fault::Invalid("too-many", message));
        }
        let mut faults = Faults::default();
        let mut ids = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            let path = Path::Item(path, at);
            match Uuid::parse(item, &path, locale) {
                Ok(id) => ids.push(id),
                Err(fault) => fault.note(&path, &mut faults),
            }
        }
        if faults.is_empty() { Ok(Self(ids)) } else { Err(Fault::Nested(faults)) }
    }

    fn schema() -> Json {
        json!({"type": "array", "items": Uuid::schema(), "minItems": 1, "maxItems": MAX})
    }
}
