//! How each type of value is read from JSON and described.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Faults, Given, Locale, Path};
use crate::choice::Choice;
use crate::event::{ExternalId, Partner};
use crate::id::{
    AccountId, BulkActionId, ContactId, ContractId, InteractionId, LeadId, OpportunityId, OrderId,
    RecordId, UserId,
};
use crate::problem::FieldError;
use crate::time::{BadTimestamp, Timestamp};
use crate::value::text::BadText;
use crate::value::{Currency, Email, Key, Money, Percent, Phone, Text, plain_decimal};

/// A value that can stand in a body.
pub trait Value: Sized {
    /// Reads it; `path` is where it stands.
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault>;

    /// Its JSON Schema.
    fn schema() -> Json;
}

/// Why a value was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another JSON type than this was expected.
    Type(&'static str),
    /// The type is right and the value is not legal: code and message.
    Invalid(&'static str, String),
    /// Faults inside an object or a list.
    Nested(Faults),
}

impl Fault {
    /// Notes the fault of the field at `path`.
    pub fn note(self, path: &Path<'_>, faults: &mut Faults) {
        match self {
            Self::Type(expected) => faults.malformed.push(FieldError {
                field: path.to_string(),
                code: "wrong-type".into(),
                message: format!("must be {expected}"),
            }),
            Self::Invalid(code, message) => faults.invalid(path.to_string(), code, message),
            Self::Nested(nested) => faults.append(nested),
        }
    }
}

fn text(given: Given<'_>) -> Result<Cow<'_, str>, Fault> {
    match given {
        Given::Text(text) => Ok(text),
        _ => Err(Fault::Type("a string")),
    }
}

impl<const MAX: usize> Value for Text<MAX> {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        Self::new(&text(given)?).map_err(|e| {
            let code = match e {
                BadText::Empty => "empty",
                BadText::TooLong { .. } => "too-long",
                BadText::Control => "bad-character",
            };
            Fault::Invalid(code, e.to_string())
        })
    }

    fn schema() -> Json {
        json!({"type": "string", "minLength": 1, "maxLength": MAX})
    }
}

impl Value for Email {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        let parsed: Result<Self, _> = text(given)?.parse();
        parsed.map_err(|e| Fault::Invalid("bad-email", e.to_string()))
    }

    fn schema() -> Json {
        json!({"type": "string", "format": "email", "maxLength": crate::value::email::EMAIL_LEN_MAX})
    }
}

impl Value for Phone {
    fn parse(given: Given<'_>, _: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let text = text(given)?;
        locale.phone(&text).map_err(|e| Fault::Invalid("bad-phone", e.to_string()))
    }

    fn schema() -> Json {
        json!({"type": "string", "maxLength": 40, "examples": ["+86 10 6552 9988"]})
    }
}

impl Value for Key {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        text(given)?
            .parse()
            .map_err(|e: crate::value::code::BadKey| Fault::Invalid("bad-key", e.to_string()))
    }

    fn schema() -> Json {
        json!({"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"})
    }
}

impl Value for Currency {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        text(given)?.parse().map_err(|e: crate::value::money::BadMoney| {
            Fault::Invalid("bad-currency", e.to_string())
        })
    }

    fn schema() -> Json {
        json!({"type": "string", "pattern": "^[A-Z]{3}$"})
    }
}

impl Value for Money {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let Given::Object(object) = given else {
            return Err(Fault::Type("an object with amount and currency"));
        };
        let mut fields = super::Fields::new(object, path, locale);
        let amount = <Text<40> as super::Field>::take(&mut fields, "amount");
        let currency = <Currency as super::Field>::take(&mut fields, "currency");
        fields.finish();
        if let (Some(amount), Some(currency)) = (amount, currency) {
            match Self::new(amount.as_str(), currency) {
                Ok(money) if fields.faults.is_empty() => return Ok(money),
                Ok(_) => {}
                Err(e) => {
                    let path = fields.path("amount");
                    fields.faults.invalid(path, "bad-amount", e.to_string());
                }
            }
        }
        Err(Fault::Nested(fields.faults))
    }

    fn schema() -> Json {
        json!({
            "type": "object",
            "properties": {
                "amount": {"type": "string", "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,3})?$"},
                "currency": <Currency as Value>::schema(),
            },
            "required": ["amount", "currency"],
            "additionalProperties": false,
        })
    }
}

impl Value for NaiveDate {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        date(&text(given)?)
            .ok_or_else(|| Fault::Invalid("bad-date", "is no date: write it as 2026-03-31".into()))
    }

    fn schema() -> Json {
        json!({"type": "string", "format": "date"})
    }
}

/// A date in ten characters; the library reads shorter ones too.
fn date(text: &str) -> Option<NaiveDate> {
    if text.len() == 10 { text.parse().ok() } else { None }
}

/// An instant in a body, where a bare date means its first instant in the tenant's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub Timestamp);

impl Value for Instant {
    fn parse(given: Given<'_>, _: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let text = text(given)?;
        if let Some(date) = date(&text) {
            return Ok(Self(locale.day_start(date)));
        }
        text.parse().map(Self).map_err(|e: BadTimestamp| {
            let code = match e {
                BadTimestamp::WithoutOffset => "no-offset",
                BadTimestamp::Malformed => "bad-time",
            };
            Fault::Invalid(code, e.to_string())
        })
    }

