//! How complete leads are (C4, C102).

use event_schema::choice::Choice;
use event_schema::command::LeadField;
use rules::settings::Completeness as Setting;

use super::Leads;
use super::row::LeadRow;
use super::standing::Standing;
use crate::column::Place;
use crate::models::customers::Present;
use crate::models::filled::{Shares, figures};
use crate::query::{Completeness, CompletenessBy, Filled};

/// The key field that conversion rules know nothing of.
const OWNER: &str = "owner";
/// Its bit; all others are those of [`LeadField`].
const OWNED: u32 = 1 << 31;

/// The key fields of leads in force.
pub fn setting((book, at): Present<'_>) -> Option<&Setting> {
    book.completeness("lead", at).map(|setting| setting.body)
}

/// The shares of leads by the key fields in force.
pub fn shares(present: Present<'_>) -> Shares {
    Shares::new(setting(present), |field| match LeadField::named(field) {
        Some(known) => Some(1 << known as u32),
        None => (field == OWNER).then_some(OWNED),
    })
}

/// The bits of the key fields that a lead has.
pub fn bits(standing: Standing, is_owned: bool) -> u32 {
    standing.given.bits() | if is_owned { OWNED } else { 0 }
}

/// How complete one lead is.
pub fn of_row(row: &LeadRow, shares: &Shares) -> Filled {
    shares.filled(bits(Standing::of(row), row.owner_id.is_some()))
}

impl Leads {
    /// How complete leads are, without those that were merged into others.
    pub fn completeness(&self, by: Option<CompletenessBy>, present: Present<'_>) -> Completeness {
        let index = &self.index;
        let records = (0..index.len()).filter(|place| !index.is_merged(*place));
        let records = records.map(|place| (place, index.bits(place)));
        let groups = by.and_then(|by| {
            index.groups(match by {
                CompletenessBy::Owner => "owner",
                CompletenessBy::Region => "region",
            })
        });
        let itself = |place: Place| Some(place);
        let groups = groups.map(|groups| (groups, &itself as &dyn Fn(Place) -> Option<Place>));
        figures(setting(present), &shares(present), records, groups)
    }
}
