//! The normaliser: what makes two spellings the same.
//!
//! Keys recorded in events are hashes of what it returns, so a published version never changes. A
//! change is a new version, and look-ups ask under both until the old keys are gone.

mod company;
mod fold;
mod mail;
mod search;

pub use company::{company, region, similar};
pub use fold::fold;
pub use mail::{email, is_domain, mailbox_class, registrable_domain};
pub use search::{matches, query_words, search_terms};

/// The version of the normaliser that is described here; recorded beside the keys.
pub const NORMALISER: u16 = 1;

#[cfg(test)]
mod tests;
