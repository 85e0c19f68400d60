//! Instants and dates in query strings.

use event_schema::{TenantId, Timestamp};
use projection_service::query::{AtLeast, Range};
use rules::zone::{BadBound, Zone};

use super::Params;
use crate::port::Ports;
use crate::problem::Refusal;

/// The tenant's zone, where a parameter needs one: an instant means the same everywhere, and an
/// answer that needs no zone must not fail for the lack of one.
pub async fn zone(
    ports: &Ports,
    tenant: TenantId,
    now: Timestamp,
    given: &[(String, String)],
    at_least: Option<AtLeast>,
) -> Result<Zone, Refusal> {
    let is_date = |(name, value): &(String, String)| {
        match name.as_str() {
            "as_of" | "from" | "to" | "due_from" | "due_to" => !value.contains('T'),
            // Somewhere in it a date may stand.
            "filter" => true,
            _ => false,
        }
    };
    if !given.iter().any(is_date) {
        return Ok(Zone::UTC);
    }
    Ok(ports.reads.zone(tenant, now, at_least).await?)
}

impl Params {
    /// An instant with an offset, or a date: its first instant in the tenant's zone.
    pub fn instant(&mut self, name: &str) -> Option<Timestamp> {
        let text = self.take(name)?;
        // An unescaped `+08:00` arrives as ` 08:00`; no legal time has a blank there.
        let text = if text.contains('T') { text.replace(' ', "+") } else { text };
        let bound = self.zone.bound(&text);
        if let Err(bad) = &bound {
            let code = match bad {
                BadBound::WithoutOffset => "no-offset",
                BadBound::Malformed => "bad-time",
            };
            self.faults.invalid(name, code, bad.to_string());
        }
        bound.ok()
    }

    /// `from` and `to`.
    pub fn range(&mut self) -> Range {
        self.range_of("from", "to")
    }

    /// A half-open range by the names of its ends.
    pub fn range_of(&mut self, from_name: &str, to_name: &str) -> Range {
        let range = Range { from: self.instant(from_name), to: self.instant(to_name) };
        if let (Some(from), Some(to)) = (range.from, range.to)
            && from > to
        {
            let message = format!("must not be before {from_name}");
            self.faults.invalid(to_name, "before-from", message);
        }
        range
    }
}
