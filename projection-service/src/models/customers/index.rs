//! What all indexes of customers find records by.

use std::collections::HashMap;

use event_schema::event::ExternalId;
use smallvec::SmallVec;

use crate::column::Place;

/// Places, ascending.
pub type Places = SmallVec<[Place; 2]>;
/// The place of what isn't there.
pub const NOWHERE: Place = Place::MAX;
/// By a hash of system and id; among millions of references no two share one.
pub type External = HashMap<u64, Places>;

/// Makes a record found by its reference.
pub fn refer(external: &mut External, id: &Option<ExternalId>, place: Place) {
    if let Some(id) = id {
        let hash = crate::column::external_hash(id.system.as_str(), id.id.as_str());
        external.entry(hash).or_default().push(place);
    }
}

/// The places that have this reference, if it is asked for.
pub fn referred<'a>(
    external: &'a External,
    asked: &Option<(String, String)>,
) -> Option<&'a [Place]> {
    let (system, id) = asked.as_ref()?;
    let places = external.get(&crate::column::external_hash(system, id));
    Some(places.map_or(&[], SmallVec::as_slice))
}

/// The same, after it changed.
pub fn refer_again(
    external: &mut External,
    (before, after): (&Option<ExternalId>, &Option<ExternalId>),
    place: Place,
) {
    if before == after {
        return;
    }
    if let Some(id) = before {
        let hash = crate::column::external_hash(id.system.as_str(), id.id.as_str());
        if let Some(places) = external.get_mut(&hash) {
            places.retain(|known| *known != place);
        }
    }
    refer(external, after, place);
}
