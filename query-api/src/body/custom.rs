//! Fields that the tenant defined.

use event_schema::field::CUSTOM_GIVEN_MAX;
use event_schema::value::CustomFields;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Definitions, Described};

/// The custom fields of a record. The object is open: what its keys are, the tenant's settings say.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Custom(CustomFields);

impl From<CustomFields> for Custom {
    fn from(fields: CustomFields) -> Self {
        Self(fields)
    }
}

impl Described for Custom {
    fn schema(_: &mut Definitions) -> Json {
        json!({
            "type": "object",
            "maxProperties": CUSTOM_GIVEN_MAX,
            "additionalProperties": {"type": ["string", "integer", "boolean"]},
        })
    }
}
