//! Conditions on records: tests of fields, combined, and tests of what is related to a record.

use chrono::NaiveDate;
use event_schema::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A condition. An empty `All` holds for every record, an empty `Any` for none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Condition {
    /// Every one of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not this one.
    Not(Box<Condition>),
    /// A test of a field.
    Field {
        /// Its name.
        name: String,
        /// What is asked of it.
        test: Test,
    },
    /// A test of records that belong to this one.
    Has(Related),
}

/// Records that belong to another one, such as an account's opportunities.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Related {
    /// Which kind, such as `opportunities`.
    pub relation: String,
    /// Which of them count; all if absent.
    pub such: Option<Box<Condition>>,
    /// How many there must be at least.
    pub min: u32,
}

/// What is asked of a field. A record without a value meets only [`Test::Absent`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Test {
    /// It is one of these.
    In(Vec<Operand>),
    /// It is at least the first and less than the second.
    Range {
        /// Inclusive; open if absent.
        from: Option<Operand>,
        /// Exclusive; open if absent.
        to: Option<Operand>,
    },
    /// It fits a pattern in which `*` stands for any letters; case and accents don't matter.
    Like(String),
    /// It has no value.
    Absent,
}

/// What a field is compared with, of the field's kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operand {
    /// A word.
    Word(String),
    /// An id.
    Id(Uuid),
    /// A whole number.
    Number(i64),
    /// A decimal.
    Decimal(Decimal),
    /// An instant.
    Time(Timestamp),
    /// So many seconds before the question is asked, or after if negative; of a date its day. A saved
    /// view moves with time.
    Ago(i64),
    /// A date.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
}
