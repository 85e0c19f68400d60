//! What was logged with leads: by which way, what came of it, how often, and when first.
//!
//! Which ways are calls and what counts as reached says a setting, so it is kept under its words and
//! judged when somebody asks. The first time is enough: whoever was reached in time by any contact was
//! by the first.

use std::collections::BTreeMap;

use event_schema::Timestamp;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::column::{Dictionary, Place};
use crate::store::key::Table;

/// Words of contacts, by number: channels and outcomes.
pub const WORDS: [Table; 2] = [b'c', b'u'];

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// By which way.
    Channel = 0,
    /// What came of it.
    Outcome = 1,
}

/// The contacts of a lead by one way and with one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacted {
    /// When the first one was, in business; microseconds.
    pub first: i64,
    /// Number of the channel.
    pub channel: u32,
    /// Number of the outcome.
    pub outcome: u32,
    /// How many there were.
    pub times: u32,
}

/// The contacts of a lead: most have one or none.
pub type Logged = SmallVec<[Contacted; 1]>;

/// The contacts of all leads.
#[derive(Default)]
pub struct Contacts {
    words: [Dictionary; 2],
    /// Only of leads that were contacted; in the order of leads, so that a scan meets them as it goes.
    by_lead: BTreeMap<Place, Logged>,
}

impl Contacts {
    /// The words that were met.
    pub fn words(&self, word: Word) -> &Dictionary {
        &self.words[word as usize]
    }

    /// The words that were met, to add to.
    pub fn words_mut(&mut self, word: Word) -> &mut Dictionary {
        &mut self.words[word as usize]
    }

    /// One more contact with a lead, by the numbers of its channel and outcome.
    pub fn log(&mut self, lead: Place, (channel, outcome): (u32, u32), at: Timestamp) {
        let contacted = Contacted { first: at.micros(), channel, outcome, times: 1 };
        add(self.by_lead.entry(lead).or_default(), contacted);
    }

    /// Gives a lead what was logged with another one that turned out to be it.
    pub fn join(&mut self, duplicate: Place, survivor: Place) {
        let Some(logged) = self.by_lead.remove(&duplicate) else { return };
        let all = self.by_lead.entry(survivor).or_default();
        logged.into_iter().for_each(|contacted| add(all, contacted));
    }

    /// What was logged with a lead.
    pub fn of(&self, lead: Place) -> Logged {
        self.by_lead.get(&lead).cloned().unwrap_or_default()
    }

    /// Puts back what a row says of a lead.
    pub fn put(&mut self, lead: Place, logged: Logged) {
        if !logged.is_empty() {
            self.by_lead.insert(lead, logged);
        }
    }

    /// The leads that were contacted, in their order.
    pub fn all(&self) -> impl Iterator<Item = (Place, &[Contacted])> {
        self.by_lead.iter().map(|(lead, logged)| (*lead, logged.as_slice()))
    }

    /// About how many bytes they take.
    pub fn memory_bytes(&self) -> usize {
        let words: usize = self.words.iter().map(Dictionary::memory_bytes).sum();
        // A node of the tree is about two thirds full.
        words + self.by_lead.len() * size_of::<(Place, Logged)>() * 3 / 2
    }
}

fn add(all: &mut Logged, more: Contacted) {
    let alike =
        |known: &&mut Contacted| (known.channel, known.outcome) == (more.channel, more.outcome);
    match all.iter_mut().find(alike) {
        Some(known) => {
            known.first = known.first.min(more.first);
            known.times = known.times.saturating_add(more.times);
        }
        None => all.push(more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_alike_are_counted_and_go_over_to_the_survivor() {
        let at = Timestamp::from_micros;
        let mut contacts = Contacts::default();
        contacts.log(3, (1, 1), at(50));
        contacts.log(3, (1, 1), at(20));
        contacts.log(3, (1, 2), at(70));
        contacts.log(8, (1, 2), at(60));
        contacts.join(3, 8);
        contacts.join(4, 8);
        let of = |first, outcome, times| Contacted { first, channel: 1, outcome, times };
        assert_eq!(contacts.of(8).as_slice(), [of(60, 2, 2), of(20, 1, 2)]);
        assert_eq!(contacts.all().map(|(lead, _)| lead).collect::<Vec<_>>(), [8]);
        assert!(contacts.of(3).is_empty() && contacts.of(4).is_empty());
    }
}
