//! Zone, currency, country and calendar of a tenant.

use event_schema::choice::Choice;
use event_schema::command::WeekStart;
use event_schema::problem::FieldError;
use event_schema::value::Currency;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::fault;
use crate::country::Country;
use crate::locale::TenantLocale;
use crate::zone::Zone;

/// What a tenant says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantSettings {
    /// Where its days begin.
    pub time_zone: Zone,
    /// Currency of reports.
    pub base_currency: Currency,
    /// Country by which phone numbers without a country code are read.
    pub country: Country,
    /// Month in which the fiscal year starts, 1 to 12.
    pub fiscal_year_start: u32,
    /// First day of the week.
    pub week_start: WeekStart,
}

impl TenantSettings {
    /// What reading a body needs to know of the tenant.
    pub fn locale(&self) -> TenantLocale {
        TenantLocale { country: self.country, zone: self.time_zone }
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let written = serde_json::to_value(self).expect("five plain fields are JSON");
        value_faults(&written)
    }
}

/// Every value that isn't legal, looked at field by field so that all of them are found.
pub(super) fn value_faults(body: &Value) -> Vec<FieldError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let mut faults = Vec::new();
    if let Some(Err(e)) = text("time_zone").map(str::parse::<Zone>) {
        faults.push(fault("time_zone", "bad-zone", e.to_string()));
    }
    if let Some(Err(e)) = text("base_currency").map(str::parse::<Currency>) {
        faults.push(fault("base_currency", "bad-currency", e.to_string()));
    }
    if let Some(Err(e)) = text("country").map(str::parse::<Country>) {
        faults.push(fault("country", "bad-country", e.to_string()));
    }
    let month = body.get("fiscal_year_start").and_then(Value::as_i64);
    if month.is_some_and(|month| !(1..=12).contains(&month)) {
        faults.push(fault("fiscal_year_start", "out-of-range", "must be a month, 1 to 12"));
    }
    if text("week_start").is_some_and(|day| WeekStart::named(day).is_none()) {
        let message = "must be one of monday, sunday, saturday";
        faults.push(fault("week_start", "unknown-value", message));
    }
    faults
}
