//! What a condition asks for, as the numbers by which columns keep it.

use chrono::{Datelike, NaiveDate};
use event_schema::Timestamp;
use rules::normalise::fold;
use rules::views::{Kind, Operand, Test, is_like};
use rules::zone::Zone;

use super::column::parts;
use crate::column::Dictionary;

/// The present of a question: relative times are told from it, and dates in its zone.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The instant.
    pub at: Timestamp,
    /// The zone.
    pub zone: Zone,
}

/// The numbers of the words that a test means, ascending.
pub(super) fn word_numbers(words: &Dictionary, test: &Test) -> Option<Vec<u32>> {
    let mut numbers = match test {
        Test::Absent => vec![Dictionary::NONE],
        Test::In(operands) => {
            let mut numbers = Vec::with_capacity(operands.len());
            for operand in operands {
                let Operand::Word(word) = operand else { return None };
                numbers.extend(words.number(word));
            }
            numbers
        }
        Test::Like(pattern) => {
            let pattern = fold(pattern);
            let fits = |number: &u32| {
                words.value(*number).is_some_and(|word| is_like(&fold(word), &pattern))
            };
            (1..=words.len() as u32).filter(fits).collect()
        }
        Test::Range { .. } => return None,
    };
    numbers.sort_unstable();
    Some(numbers)
}

/// The number by which a column of this kind keeps what is asked for.
pub(super) fn number(operand: &Operand, kind: Kind, now: Now) -> Option<i64> {
    let day = |date: NaiveDate| i64::from(date.num_days_from_ce());
    match operand {
        Operand::Number(number) => Some(*number),
        Operand::Decimal(decimal) => Some(parts(*decimal)),
        Operand::Time(at) => Some(at.micros()),
        Operand::Ago(seconds) => {
            let at = now.at.plus_seconds(seconds.saturating_neg());
            Some(if kind == Kind::Date { day(now.zone.date_of(at)) } else { at.micros() })
        }
        Operand::Date(date) => Some(day(*date)),
        Operand::Flag(flag) => Some(i64::from(*flag)),
        Operand::Word(_) | Operand::Id(_) => None,
    }
}
