//! Shapes: structs that read themselves from a JSON object and describe themselves as JSON Schema.

use serde_json::{Value as Json, json};

use super::{Fault, Faults, Fields, Given, Locale, Object, Path, Value};

/// A struct with a fixed list of fields.
pub trait Shape: Sized {
    /// Reads the object, taking every field; `None` if `fields.faults` has the reasons.
    fn read(fields: &mut Fields<'_>) -> Option<Self>;

    /// JSON Schema of the object.
    fn schema() -> Json;

    /// Reads a whole body.
    fn from_body(body: Object<'_>, locale: &dyn Locale) -> Result<Self, Faults> {
        let mut fields = Fields::new(body, &Path::Body, locale);
        let read = Self::read(&mut fields);
        match read {
            Some(shape) if fields.faults.is_empty() => Ok(shape),
            _ => Err(fields.faults),
        }
    }
}

/// One field of a shape: required, optional or changeable, by its type.
pub trait Field: Sized {
    /// Whether the field must be there.
    const REQUIRED: bool;

    /// Takes and reads it; `None` if that failed, the reason being noted.
    fn take(fields: &mut Fields<'_>, name: &str) -> Option<Self>;

    /// JSON Schema of its value.
    fn schema() -> Json;
}

impl<T: Value> Field for T {
    const REQUIRED: bool = true;

    fn take(fields: &mut Fields<'_>, name: &str) -> Option<Self> {
        match fields.take(name) {
            None | Some(Given::Null) => {
                fields.missing(name);
                None
            }
            Some(given) => fields.value(name, given),
        }
    }

    fn schema() -> Json {
        T::schema()
    }
}

impl<T: Value> Field for Option<T> {
    const REQUIRED: bool = false;

    fn take(fields: &mut Fields<'_>, name: &str) -> Option<Self> {
        match fields.take(name) {
            None | Some(Given::Null) => Some(None),
            Some(given) => fields.value(name, given).map(Some),
        }
    }

    fn schema() -> Json {
        nullable(T::schema())
    }
}

/// What a changing command says about a field: absent keeps it, null clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Absent: as it was.
    #[default]
    Keep,
    /// Null: empty from now on.
    Clear,
    /// A new value.
    Set(T),
}

impl<T> Change<T> {
    /// The same change of what `of` makes of the value.
    pub fn map<U>(&self, of: impl FnOnce(&T) -> U) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::Set(of(value)),
        }
    }
}

impl<T: Value> Field for Change<T> {
    const REQUIRED: bool = false;

    fn take(fields: &mut Fields<'_>, name: &str) -> Option<Self> {
        match fields.take(name) {
            None => Some(Self::Keep),
            Some(Given::Null) => Some(Self::Clear),
            Some(given) => fields.value(name, given).map(Self::Set),
        }
    }

    fn schema() -> Json {
        nullable(T::schema())
    }
}

pub(super) fn nullable(schema: Json) -> Json {
    match schema.get("type").and_then(Json::as_str) {
        Some(kind) if schema.get("enum").is_none() => {
            let types = json!([kind, "null"]);
            let mut schema = schema;
            schema["type"] = types;
            schema
        }
        _ => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

impl<T: Shape> Value for T {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let Given::Object(object) = given else { return Err(Fault::Type("an object")) };
        let mut fields = Fields::new(object, path, locale);
        let read = T::read(&mut fields);
        match read {
            Some(shape) if fields.faults.is_empty() => Ok(shape),
            _ => Err(Fault::Nested(fields.faults)),
        }
    }

    fn schema() -> Json {
        T::schema()
    }
}

/// Defines a shape. The doc comments become the descriptions of the API, so every field has one.
macro_rules! shape {
    ($(#[doc = $doc:literal])+ $name:ident {
        $($(#[doc = $fdoc:literal])+ $field:ident: $type:ty),* $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[doc = $fdoc])+ pub $field: $type),*
        }

        impl crate::field::Shape for $name {
            fn read(fields: &mut crate::field::Fields<'_>) -> Option<Self> {
                // All are taken before the first is looked at, so that every fault is found.
                $(let $field = <$type as crate::field::Field>::take(
                    fields, stringify!($field).trim_start_matches("r#"));)*
                fields.finish();
                Some(Self { $($field: $field?),* })
            }

            fn schema() -> serde_json::Value {
                let mut properties = serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $({
                    let name = stringify!($field).trim_start_matches("r#");
                    let mut schema = <$type as crate::field::Field>::schema();
                    schema["description"] = concat!($($fdoc),+).trim().into();
                    properties.insert(name.into(), schema);
                    if <$type as crate::field::Field>::REQUIRED { required.push(name); }
                })*
                let mut schema = serde_json::json!({
                    "type": "object",
                    "description": concat!($($doc),+).trim(),
                    "properties": properties,
                    "additionalProperties": false,
                });
                if !required.is_empty() { schema["required"] = required.into(); }
                schema
            }
        }
    };
}

pub(crate) use shape;
