//! Compact columns: what indexes in memory are made of.

mod chains;
mod dictionary;
mod ids;
mod words;

use std::hash::{DefaultHasher, Hash, Hasher};

pub use chains::Chains;
pub use dictionary::Dictionary;
pub use ids::Ids;
pub use words::WordIndex;

/// A place in a column: records of a kind are numbered in the order in which they were created.
pub type Place = u32;

/// The next place of a column, or a panic that quarantines the model: four thousand million records
/// of one kind are more than the compact columns can number.
pub fn next_place(len: usize) -> Place {
    Place::try_from(len).expect("a tenant has fewer than 2^32 records of a kind")
}

/// A hash of a reference in another system. Stable within the process, which is all it has to be.
pub fn external_hash(system: &str, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (system, id).hash(&mut hasher);
    hasher.finish()
}
