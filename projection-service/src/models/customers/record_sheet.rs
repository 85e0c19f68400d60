//! What the records of one object are sifted by: a sheet of their own, so that the fields of one object
//! cost nothing for the records of all others, and a key means in each what its object says.

use event_schema::Position;
use rules::views::List;

use super::records::RecordRow;
use crate::column::Place;
use crate::sheet::{Cell, Sheet};

/// The records of an object; by their places in the sheet.
pub struct RecordSheet {
    pub sheet: Sheet,
    /// Their places among all records, ascending.
    pub places: Vec<Place>,
    pub positions: Vec<Position>,
    /// Whether each was taken away: no list shows it.
    pub removed: Vec<bool>,
}

impl Default for RecordSheet {
    fn default() -> Self {
        Self {
            sheet: Sheet::new(List::Records.fields()),
            places: Vec::new(),
            positions: Vec::new(),
            removed: Vec::new(),
        }
    }
}

impl RecordSheet {
    /// Takes over the record with this place among all.
    pub fn describe(&mut self, place: Place, row: &RecordRow) {
        let removed = row.removed.is_some();
        let at = match self.places.binary_search(&place) {
            Ok(at) => {
                self.removed[at] = removed;
                at
            }
            Err(at) => {
                self.places.push(place);
                self.positions.push(row.position);
                self.removed.push(removed);
                at
            }
        };
        let times = [row.created_at, row.updated_at].map(|at| Cell::time(Some(at)));
        self.sheet.set(at as Place, &times);
        self.sheet.set_custom(at as Place, &row.custom);
    }

    /// The places in the sheet of these among all records; those of other objects are left out.
    pub fn own(&self, places: &[Place]) -> Vec<Place> {
        let own = |place: &Place| self.places.binary_search(place).ok();
        places.iter().filter_map(own).map(|at| at as Place).collect()
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.sheet.memory_bytes() + self.positions.capacity() * 13
    }
}
