//! Maps: objects whose names are keys that the client chooses.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::reader::shown;
use super::values::LIST_LEN_MAX;
use super::{Fault, Faults, Given, Locale, Path, Value};
use crate::value::Key;

/// Reads an object of at most `most` entries, each by `read`.
pub(super) fn entries<T>(
    given: Given<'_>,
    path: &Path<'_>,
    most: usize,
    read: impl Fn(Given<'_>, &Path<'_>) -> Result<T, Fault>,
    locale: &dyn Locale,
) -> Result<BTreeMap<Key, T>, Fault> {
    let Given::Object(object) = given else { return Err(Fault::Type("an object")) };
    if object.fields().count() > most {
        return Err(Fault::Invalid("too-many", format!("has more than {most} entries")));
    }
    let (mut faults, mut entries) = (Faults::default(), BTreeMap::new());
    for (name, item) in object.into_fields() {
        let safe = shown(&name);
        let path = Path::Field(path, &safe);
        let key = Key::parse(Given::Text(Cow::Borrowed(&name)), &path, locale);
        match (key, read(item, &path)) {
            (Ok(key), Ok(value)) => drop(entries.insert(key, value)),
            (key, value) => {
                for fault in [key.err(), value.err()].into_iter().flatten() {
                    fault.note(&path, &mut faults);
                }
            }
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(Fault::Nested(faults)) }
}

/// The JSON Schema of such an object.
pub(super) fn schema(most: usize, of: Json) -> Json {
    json!({
        "type": "object",
        "maxProperties": most,
        "propertyNames": Key::schema(),
        "additionalProperties": of,
    })
}

impl<T: Value> Value for BTreeMap<Key, T> {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        entries(given, path, LIST_LEN_MAX, |item, path| T::parse(item, path, locale), locale)
    }

    fn schema() -> Json {
        schema(LIST_LEN_MAX, T::schema())
    }
}
