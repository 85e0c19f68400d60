//! Phone numbers as people write them, to E.164.
//!
//! A number is accepted if its length is possible in its country's plan; whether it is allotted
//! isn't asked, since plans change faster than tables do. An extension is left out: E.164 has none.
//! Letters are refused rather than dialled, because they are more often a slip than a name.
//!
//! The plans are those of the `phonenumber` crate, and national numbers with more than a trunk
//! prefix are read by it. The rest is not: it takes the tenant's trunk prefix off foreign numbers
//! (an Italian `06` loses its zero) and off numbers that only begin like one (`+7 812`).
//! A number in E.164 costs half a microsecond this way, against five of the crate's parser.

mod plan;
mod written;

use event_schema::value::Phone;
use event_schema::value::phone::BadPhone;
use phonenumber::metadata::DATABASE;

use crate::country::Country;
use plan::Plan;
use written::{Written, written};

/// Most digits of a number in E.164.
const E164_LEN_MAX: usize = 15;

/// Loads the numbering plans, which takes about a tenth of a second, so that the first command
/// doesn't wait for it.
pub fn warm_up() {
    plan::load();
}

/// The number in E.164; without a country code it is one of `country`.
pub fn parse(text: &str, country: Country) -> Result<Phone, BadPhone> {
    match plain(text) {
        Some(digits) => international(digits),
        None => spelled(text, country),
    }
}

/// The digits of a number that is written as E.164 asks: there is nothing to take away.
fn plain(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('+')?;
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    (only_digits && digits.len() <= E164_LEN_MAX).then_some(digits)
}

fn spelled(text: &str, country: Country) -> Result<Phone, BadPhone> {
    match written(text).ok_or(BadPhone)? {
        Written::International(digits) => international(&digits),
        Written::National(digits) => match without_international_prefix(&digits, country) {
            Some(rest) => international(rest),
            None => national(&digits, country),
        },
    }
}

/// Country code and number, with a trunk prefix at most where it can't belong to the number.
fn international(digits: &str) -> Result<Phone, BadPhone> {
    let (plan, number) = Plan::of(digits).ok_or(BadPhone)?;
    let number = plan.without_trunk_prefix(number);
    phone(plan, number)
}

/// What follows an international prefix, such as `00`.
fn without_international_prefix(digits: &str, country: Country) -> Option<&str> {
    let prefix = DATABASE.by_id(country.code())?.international_prefix()?.find(digits)?;
    let rest = &digits[prefix.end()..];
    (prefix.start() == 0 && !rest.starts_with('0') && Plan::of(rest).is_some()).then_some(rest)
}

fn national(digits: &str, country: Country) -> Result<Phone, BadPhone> {
    let metadata = DATABASE.by_id(country.code()).ok_or(BadPhone)?;
    let plan = Plan::with_code(metadata.country_code()).ok_or(BadPhone)?;
    let number = plan.without_trunk_prefix(digits);
    if plan.may_be(number) {
        return phone(plan, number);
    }
    // Carriers, area codes that change places, the country code without a plus.
    let parsed = phonenumber::parse(Some(country.id()), digits).map_err(|_| BadPhone)?;
    phone(plan, &parsed.national().to_string())
}

fn phone(plan: &Plan, number: &str) -> Result<Phone, BadPhone> {
    if !plan.allows(number.len()) {
        return Err(BadPhone);
    }
    format!("+{}{number}", plan.code).parse()
}

#[cfg(test)]
mod tests;
