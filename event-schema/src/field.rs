//! Reading a JSON object field by field: every fault of every field is found in one go, and the
//! same description that reads a field also documents it.

mod custom;
mod filter;
mod given;
mod map;
mod path;
mod ranged;
mod reader;
mod shape;
mod shorter;
mod values;
mod written;

use chrono::NaiveDate;

use crate::time::Timestamp;
use crate::value::Phone;
use crate::value::phone::BadPhone;

pub use custom::{CUSTOM_GIVEN_MAX, CustomGiven, Scalar};
pub use filter::Filter;
pub use given::{Given, Object};
pub use path::Path;
pub use ranged::{AtLeastOne, Ranged};
pub use reader::{Faults, Fields};
pub(crate) use shape::shape;
pub use shape::{Change, Field, Shape};
pub use shorter::{AtMost, OrNull};
pub use values::{ExternalIdShape, Fault, Instant, PartnerShape, Value};
pub(crate) use values::{choice_schema, parse_choice};
pub use written::{AsWrittenJson, Ids};

/// What reading needs to know of the tenant: how phone numbers and bare dates are meant.
pub trait Locale {
    /// A phone number as people write it, in E.164.
    fn phone(&self, text: &str) -> Result<Phone, BadPhone>;
    /// The first instant of a date in the tenant's zone.
    fn day_start(&self, date: NaiveDate) -> Timestamp;
}

#[cfg(test)]
mod tests;
