//! The reader of one JSON object.

use super::{Given, Locale, Object, Path, Value};
use crate::problem::{FieldError, Problem, Slug};

/// What is wrong with a body. Either kind may have several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Unknown fields and wrong JSON types: answered with 400.
    pub malformed: Vec<FieldError>,
    /// Missing fields and illegal values: answered with 422.
    pub invalid: Vec<FieldError>,
}

impl Faults {
    /// True if nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.malformed.is_empty() && self.invalid.is_empty()
    }

    /// Notes an illegal value.
    pub fn invalid(&mut self, field: impl Into<String>, code: &str, message: impl Into<String>) {
        self.invalid.push(FieldError {
            field: field.into(),
            code: code.into(),
            message: message.into(),
        });
    }

    /// Takes over the faults of a nested object.
    pub fn append(&mut self, mut other: Self) {
        self.malformed.append(&mut other.malformed);
        self.invalid.append(&mut other.invalid);
    }

    /// The document that tells the client all of it.
    pub fn problem(self) -> Problem {
        let (slug, first) = match self.malformed.first() {
            Some(first) => (Slug::Malformed, first),
            None => (Slug::Invalid, self.invalid.first().expect("there is a fault")),
        };
        let more = self.malformed.len() + self.invalid.len() - 1;
        let detail = match more {
            0 => format!("{} {}", first.field, first.message),
            _ => format!("{} {}; and {more} more, see errors", first.field, first.message),
        };
        let errors = [self.malformed, self.invalid].concat();
        Problem::new(slug, detail).with_errors(errors)
    }
}

/// A JSON object being read. Fields are taken out one by one; what is left in the end is unknown.
pub struct Fields<'a> {
    object: Object<'a>,
    path: &'a Path<'a>,
    locale: &'a dyn Locale,
    /// What was found wrong so far.
    pub faults: Faults,
}

impl<'a> Fields<'a> {
    /// Begins to read an object that stands at `path`.
    pub fn new(object: Object<'a>, path: &'a Path<'a>, locale: &'a dyn Locale) -> Self {
        Self { object, path, locale, faults: Faults::default() }
    }

    /// The full path of a field.
    pub fn path(&self, name: &str) -> String {
        Path::Field(self.path, name).to_string()
    }

    /// Takes a field out; `None` if it is absent, `Some(Null)` if it is null.
    pub fn take(&mut self, name: &str) -> Option<Given<'a>> {
        self.object.take(name)
    }

    /// Reads a value that was taken out, noting what is wrong with it.
    pub fn value<T: Value>(&mut self, name: &str, given: Given<'a>) -> Option<T> {
        let path = Path::Field(self.path, name);
        match T::parse(given, &path, self.locale) {
            Ok(value) => Some(value),
            Err(fault) => {
                fault.note(&path, &mut self.faults);
                None
            }
        }
    }

    /// Notes that a required field is missing.
    pub fn missing(&mut self, name: &str) {
        let path = self.path(name);
        self.faults.invalid(path, "missing", "is required");
    }

    /// Every field that nobody took is unknown.
    pub fn finish(&mut self) {
        for (name, _) in self.object.fields() {
            let field = self.path(&shown(name));
            let message = "is not a field of this command".into();
            self.faults.malformed.push(FieldError { field, code: "unknown-field".into(), message });
        }
    }
}

/// A client's own name of a field, cut to a length that is safe to repeat in an answer.
pub(super) fn shown(name: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 64;
    name.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS_MAX).collect()
}
