//! What counts by an instant, on either axis of time.

use std::collections::BTreeMap;

use event_log::dice::Dice;
use serde_json::Value as Json;

use super::{Micros, micros_of, text};

/// Events in log order, each with the instant from which it counts by business time.
pub struct Log(Vec<(Micros, Json)>);

impl Log {
    /// A commit counts whole, at the latest of its own time and its streams' predecessors'. Commits
    /// are told apart by their time of recording, of which no two have the same.
    pub fn read(lines: &[Json]) -> Self {
        let mut streams: BTreeMap<String, Micros> = BTreeMap::new();
        let mut log = Vec::new();
        for commit in lines.chunk_by(|a, b| a["recorded_at"] == b["recorded_at"]) {
            let known = |event: &Json| streams.get(&text(&event["stream"]["id"])).copied();
            let own = commit.iter().map(|event| micros_of(&event["occurred_at"]));
            let counts = commit.iter().filter_map(known).chain(own).max().unwrap();
            for event in commit {
                streams.insert(text(&event["stream"]["id"]), counts);
                log.push((counts, event.clone()));
            }
        }
        Self(log)
    }

    pub fn all(&self) -> Vec<&Json> {
        self.0.iter().map(|(_, event)| event).collect()
    }

    pub fn occurred_by(&self, then: Micros) -> Vec<&Json> {
        self.0.iter().filter(|(counts, _)| *counts <= then).map(|(_, event)| event).collect()
    }

    pub fn recorded_by(&self, then: Micros) -> Vec<&Json> {
        self.all().into_iter().filter(|e| micros_of(&e["recorded_at"]) <= then).collect()
    }

    /// The time of recording of any event.
    pub fn some_recording(&self, dice: &mut Dice) -> String {
        text(&self.0[dice.below(self.0.len() as u64) as usize].1["recorded_at"])
    }

    /// How many events of a type there are.
    pub fn count(&self, kind: &str) -> usize {
        self.0.iter().filter(|(_, event)| event["type"] == kind).count()
    }
}
