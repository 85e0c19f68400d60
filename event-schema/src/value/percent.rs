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
        let percent = Decimal::parse(given, path, locale)?;
        let within = (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent);
        if !within || percent.normalize().scale() > PERCENT_DECIMALS_MAX {
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
