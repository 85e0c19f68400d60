//! What lists of leads are chosen by, in memory: about fifty bytes a lead and its words.

use event_schema::Position;
use event_schema::event::ExternalId;
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
    /// Which lead each merged one turned out to be, one step on, by their ids.
    survivors: HashMap<Uuid, Uuid>,
    /// Whether the lead at a place was merged into another: no list shows it.
    merged: Vec<bool>,
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
            self.merged.push(false);
        }
        (place, known)
    }

    /// The lead that is meant by this id: itself, or the one that it was merged into.
    pub fn survivor(&self, id: Uuid) -> Uuid {
        let mut at = id;
        while let Some(into) = self.survivors.get(&at) {
            at = *into;
        }
        at
    }

    /// A lead turned out to be another one, which from now on is found by its reference, too.
    pub fn merge(&mut self, id: Uuid, into: Uuid, external: Option<&ExternalId>) {
        // Of a log that was written by these rules no two leads can become each other.
        if self.survivor(into) == id {
            return;
        }
        self.survivors.insert(id, into);
        if let Some(place) = self.place(id) {
            self.merged[place as usize] = true;
        }
        if let (Some(place), Some(external)) = (self.place(into), external) {
            self.external.entry(hash(external)).or_default().push(place);
        }
    }

    /// Takes over a lead that it has not described yet.
    pub fn describe(&mut self, place: Place, row: &LeadRow) {
        self.add_words(place, row);
        if let Some(external) = &row.external_id {
            self.external.entry(hash(external)).or_default().push(place);
        }
        self.describe_state(place, row);
    }

    /// Takes over what changed of a lead that it has described.
    pub fn describe_again(&mut self, place: Place, before: &Described, row: &LeadRow) {
        if (&before.company, &before.product) != (&row.company, &row.product) {
            for text in [&before.company, &before.product].into_iter().flatten() {
                self.words.remove(place, text);
            }
            self.add_words(place, row);
        }
        if before.external_id != row.external_id {
            if let Some(places) =
                before.external_id.as_ref().and_then(|e| self.external.get_mut(&hash(e)))
            {
                places.retain(|known| *known != place);
            }
            if let Some(external) = &row.external_id {
                self.external.entry(hash(external)).or_default().push(place);
            }
        }
        self.describe_state(place, row);
    }

    fn add_words(&mut self, place: Place, row: &LeadRow) {
        for text in [&row.company, &row.product].into_iter().flatten() {
            self.words.add(place, text);
        }
    }

    fn describe_state(&mut self, place: Place, row: &LeadRow) {
        self.sources[place as usize] = self.source_names.number_or_add(&row.source).0;
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
            let mut found = self.external(system, id);
            found.sort_unstable();
            found.dedup();
            candidates = Some(match candidates {
                None => found,
                Some(places) => found.into_iter().filter(|p| places.contains(p)).collect(),
            });
        }
        choose(&self.positions, candidates.as_deref(), paging, |place| {
            let place = place as usize;
            !self.merged[place]
                && filter.state.is_none_or(|state| self.states[place] == state)
                && owner.is_none_or(|owner| owner == Some(self.owners[place]))
                && source.is_none_or(|source| source == Some(self.sources[place]))
        })
    }

    /// The leads with this reference, or of which a merged one had it.
    fn external(&self, system: &str, id: &str) -> Vec<Place> {
        let held = self.external.get(&external_hash(system, id)).into_iter().flatten();
        let survivor = |place: &Place| self.place(self.survivor(self.ids.id(*place)));
        held.filter_map(survivor).collect()
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
            + self.survivors.capacity() * 40
            + self.merged.capacity()
    }
}

/// What of a row its index must know from before a change.
pub struct Described {
    company: Option<String>,
    product: Option<String>,
    external_id: Option<ExternalId>,
}

impl Described {
    /// As the row is now.
    pub fn of(row: &LeadRow) -> Self {
        Self {
            company: row.company.clone(),
            product: row.product.clone(),
            external_id: row.external_id.clone(),
        }
    }
}

fn hash(external: &ExternalId) -> u64 {
    external_hash(external.system.as_str(), external.id.as_str())
}
