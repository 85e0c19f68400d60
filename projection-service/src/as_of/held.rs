//! Past states that are held in memory, bounded in number and bytes; the one that was not asked for
//! the longest goes first.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event_schema::TenantId;

use crate::query::AsOf;

/// Most states that are held.
const STATES_MAX: usize = 12;
/// Most bytes of all states that are held.
const BYTES_MAX: usize = 256 * 1024 * 1024;

/// One state, or the promise of one: whoever has the lock makes it.
pub type Place = Arc<tokio::sync::Mutex<State>>;

/// A state of some model.
#[derive(Default)]
pub struct State(Option<Box<dyn Any + Send>>);

impl State {
    /// Takes the state out, if there is one.
    pub fn take<T: Send + 'static>(&mut self) -> Option<T> {
        let state = self.0.take()?.downcast();
        Some(*state.expect("a place holds states of the model that it is named for"))
    }

    /// Puts the state in.
    pub fn put<T: Send + 'static>(&mut self, state: T) {
        self.0 = Some(Box::new(state));
    }
}

/// The states, the latest asked for last.
#[derive(Default)]
pub struct Held {
    places: Mutex<Vec<Named>>,
}

struct Named {
    name: (TenantId, &'static str, AsOf),
    place: Place,
    bytes: usize,
}

impl Held {
    /// The place of a state.
    pub fn place(&self, tenant: TenantId, model: &'static str, as_of: AsOf) -> Place {
        let name = (tenant, model, as_of);
        let mut places = self.places();
        let named = match places.iter().position(|named| named.name == name) {
            Some(at) => places.remove(at),
            None => Named { name, place: Place::default(), bytes: 0 },
        };
        let place = named.place.clone();
        places.push(named);
        trim(&mut places);
        place
    }

    /// Says how many bytes a state takes.
    pub fn measured(&self, place: &Place, bytes: usize) {
        let mut places = self.places();
        if let Some(named) = places.iter_mut().find(|named| Arc::ptr_eq(&named.place, place)) {
            named.bytes = bytes;
        }
        trim(&mut places);
    }

    fn places(&self) -> MutexGuard<'_, Vec<Named>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trim(places: &mut Vec<Named>) {
    let bytes = |places: &[Named]| places.iter().map(|named| named.bytes).sum::<usize>();
    while places.len() > STATES_MAX || bytes(places) > BYTES_MAX {
        places.remove(0);
    }
}
