//! How the values inside bodies are described.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use event_schema::command::ViewedList;
use event_schema::event::SettingKind;
use event_schema::id::{PersonId, UserId};
use event_schema::value::Money;
use event_schema::{StreamId, Timestamp};
use projection_service::query::{
    CompletenessBy, DealsBy, FunnelBy, LeadStage, LeadState, OpportunityState,
};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Definitions, Described, body, named};
use crate::params::Word;

body! {
    /// A reference to the same record in another system.
    ExternalRef {
        /// Which system.
        system: String,
        /// Its id there.
        id: String,
    }
}

body! {
    /// Who referred a lead or a deal, and what they get for it.
    ReferringPartner {
        /// Their account.
        account_id: Uuid,
        /// The commission that was agreed, in percent of the deal; null: none is known.
        commission: Option<f64>,
    }
}

impl From<event_schema::event::Partner> for ReferringPartner {
    fn from(partner: event_schema::event::Partner) -> Self {
        Self {
            account_id: partner.account_id.0,
            commission: partner.commission.and_then(|percent| percent.to_f64()),
        }
    }
}

body! {
    /// A sum of money of one currency.
    Sum {
        /// A decimal as text, never a float.
        amount: Decimal,
        /// ISO 4217 code.
        currency: String,
    }
}

impl From<event_schema::event::ExternalId> for ExternalRef {
    fn from(id: event_schema::event::ExternalId) -> Self {
        Self { system: id.system.as_str().into(), id: id.id.as_str().into() }
    }
}

impl Word for LeadState {
    const ALL: &'static [Self] = &[
        Self::New,
        Self::Verified,
        Self::Contacted,
        Self::Nurturing,
        Self::Mql,
        Self::MeetingBooked,
        Self::Sql,
        Self::Converted,
        Self::Disqualified,
        Self::Recycled,
    ];
}

impl Word for SettingKind {
    const ALL: &'static [Self] = &[
        Self::Tenant,
        Self::ScoringModel,
        Self::Pipeline,
        Self::ConversionRules,
        Self::Codes,
        Self::Duplicates,
        Self::Dictionary,
        Self::Completeness,
        Self::View,
        Self::Timeline,
        Self::Questionnaire,
        Self::AccountRules,
        Self::Template,
        Self::Fields,
        Self::Object,
        Self::ContactPlan,
    ];
}

impl Word for ViewedList {
    const ALL: &'static [Self] =
        &[Self::Leads, Self::Accounts, Self::Contacts, Self::Opportunities];
}

impl Described for ViewedList {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

impl Described for SettingKind {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

impl Word for OpportunityState {
    const ALL: &'static [Self] = &[Self::Open, Self::Won, Self::Lost];
}

impl Word for LeadStage {
    const ALL: &'static [Self] = &[Self::Lead, Self::Mql, Self::Sql, Self::Opportunity, Self::Won];
}

impl Word for CompletenessBy {
    const ALL: &'static [Self] = &[Self::Owner, Self::Region];
}

impl Word for FunnelBy {
    const ALL: &'static [Self] = &[Self::Source, Self::Owner, Self::Region, Self::Product];
}

impl Word for DealsBy {
    const ALL: &'static [Self] =
        &[Self::Source, Self::Owner, Self::Region, Self::Product, Self::Kind];
}

impl Described for LeadState {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

impl Described for OpportunityState {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

impl Described for LeadStage {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

impl Described for String {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "string"})
    }
}

impl Described for Cow<'static, str> {
    fn schema(definitions: &mut Definitions) -> Json {
        String::schema(definitions)
    }
}

impl Described for bool {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "boolean"})
    }
}

impl Described for u64 {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "integer", "minimum": 0})
    }
}

impl Described for u32 {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "integer", "minimum": 0})
    }
}

impl Described for i32 {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "integer"})
    }
}

impl Described for f64 {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "number"})
    }
}

impl Described for Uuid {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "string", "format": "uuid"})
    }
}

impl Described for UserId {
    fn schema(definitions: &mut Definitions) -> Json {
        Uuid::schema(definitions)
    }
}

impl Described for PersonId {
    fn schema(definitions: &mut Definitions) -> Json {
        Uuid::schema(definitions)
    }
}

impl Described for Timestamp {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "string", "format": "date-time"})
    }
}

impl Described for Decimal {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"})
    }
}

impl Described for NaiveDate {
    fn schema(_: &mut Definitions) -> Json {
        json!({"type": "string", "format": "date"})
    }
}

impl Described for Money {
    fn schema(definitions: &mut Definitions) -> Json {
        named("Money", definitions, |_| {
            let mut schema = <Self as event_schema::field::Value>::schema();
            schema["description"] = "A decimal amount as text, never a float".into();
            schema
        })
    }
}

impl Described for StreamId {
    fn schema(definitions: &mut Definitions) -> Json {
        named("Stream", definitions, |_| {
            json!({
                "type": "object",
                "description": "The record that events are about",
                "properties": {
                    "type": {"type": "string", "description": "Such as lead or account"},
                    "id": {"type": "string", "format": "uuid"},
                },
                "required": ["type", "id"],
                "additionalProperties": false,
            })
        })
    }
}

impl Described for Json {
    fn schema(_: &mut Definitions) -> Json {
        json!({})
    }
}

impl<T: Described> Described for Option<T> {
    fn schema(definitions: &mut Definitions) -> Json {
        let schema = T::schema(definitions);
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
}

impl<T: Described> Described for Vec<T> {
    fn schema(definitions: &mut Definitions) -> Json {
        json!({"type": "array", "items": T::schema(definitions)})
    }
}

impl<T: Described> Described for BTreeMap<String, T> {
    fn schema(definitions: &mut Definitions) -> Json {
        json!({"type": "object", "additionalProperties": T::schema(definitions)})
    }
}
