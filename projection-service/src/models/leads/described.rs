//! What the index must know of a lead from before a change, so that what was found by it no longer is.

use event_schema::event::ExternalId;
use event_schema::value::LookupKey;

use super::row::LeadRow;

/// What of a row its index must know from before a change.
pub struct Described {
    pub company: Option<String>,
    pub product: Option<String>,
    pub external_id: Option<ExternalId>,
    pub traits: Compared,
}

/// What of a row its traits follow from.
#[derive(PartialEq)]
pub struct Compared(bool, Vec<LookupKey>, Option<String>, Option<String>);

impl Compared {
    pub fn of(row: &LeadRow) -> Self {
        let (keys, domain, region) = (row.keys.clone(), row.domain.clone(), row.region.clone());
        Self(row.is_candidate(), keys, domain, region)
    }
}

impl Described {
    /// As the row is now.
    pub fn of(row: &LeadRow) -> Self {
        Self {
            company: row.company.clone(),
            product: row.product.clone(),
            external_id: row.external_id.clone(),
            traits: Compared::of(row),
        }
    }
}