    fn schema() -> Json {
        json!({"anyOf": [
            {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"},
        ]})
    }
}

impl Value for Uuid {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        Self::try_parse(&text(given)?).map_err(|_| Fault::Invalid("bad-uuid", "is no UUID".into()))
    }

    fn schema() -> Json {
        json!({"type": "string", "format": "uuid"})
    }
}

/// Ids are read as UUIDs; a list of equal impls.
macro_rules! id_values {
    ($($id:ident)*) => {$(
        impl Value for $id {
            fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
                Uuid::parse(given, path, locale).map(Self)
            }

            fn schema() -> Json {
                <Uuid as Value>::schema()
            }
        }
    )*};
}

id_values! {
    LeadId AccountId ContactId OpportunityId InteractionId OrderId ContractId RecordId BulkActionId
    UserId
}

impl Value for bool {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        match given {
            Given::Bool(value) => Ok(value),
            _ => Err(Fault::Type("true or false")),
        }
    }

    fn schema() -> Json {
        json!({"type": "boolean"})
    }
}

impl Value for u32 {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        let Given::Number(number) = given else { return Err(Fault::Type("a number")) };
        number.as_u64().and_then(|n| Self::try_from(n).ok()).ok_or_else(|| {
            Fault::Invalid("bad-number", "must be a whole number from 0 to 4294967295".into())
        })
    }

    fn schema() -> Json {
        json!({"type": "integer", "minimum": 0, "maximum": u32::MAX})
    }
}

impl Value for i32 {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        let Given::Number(number) = given else { return Err(Fault::Type("a number")) };
        let read = number.as_i64().and_then(|n| Self::try_from(n).ok());
        read.ok_or_else(|| Fault::Invalid("bad-number", "must be a whole number".into()))
    }

    fn schema() -> Json {
        json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX})
    }
}

/// A decimal, as a string or a JSON number.
impl Value for Decimal {
    fn parse(given: Given<'_>, _: &Path<'_>, _: &dyn Locale) -> Result<Self, Fault> {
        let read = match given {
            Given::Text(text) => plain_decimal(&text),
            Given::Number(number) => {
                let text = number.to_string();
                plain_decimal(&text).or_else(|| Self::from_scientific(&text).ok())
            }
            _ => return Err(Fault::Type("a number")),
        };
        read.ok_or_else(|| Fault::Invalid("bad-number", "is no decimal number".into()))
    }

    fn schema() -> Json {
        json!({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}]})
    }
}

impl<T: Value> Value for Vec<T> {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        let Given::List(items) = given else { return Err(Fault::Type("a list")) };
        if items.len() > LIST_LEN_MAX {
            let message = format!("has more than {LIST_LEN_MAX} items");
            return Err(Fault::Invalid("too-many", message));
        }
        let mut faults = Faults::default();
        let mut read = Self::with_capacity(items.len());
        for (i, item) in items.into_iter().enumerate() {
            let path = Path::Item(path, i);
            match T::parse(item, &path, locale) {
                Ok(value) => read.push(value),
                Err(fault) => fault.note(&path, &mut faults),
            }
        }
        if faults.is_empty() { Ok(read) } else { Err(Fault::Nested(faults)) }
    }

    fn schema() -> Json {
        json!({"type": "array", "items": T::schema(), "maxItems": LIST_LEN_MAX})
    }
}

/// Most items of a list in a body.
pub const LIST_LEN_MAX: usize = 1_000;

/// Reads one of a closed list of names.
pub(crate) fn parse_choice<T: Choice>(given: Given<'_>) -> Result<T, Fault> {
    let text = text(given)?;
    T::named(&text).ok_or_else(|| {
        let names: Vec<_> = T::NAMES.iter().map(|(name, _)| *name).collect();
        Fault::Invalid("unknown-value", format!("must be one of {}", names.join(", ")))
    })
}

/// JSON Schema of a closed list of names.
pub(crate) fn choice_schema<T: Choice>() -> Json {
    let names: Vec<_> = T::NAMES.iter().map(|(name, _)| *name).collect();
    json!({"type": "string", "enum": names})
}

super::shape! {
    /// A reference to the same record in another system; unique per kind of record.
    ExternalIdShape {
        /// Which system.
        system: Key,
        /// Its id there.
        id: Text<100>,
    }
}

impl From<ExternalIdShape> for ExternalId {
    fn from(shape: ExternalIdShape) -> Self {
        Self { system: shape.system, id: shape.id }
    }
}

super::shape! {
    /// Who referred a lead or a deal, and what they get for it.
    PartnerShape {
        /// Their account.
        account_id: AccountId,
        /// The commission that was agreed, in percent of the deal.
        commission: Option<Percent>,
    }
}

impl From<PartnerShape> for Partner {
    fn from(shape: PartnerShape) -> Self {
        let PartnerShape { account_id, commission } = shape;
        Self { account_id, commission: commission.map(|percent| percent.0.normalize()) }
    }
}
