//! How a tenant's people mean phone numbers and dates.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::field::Locale;
use event_schema::value::Phone;
use event_schema::value::phone::BadPhone;

use crate::country::Country;
use crate::phone;
use crate::zone::Zone;

/// The tenant's country and zone: what reading a body needs. Made by
/// [`crate::settings::TenantSettings::locale`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantLocale {
    /// Country by which phone numbers without a country code are read.
    pub country: Country,
    /// Zone in which a bare date begins.
    pub zone: Zone,
}

impl Locale for TenantLocale {
    fn phone(&self, text: &str) -> Result<Phone, BadPhone> {
        phone::parse(text, self.country)
    }

    fn day_start(&self, date: NaiveDate) -> Timestamp {
        self.zone.day_start(date)
    }
}
