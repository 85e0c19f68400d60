//! All leads of a tenant in memory and their rows: pages of leads with what was logged with them, and
//! the values of dimensions and of contacts.

use std::collections::BTreeSet;

use event_schema::Timestamp;
use event_schema::event::{LeadContacted, LeadCreated};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contacts::{Contacts, Logged, WORDS, Word};
use super::dayindex::DayIndex;
use super::lead::{DIMENSIONS, Lead};
use crate::column::{Dictionary, Ids, Place};
use crate::projection::Tx;
use crate::query::FunnelBy;
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::{Table, place};

/// Pages of leads, by number.
const LEADS: Table = b'l';
/// Values of the dimensions, by number.
const VALUES: [Table; DIMENSIONS] = [b's', b'o', b'r', b'p'];
/// All tables, dimensions first.
pub const TABLES: &[Table] = b"sorpcul";
/// Leads a page: a change rewrites its page, two kilobytes or three.
const PAGE_LEADS: usize = 32;

/// A lead as a page holds it.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: Uuid,
    lead: Lead,
    opportunity: Option<Uuid>,
    logged: Logged,
}

/// The leads.
#[derive(Default)]
pub struct Columns {
    ids: Ids,
    leads: Vec<Lead>,
    dimensions: [Dictionary; DIMENSIONS],
    /// Opportunities that conversions opened, both ways.
    lead_by_opportunity: HashMap<Uuid, Place>,
    opportunity_by_lead: HashMap<Place, Uuid>,
    contacts: Contacts,
    changed_pages: BTreeSet<u32>,
}

impl Columns {
    /// Adds a lead; `None` if it is known.
    pub fn add(
        &mut self,
        tx: &mut Tx<'_>,
        id: Uuid,
        at: Timestamp,
        created: &LeadCreated,
    ) -> Option<Lead> {
        if self.ids.place(id).is_some() {
            return None;
        }
        let owner = created.owner_id.map(|owner| owner.to_string());
        let values = [
            Some(created.source.as_str()),
            owner.as_deref(),
            created.region.as_ref().map(|region| region.as_str()),
            created.product.as_ref().map(|product| product.as_str()),
        ];
        let mut numbers = [Dictionary::NONE; DIMENSIONS];
        for (i, value) in values.into_iter().enumerate() {
            numbers[i] = self.number(tx, i, value);
        }
        let lead = Lead::new(at, numbers);
        let at_place = self.ids.place_or_add(id);
        self.leads.push(lead);
        self.touch(at_place);
        Some(lead)
    }

    /// Changes a lead, if its beginning was seen, and keeps the index true.
    pub fn change(&mut self, id: Uuid, index: Option<&mut DayIndex>, step: impl FnOnce(&mut Lead)) {
        let Some(at_place) = self.ids.place(id) else { return };
        let lead = &mut self.leads[at_place as usize];
        let before = *lead;
        step(lead);
        let after = *lead;
        if let Some(index) = index {
            index.change(Some(&before), Some(&after));
        }
        self.touch(at_place);
    }

    /// A meeting with a lead was booked. The index counts none, so it stays true.
    pub fn book(&mut self, id: Uuid) {
        let Some(at_place) = self.ids.place(id) else { return };
        let lead = &mut self.leads[at_place as usize];
        if !lead.booked {
            lead.booked = true;
            self.touch(at_place);
        }
    }

    /// A contact with a lead was logged.
    pub fn contacted(&mut self, tx: &mut Tx<'_>, id: Uuid, contacted: &LeadContacted) {
        let Some(at_place) = self.ids.place(id) else { return };
        let channel = self.word(tx, Word::Channel, contacted.channel.as_str());
        let outcome = self.word(tx, Word::Outcome, contacted.outcome.as_str());
        self.contacts.log(at_place, (channel, outcome), contacted.at);
        self.touch(at_place);
    }

    fn word(&mut self, tx: &mut Tx<'_>, word: Word, value: &str) -> u32 {
        let (number, new) = self.contacts.words_mut(word).number_or_add(value);
        if new {
            tx.put(WORDS[word as usize], &place(number), &value);
        }
        number
    }

    /// What was logged with a duplicate is the survivor's, if both were seen to begin.
    pub fn join_contacts(&mut self, duplicate: Uuid, survivor: Uuid) {
        let places = self.ids.place(duplicate).zip(self.ids.place(survivor));
        let Some((duplicate, survivor)) = places else { return };
        self.contacts.join(duplicate, survivor);
        self.touch(duplicate);
        self.touch(survivor);
    }

