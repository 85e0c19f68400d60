//! Old shapes of events, raised to today's as they are read. The only place that knows them.
//!
//! A retired version keeps its struct in `upcast/<event>_v<n>.rs` with a `From` into its successor,
//! and its golden file under `golden/`. None has been retired yet.

use serde_json::value::RawValue;

use crate::event::{Event, EventType, UnknownEvent};

/// The event with this name and version. A type or version that this Kith doesn't know is kept as
/// it is: a reader that doesn't need it goes on.
pub fn decode(name: &str, version: u16, data: &RawValue) -> serde_json::Result<Event> {
    let kind = EventType::named(name);
    if kind != EventType::Unknown && version == kind.version() {
        return Event::from_data(kind, data.get());
    }
    Ok(Event::Unknown(UnknownEvent { name: name.into(), version, data: data.to_owned() }))
}
