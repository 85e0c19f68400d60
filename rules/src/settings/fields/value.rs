//! Reading the value of a custom field. A number, a date, yes and no may be written as text, too, as
//! the cell of a table has them.

use chrono::NaiveDate;
use event_schema::command::FieldType;
use event_schema::field::Scalar;
use event_schema::value::text::BadText;
use event_schema::value::{CustomValue, Text, plain_decimal};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::CustomField;
use crate::settings::OTHER;

/// The largest whole number that every reader of JSON takes as it is.
const WHOLE_MAX: i64 = 9_007_199_254_740_991;

/// Why a value was refused: a code and a message.
pub type Refused = (&'static str, String);

impl CustomField {
    /// The value, in the one way of writing it.
    pub fn read(&self, given: &Scalar) -> Result<CustomValue, Refused> {
        match self.kind {
            FieldType::Text => self.text(given),
            FieldType::Number => self.whole(given).map(CustomValue::Number),
            FieldType::Decimal => {
                let number = decimal(given).ok_or(("wrong-type", "must be a number".to_owned()))?;
                self.in_range(number)?;
                written(&number.normalize().to_string())
            }
            FieldType::Date => date(given),
            FieldType::Flag => flag(given),
            FieldType::Code => self.code(given),
            FieldType::Record => {
                let bad = || ("bad-uuid", "is no UUID".to_owned());
                let id = Uuid::try_parse(text_of(given)?).map_err(|_| bad())?;
                written(&id.to_string())
            }
        }
    }

    fn text(&self, given: &Scalar) -> Result<CustomValue, Refused> {
        let refused = |bad: BadText| match bad {
            BadText::Empty => ("empty", bad.to_string()),
            BadText::TooLong { .. } => ("too-long", bad.to_string()),
            BadText::Control => ("bad-character", bad.to_string()),
        };
        let text = Text::new(text_of(given)?).map_err(refused)?;
        match self.max_length {
            Some(most) if text.as_str().chars().count() > most as usize => {
                Err(("too-long", format!("is longer than {most} characters")))
            }
            Some(_) | None => Ok(CustomValue::Text(text)),
        }
    }

    fn whole(&self, given: &Scalar) -> Result<i64, Refused> {
        let bad = || ("wrong-type", "must be a whole number".to_owned());
        let number = match given {
            Scalar::Number(number) => number.as_i64(),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Flag(_) => None,
        };
        let number = number.ok_or_else(bad)?;
        if !(-WHOLE_MAX..=WHOLE_MAX).contains(&number) {
            let message = format!("must be between -{WHOLE_MAX} and {WHOLE_MAX}");
            return Err(("out-of-range", message));
        }
        self.in_range(number.into()).map(|()| number)
    }

    fn in_range(&self, number: Decimal) -> Result<(), Refused> {
        match (self.min, self.max) {
            (Some(min), _) if number < min => {
                Err(("out-of-range", format!("must not be less than {min}")))
            }
            (_, Some(max)) if number > max => {
                Err(("out-of-range", format!("must not be more than {max}")))
            }
            (Some(_) | None, Some(_) | None) => Ok(()),
        }
    }

    fn code(&self, given: &Scalar) -> Result<CustomValue, Refused> {
        let text = text_of(given)?.trim();
        if text == OTHER || self.codes.iter().any(|code| code.as_str() == text) {
            return written(text);
        }
        let known: Vec<_> = self.codes.iter().map(|code| code.as_str()).collect();
        Err(("unknown-value", format!("must be one of {} or {OTHER}", known.join(", "))))
    }
}

fn text_of(given: &Scalar) -> Result<&str, Refused> {
    match given {
        Scalar::Text(text) => Ok(text),
        Scalar::Flag(_) | Scalar::Number(_) => Err(("wrong-type", "must be a text".to_owned())),
    }
}

fn decimal(given: &Scalar) -> Option<Decimal> {
    match given {
        Scalar::Text(text) => plain_decimal(text.trim()),
        Scalar::Number(number) => {
            let text = number.to_string();
            plain_decimal(&text).or_else(|| Decimal::from_scientific(&text).ok())
        }
        Scalar::Flag(_) => None,
    }
}

fn date(given: &Scalar) -> Result<CustomValue, Refused> {
    let text = text_of(given)?.trim();
    // The library reads shorter ones, too.
    let read: Option<NaiveDate> = if text.len() == 10 { text.parse().ok() } else { None };
    match read {
        Some(date) => written(&date.to_string()),
        None => Err(("bad-date", "is no date: write it as 2026-03-31".to_owned())),
    }
}

fn flag(given: &Scalar) -> Result<CustomValue, Refused> {
    match given {
        Scalar::Flag(flag) => Ok(CustomValue::Flag(*flag)),
        Scalar::Text(text) if text.trim() == "true" => Ok(CustomValue::Flag(true)),
        Scalar::Text(text) if text.trim() == "false" => Ok(CustomValue::Flag(false)),
        Scalar::Text(_) | Scalar::Number(_) => {
            Err(("wrong-type", "must be true or false".to_owned()))
        }
    }
}

fn written(text: &str) -> Result<CustomValue, Refused> {
    Text::new(text).map(CustomValue::Text).map_err(|bad| ("bad-value", bad.to_string()))
}
