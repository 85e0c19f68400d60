//! Money: a decimal amount and its currency, never a float.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::plain_decimal;

/// The largest amount, exclusive: 10^15 of any currency. Keeps every sum of a billion amounts
/// inside the 28 digits of a decimal.
const AMOUNT_LIMIT: i64 = 1_000_000_000_000_000;

/// An ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(ArrayString<3>);

/// An amount of one currency, with no more decimals than the currency has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How much.
    pub amount: Decimal,
    /// Of what.
    pub currency: Currency,
}

/// Why an amount was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    /// Not three capital letters.
    #[error("a currency is a three-letter code of ISO 4217, such as CNY")]
    Currency,
    /// Not digits with at most one decimal point.
    #[error("an amount is a decimal number written as text, such as \"1200.50\"")]
    Amount,
    /// More decimals than the currency has.
    #[error("has more decimals than {currency} allows ({decimals})")]
    TooPrecise {
        /// The currency.
        currency: Currency,
        /// How many decimals it has.
        decimals: u32,
    },
    /// 10^15 or more.
    #[error("is too large")]
    TooLarge,
}

impl Currency {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Decimals of the minor unit (ISO 4217): none for yen and its like, three for dinars, else
    /// two.
    pub fn decimals(&self) -> u32 {
        match self.as_str() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
            | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = BadMoney;

    fn from_str(text: &str) -> Result<Self, BadMoney> {
        if text.len() != 3 || !text.bytes().all(|c| c.is_ascii_uppercase()) {
            return Err(BadMoney::Currency);
        }
        ArrayString::from(text).map(Self).map_err(|_| BadMoney::Currency)
    }
}

impl Money {
    /// Checks an amount written as text against its currency.
    pub fn new(amount: &str, currency: Currency) -> Result<Self, BadMoney> {
        let amount = plain_decimal(amount).ok_or(BadMoney::Amount)?;
        let decimals = currency.decimals();
        if amount.normalize().scale() > decimals {
            return Err(BadMoney::TooPrecise { currency, decimals });
        }
        if amount.abs() >= Decimal::from(AMOUNT_LIMIT) {
            return Err(BadMoney::TooLarge);
        }
        Ok(Self { amount, currency })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
