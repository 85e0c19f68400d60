//! What the data of each event is made of, as JSON Schema: derived from the types that write it, so
//! that it can't say anything else.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::field::Value;
use crate::id::{
    AccountId, ContactId, ContractId, InteractionId, LeadId, OpportunityId, OrderId, PersonId,
    RecordId, UserId,
};
use crate::stream::StreamId;
use crate::time::Timestamp;
use crate::value::{Key, LookupHash, Money, Phone, Text, Url};

/// The schema of a type.
pub(super) fn of<T: JsonSchema>() -> Json {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The schema that a value has in a command, too.
pub(crate) fn of_value<T: Value>() -> Schema {
    T::schema().try_into().expect("the schema of a value is an object")
}

/// How values are written that are texts outside and types inside.
macro_rules! described {
    ($($type:ty => $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

described! {
    LeadId => of_value::<Uuid>();
    AccountId => of_value::<Uuid>();
    ContactId => of_value::<Uuid>();
    OpportunityId => of_value::<Uuid>();
    InteractionId => of_value::<Uuid>();
    OrderId => of_value::<Uuid>();
    ContractId => of_value::<Uuid>();
    RecordId => of_value::<Uuid>();
    UserId => of_value::<Uuid>();
    PersonId => of_value::<Uuid>();
    Key => of_value::<Key>();
    Phone => of_value::<Phone>();
    Money => of_value::<Money>();
    Url => of_value::<Url>();
    StreamId => json_schema!({
        "type": "object",
        "properties": {"type": {"type": "string"}, "id": {"type": "string", "format": "uuid"}},
        "required": ["type", "id"],
    });
    Timestamp => json_schema!({"type": "string", "format": "date-time"});
    LookupHash => json_schema!({"type": "string", "pattern": "^[0-9a-f]{32}$"});
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        of_value::<Self>()
    }
}