    /// What was logged with leads.
    pub fn contacts(&self) -> &Contacts {
        &self.contacts
    }

    /// The number of a dimension's value, which is written if it is new.
    pub fn number(&mut self, tx: &mut Tx<'_>, dimension: usize, value: Option<&str>) -> u32 {
        let Some(value) = value else { return Dictionary::NONE };
        let (number, new) = self.dimensions[dimension].number_or_add(value);
        if new {
            tx.put(VALUES[dimension], &place(number), &value);
        }
        number
    }

    /// A lead, if its beginning was seen.
    pub fn lead(&self, id: Uuid) -> Option<Lead> {
        self.ids.place(id).map(|at| self.leads[at as usize])
    }

    /// A lead's conversion opened this opportunity.
    pub fn opened(&mut self, lead: Uuid, opportunity: Uuid) {
        if let Some(at_place) = self.ids.place(lead) {
            self.link(at_place, opportunity);
        }
    }

    fn link(&mut self, lead: Place, opportunity: Uuid) {
        self.lead_by_opportunity.insert(opportunity, lead);
        self.opportunity_by_lead.insert(lead, opportunity);
    }

    /// The lead whose conversion opened this opportunity.
    pub fn lead_of(&self, opportunity: Uuid) -> Option<Uuid> {
        self.lead_by_opportunity.get(&opportunity).map(|lead| self.ids.id(*lead))
    }

    /// All leads.
    pub fn leads(&self) -> &[Lead] {
        &self.leads
    }

    /// The values of a dimension.
    pub fn values(&self, by: FunnelBy) -> &Dictionary {
        &self.dimensions[dimension(by)]
    }

    fn touch(&mut self, lead: Place) {
        self.changed_pages.insert(lead / PAGE_LEADS as u32);
    }

    /// Writes the pages that changed.
    pub fn settle(&mut self, tx: &mut Tx<'_>) {
        for page in std::mem::take(&mut self.changed_pages) {
            let from = page as usize * PAGE_LEADS;
            let to = (from + PAGE_LEADS).min(self.leads.len());
            let kept = |at: usize| Kept {
                id: self.ids.id(at as Place),
                lead: self.leads[at],
                opportunity: self.opportunity_by_lead.get(&(at as Place)).copied(),
                logged: self.contacts.of(at as Place),
            };
            tx.put(LEADS, &place(page), &(from..to).map(kept).collect::<Vec<_>>());
        }
    }

    /// How many pages changed.
    pub fn unsettled(&self) -> usize {
        self.changed_pages.len()
    }

    /// Takes in a row, in the order of [`TABLES`] and keys.
    pub fn load(&mut self, table: Table, _: &[u8], row: &[u8]) -> Result<(), StoreError> {
        if let Some(i) = VALUES.iter().position(|values| *values == table) {
            self.dimensions[i].number_or_add(&decode::<String>(row)?);
            return Ok(());
        }
        if let Some(i) = WORDS.iter().position(|words| *words == table) {
            let word = [Word::Channel, Word::Outcome][i];
            self.contacts.words_mut(word).number_or_add(&decode::<String>(row)?);
            return Ok(());
        }
        for Kept { id, lead, opportunity, logged } in decode::<Vec<Kept>>(row)? {
            let at_place = self.ids.place_or_add(id);
            self.leads.push(lead);
            if let Some(opportunity) = opportunity {
                self.link(at_place, opportunity);
            }
            self.contacts.put(at_place, logged);
        }
        Ok(())
    }

    /// About how many bytes they take.
    pub fn memory_bytes(&self) -> usize {
        let values: usize = self.dimensions.iter().map(Dictionary::memory_bytes).sum();
        self.ids.memory_bytes()
            + self.leads.capacity() * size_of::<Lead>()
            + values
            + self.lead_by_opportunity.capacity() * 48
            + self.contacts.memory_bytes()
    }
}

/// The place of a dimension.
pub fn dimension(by: FunnelBy) -> usize {
    match by {
        FunnelBy::Source => 0,
        FunnelBy::Owner => 1,
        FunnelBy::Region => 2,
        FunnelBy::Product => 3,
    }
}
