//! Whole numbers whose range is described here and checked with the rest of their setting, so that all
//! that is wrong with it is told at once.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Fault, Given, Locale, Path, Value};

/// A whole number that should be `MIN` to `MAX`: whoever knows the setting refuses any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Ranged<const MIN: u32, const MAX: u32>(pub u32);

/// A whole number that should be at least 1.
pub type AtLeastOne = Ranged<1, { u32::MAX }>;

impl<const MIN: u32, const MAX: u32> Value for Ranged<MIN, MAX> {
    fn parse(given: Given<'_>, path: &Path<'_>, locale: &dyn Locale) -> Result<Self, Fault> {
        u32::parse(given, path, locale).map(Self)
    }

    fn schema() -> Json {
        json!({"type": "integer", "minimum": MIN, "maximum": MAX})
    }
}
