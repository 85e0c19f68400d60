//! A JSON value as a client gave it. It borrows its texts from the bytes that it is read from, since
//! most of a body is looked at once and copied into a checked value, or refused.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value as Json};

/// Fields for which an object makes room with its first one: most have a few, a lead has a score.
const FIELDS_ROOM: usize = 16;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Given<'a> {
    /// Null.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Object<'a>),
}

/// An object: its fields sorted by name. Of a name that stands in it twice, the last one holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object<'a> {
    fields: Vec<Entry<'a>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry<'a> {
    /// See [`start_of`].
    start: u64,
    name: Cow<'a, str>,
    /// `None` where it was taken out.
    value: Option<Given<'a>>,
}

impl<'a> Entry<'a> {
    fn new(name: Cow<'a, str>, value: Given<'a>) -> Self {
        Self { start: start_of(&name), name, value: Some(value) }
    }

    fn cmp(&self, start: u64, name: &str) -> Ordering {
        self.start.cmp(&start).then_with(|| self.name.as_ref().cmp(name))
    }
}

/// The first bytes of a name as a number that sorts like them: nearly all names differ in it, and
/// comparing it costs less than a call.
fn start_of(name: &str) -> u64 {
    let mut start = [0; 8];
    start.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(start)
}

impl<'a> Object<'a> {
    fn new(mut fields: Vec<Entry<'a>>) -> Self {
        // Stable, so that fields of one name stay in their order; sorted, so that a body of any
        // number of fields is read in about the same time for each.
        fields.sort_by(|a, b| a.cmp(b.start, &b.name));
        fields.dedup_by(|later, earlier| {
            let same = later.start == earlier.start && later.name == earlier.name;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        Self { fields }
    }

    /// Takes a field out; `None` if it isn't there.
    pub fn take(&mut self, name: &str) -> Option<Given<'a>> {
        let start = start_of(name);
        let at = self.fields.binary_search_by(|entry| entry.cmp(start, name)).ok()?;
        self.fields[at].value.take()
    }

    /// The fields that were not taken, by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Given<'a>)> {
        self.fields.iter().filter_map(|entry| Some((entry.name.as_ref(), entry.value.as_ref()?)))
    }

    /// The same, with the values handed over.
    pub fn into_fields(self) -> impl Iterator<Item = (Cow<'a, str>, Given<'a>)> {
        self.fields.into_iter().filter_map(|entry| Some((entry.name, entry.value?)))
    }
}

impl<'de> Deserialize<'de> for Given<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(GivenVisitor)
    }
}

struct GivenVisitor;

impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Given<'de>, E> {
        Ok(Given::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Given<'de>, E> {
        Ok(Given::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Given<'de>, E> {
        Ok(Given::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Given<'de>, E> {
        Ok(Given::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Given<'de>, E> {
        Ok(Number::from_f64(value).map_or(Given::Null, Given::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Given<'de>, E> {
        Ok(Given::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Given<'de>, E> {
        Ok(Given::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Given::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Given<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Name(name)) = entries.next_key()? {
            if fields.is_empty() {
                fields.reserve(FIELDS_ROOM);
            }
            fields.push(Entry::new(name, entries.next_value()?));
        }
        Ok(Given::Object(Object::new(fields)))
    }
}

/// A field's name, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl From<Json> for Given<'_> {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => Self::Number(number),
            Json::String(text) => Self::Text(text.into()),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(object) => Self::Object(object.into()),
        }
    }
}

impl From<Given<'_>> for Json {
    fn from(given: Given<'_>) -> Self {
        match given {
            Given::Null => Self::Null,
            Given::Bool(value) => Self::Bool(value),
            Given::Number(number) => Self::Number(number),
            Given::Text(text) => Self::String(text.into_owned()),
            Given::List(items) => items.into_iter().map(Self::from).collect(),
            Given::Object(object) => {
                let field = |(name, value): (Cow<'_, str>, Given<'_>)| (name.into(), value.into());
                Self::Object(object.into_fields().map(field).collect())
            }
        }
    }
}

impl From<Map<String, Json>> for Object<'_> {
    fn from(object: Map<String, Json>) -> Self {
        let field = |(name, value): (String, Json)| Entry::new(name.into(), value.into());
        Self::new(object.into_iter().map(field).collect())
    }
}

#[cfg(test)]
mod tests;
