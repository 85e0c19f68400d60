//! Records that may be ones that were there before them.

use event_schema::Timestamp;
use event_schema::id::UserId;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Page;

/// Records of which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Alike {
    Leads,
    Accounts,
    Contacts,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DuplicatesAsked {
    pub of: Alike,
    /// As likely as this or likelier, in ten-thousandths.
    pub score_min: u16,
}

/// The records of a kind that may be older ones, and how many they are of all (C27).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Duplicates {
    /// The likeliest first, of equal ones the newest.
    pub page: Page<DuplicateRow>,
    /// How many records may be one with others at all.
    pub records: u64,
    /// How many of them are so likely older ones that they count in the duplicate rate.
    pub doubtful: u64,
    /// Of leads: how many are given up for a reason that means invalid data.
    pub invalid: Option<u64>,
    /// The share of them that is no more than to be expected.
    pub goal: Decimal,
}

/// A record that may be an older one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateRow {
    pub record: AlikeRow,
    /// The records that it may be one with, the likeliest first.
    pub others: Vec<OtherRow>,
}

/// What somebody who compares records sees of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlikeRow {
    pub id: Uuid,
    /// Of a contact it is the person's, for those who may see it.
    pub name: Option<String>,
    pub owner_id: Option<UserId>,
    pub created_at: Timestamp,
}

/// One of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherRow {
    pub record: AlikeRow,
    /// How likely, from 0 to 1.
    pub score: f64,
    /// Any of `email`, `phone`, `domain`, `name`.
    pub because: Vec<String>,
}
