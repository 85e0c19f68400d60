//! Chances, in percent.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::field::{Fault, Given, Locale, Path, Value};

/// Most decimals of a chance.
pub const PERCENT_DECIMALS_MAX: u32 = 2;

/// A decimal from 0 to 100 with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub Decimal);

impl Value for Percent {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        // Text has the digits that its pattern allows; of a number only its value counts.
        let short = match &given {
            Given::Text(text) => is_short(text),
            Given::Null | Given::Bool(_) | Given::Number(_) | Given::List(_) | Given::Object(_) => {
                true
            }
        };
        let percent = Decimal::parse(given, path, locale)?;
        let within = (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent);
        if !short || !within || percent.normalize().scale() > PERCENT_DECIMALS_MAX {
            let message = "must be percent, 0 to 100, with at most two decimals";
            return Err(Fault::Invalid("out-of-range", message.into()));
        }
        Ok(Self(percent))
    }

    fn schema() -> Json {
        json!({"anyOf": [{"type": "number", "minimum": 0, "maximum": 100},
            {"type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]{1,2})?$"}]})
    }
}

/// One to three digits and at most two behind the point.
fn is_short(text: &str) -> bool {
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    !text.starts_with('-') && whole.len() <= 3 && behind.len() <= PERCENT_DECIMALS_MAX as usize
}
