//! The JSON of answers. A body is declared once: the struct that is written and the schema that
//! describes it come from the same lines, so neither can drift from the other.

mod account;
mod account_figures;
mod activity;
mod audit;
mod bulk;
mod care;
mod completeness;
mod contact;
mod contact_plan;
mod conversion;
mod custom;
mod deals;
mod duplicates;
mod funnel;
mod interaction;
mod lead;
mod list;
mod opportunity;
mod order;
mod organisation;
mod ownership;
mod position;
mod proposal;
mod questionnaire;
mod record;
mod setting;
mod timeline;
mod trial;
mod values;
mod verification;
mod view;

use serde_json::{Map, Value as Json};

pub use account::Account;
pub use activity::Activity;
pub use audit::AuditLine;
pub use bulk::{BulkAction, BulkReport, sums};
pub use completeness::{CompletenessFigures, MeetingResults};
pub use contact::Contact;
pub use conversion::Conversion;
pub use deals::OpenFunnel;
pub use duplicates::{duplicates, duplicates_schema};
pub use funnel::Funnel;
pub use interaction::Interaction;
pub use lead::{Lead, LeadItem};
pub use list::{list, list_schema};
pub use opportunity::Opportunity;
pub use order::{Contract, Order};
pub use organisation::Organisation;
pub use ownership::OwnershipChange;
pub use position::Positions;
pub use record::Record;
pub use setting::Setting;
pub use timeline::{Engagement, TimelineFact};
pub use trial::RulesTrial;
pub use verification::Verification;
pub use view::View;

/// The named schemas of the API description.
pub type Definitions = Map<String, Json>;

/// A type that describes its JSON.
pub trait Described {
    /// Its JSON Schema; named parts go into `definitions` and are referred to.
    fn schema(definitions: &mut Definitions) -> Json;
}

/// Writes a single body.
pub fn one<B: serde::Serialize>(body: &B) -> Vec<u8> {
    serde_json::to_vec(body).expect("a body is plain data")
}

/// Puts a named schema into the description once and refers to it.
pub fn named(
    name: &str,
    definitions: &mut Definitions,
    define: impl FnOnce(&mut Definitions) -> Json,
) -> Json {
    if !definitions.contains_key(name) {
        // The name is taken before the parts are described, so that a schema may hold itself.
        definitions.insert(name.into(), Json::Null);
        let schema = define(definitions);
        definitions.insert(name.into(), schema);
    }
    serde_json::json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Defines a body. Doc comments become descriptions, so every field has one; every field is always
/// written, null where there is nothing.
macro_rules! body {
    ($(#[doc = $doc:literal])+ $name:ident {
        $($(#[doc = $fdoc:literal])+ $field:ident: $type:ty),* $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[doc = $fdoc])+ pub $field: $type),*
        }

        impl crate::body::Described for $name {
            fn schema(definitions: &mut crate::body::Definitions) -> serde_json::Value {
                crate::body::named(stringify!($name), definitions, |definitions| {
                    let mut properties = serde_json::Map::new();
                    $({
                        let schema = <$type as crate::body::Described>::schema(definitions);
                        let about = concat!($($fdoc),+).trim();
                        let name = stringify!($field).trim_start_matches("r#");
                        properties.insert(name.into(), crate::body::about(schema, about));
                    })*
                    let required: Vec<&String> = properties.keys().collect();
                    serde_json::json!({
                        "type": "object",
                        "description": concat!($($doc),+).trim(),
                        "required": required,
                        "properties": properties,
                        "additionalProperties": false,
                    })
                })
            }
        }
    };
}

use body;

/// A schema with its description.
pub fn about(mut schema: Json, about: &str) -> Json {
    schema["description"] = about.into();
    schema
}

/// Describes a body that is written as the fields of two: closed, with the fields of both.
pub fn joined<A: Described, B: Described>(
    name: &str,
    about: &str,
    definitions: &mut Definitions,
) -> Json {
    named(name, definitions, |definitions| {
        let mut parts = Definitions::new();
        let refs = [A::schema(&mut parts), B::schema(&mut parts)];
        let mut properties = Map::new();
        for name in refs.iter().filter_map(|part| part["$ref"].as_str()?.rsplit('/').next()) {
            if let Some(Json::Object(own)) = parts.remove(name).map(|mut s| s["properties"].take())
            {
                properties.extend(own);
            }
        }
        for (name, schema) in parts {
            definitions.entry(name).or_insert(schema);
        }
        let required: Vec<&String> = properties.keys().collect();
        serde_json::json!({
            "type": "object", "description": about, "required": required,
            "properties": properties, "additionalProperties": false,
        })
    })
}
