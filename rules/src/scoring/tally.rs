//! What a lead has done, counted.

use std::collections::BTreeMap;

use event_schema::event::Behavior;
use serde::{Deserialize, Serialize};

/// How often a lead has shown each behaviour.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tally(BTreeMap<Behavior, u32>);

impl From<BTreeMap<Behavior, u32>> for Tally {
    fn from(counts: BTreeMap<Behavior, u32>) -> Self {
        Self(counts)
    }
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, behavior: Behavior) {
        let count = self.0.entry(behavior).or_default();
        *count = count.saturating_add(1);
    }

    /// How often.
    pub fn count(&self, behavior: Behavior) -> u32 {
        self.0.get(&behavior).copied().unwrap_or_default()
    }

    /// Every behaviour that was shown, and how often.
    pub fn counts(&self) -> &BTreeMap<Behavior, u32> {
        &self.0
    }

    /// Takes over the history of a merged lead.
    pub fn merge(&mut self, other: &Self) {
        for (behavior, more) in &other.0 {
            let count = self.0.entry(*behavior).or_default();
            *count = count.saturating_add(*more);
        }
    }
}
