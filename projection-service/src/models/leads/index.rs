//! What lists of leads are chosen by, in memory: about fifty bytes a lead and its words.

use event_schema::Position;
use hashbrown::HashMap;
use smallvec::SmallVec;
use uuid::Uuid;

use super::row::LeadRow;
use crate::column::{Dictionary, Ids, Place, WordIndex, external_hash};
use crate::models::listing::{Chosen, choose};
use crate::query::{LeadFilter, LeadState, Paging};

/// The index; columns by place.
#[derive(Default)]
pub struct Index {
    ids: Ids,
    positions: Vec<Position>,
    states: Vec<LeadState>,
    owners: Vec<u32>,
    sources: Vec<u32>,
    users: Ids,
    source_names: Dictionary,
    words: WordIndex,
    /// By a hash of system and id; among millions of references no two share one.
    external: HashMap<u64, SmallVec<[Place; 2]>>,
}

/// Number of an absent owner.
const NOBODY: u32 = u32::MAX;

impl Index {
    /// The place of a lead.
    pub fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.place(id)
    }

    /// A new lead, and whether it was known.
    pub fn add(&mut self, id: Uuid, position: Position) -> (Place, bool) {
        let place = self.ids.place_or_add(id);
        let known = (place as usize) < self.positions.len();
        if !known {
            self.positions.push(position);
            self.states.push(LeadState::New);
            self.owners.push(NOBODY);
            self.sources.push(Dictionary::NONE);
        }
        (place, known)
    }

    /// Takes over what never changes after creation, and the rest.
    pub fn describe(&mut self, place: Place, row: &LeadRow) {
        self.sources[place as usize] = self.source_names.number_or_add(&row.source).0;
        for text in [&row.company, &row.product].into_iter().flatten() {
            self.words.add(place, text);
        }
        if let Some(external) = &row.external_id {
            let hash = external_hash(external.system.as_str(), external.id.as_str());
            self.external.entry(hash).or_default().push(place);
        }
        self.describe_state(place, row);
    }

    /// Takes over what changes.
    pub fn describe_state(&mut self, place: Place, row: &LeadRow) {
        self.states[place as usize] = row.state;
        self.owners[place as usize] =
            row.owner_id.map_or(NOBODY, |owner| self.users.place_or_add(owner.0));
    }

    /// A page of leads.
    pub fn choose(&self, filter: &LeadFilter, paging: &Paging) -> Chosen {
        let owner = filter.owner.map(|owner| self.users.place(owner.0));
        let source = filter.source.as_deref().map(|source| self.source_names.number(source));
        let mut candidates = filter.text.as_deref().and_then(|text| self.words.find(text));
        if let Some((system, id)) = &filter.external_id {
            let mut found = self.external(system, id).to_vec();
            found.sort_unstable();
            candidates = Some(match candidates {
                None => found,
                Some(places) => found.into_iter().filter(|p| places.contains(p)).collect(),
            });
        }
        choose(&self.positions, candidates.as_deref(), paging, |place| {
            let place = place as usize;
            filter.state.is_none_or(|state| self.states[place] == state)
                && owner.is_none_or(|owner| owner == Some(self.owners[place]))
                && source.is_none_or(|source| source == Some(self.sources[place]))
        })
    }

    fn external(&self, system: &str, id: &str) -> &[Place] {
        self.external.get(&external_hash(system, id)).map_or(&[], SmallVec::as_slice)
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let columns = self.positions.capacity() * 8
            + self.states.capacity()
            + (self.owners.capacity() + self.sources.capacity()) * 4;
        columns
            + self.ids.memory_bytes()
            + self.words.memory_bytes()
            + self.external.capacity() * 40
    }
}
