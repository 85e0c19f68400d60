//! The column of a tenant's own field whose values are texts. What a text is, a word, a decimal, a date
//! or an id, says the field's definition, which a condition was read by: the column keeps each text once
//! and beside it the number that it is, if it is one. So rows need no definition to be taken over.

use chrono::{Datelike, NaiveDate};
use event_schema::value::plain_decimal;
use rules::normalise::fold;
use rules::views::{Kind, Operand, Test, is_like};

use super::asked::{Now, number};
use super::column::{NO_NUMBER, parts, put};
use crate::column::{Dictionary, Place};

/// The texts, by place.
pub struct Texts {
    words: Dictionary,
    /// By a word's number: the day of a date, or a decimal as columns keep it.
    ranks: Vec<i64>,
    values: Vec<u32>,
}

/// What is asked of texts.
pub enum Asked {
    /// One of these numbers of words, ascending.
    Words(Vec<u32>),
    /// A rank for which this holds.
    Ranks(RankTest),
}

/// What is asked of ranks.
pub enum RankTest {
    /// One of these.
    OneOf(Vec<i64>),
    /// From one to another, both inclusive.
    Between(i64, i64),
}

impl RankTest {
    /// Whether it holds for a rank.
    pub fn holds(&self, rank: i64) -> bool {
        match self {
            Self::OneOf(ranks) => ranks.contains(&rank),
            Self::Between(from, to) => *from <= rank && rank <= *to,
        }
    }
}

impl Texts {
    /// None, for so many records.
    pub fn new(len: usize) -> Self {
        Self {
            words: Dictionary::default(),
            ranks: vec![NO_NUMBER],
            values: vec![Dictionary::NONE; len],
        }
    }

    /// Takes over the text of a record.
    pub fn set(&mut self, place: usize, text: Option<&str>) {
        let Some(text) = text else { return put(&mut self.values, place, Dictionary::NONE) };
        let (number, is_new) = self.words.number_or_add(text);
        if is_new {
            self.ranks.push(rank_of(text));
        }
        put(&mut self.values, place, number);
    }

    /// The numbers of the words, by place.
    pub fn values(&self) -> &[u32] {
        &self.values
    }

    /// The ranks by the numbers of the words.
    pub fn ranks(&self) -> &[i64] {
        &self.ranks
    }

    /// The rank of a record's text.
    pub fn rank(&self, place: Place) -> i64 {
        self.ranks[self.values[place as usize] as usize]
    }

    /// What a test asks for; `None` if texts can't be asked it.
    pub fn asked(&self, test: &Test, now: Now) -> Option<Asked> {
        let ranks = |operand: &Operand| number(operand, Kind::Date, now);
        Some(match test {
            Test::Absent => Asked::Words(vec![Dictionary::NONE]),
            Test::Like(pattern) => {
                let pattern = fold(pattern);
                let fits = |number: &u32| {
                    self.words.value(*number).is_some_and(|word| is_like(&fold(word), &pattern))
                };
                Asked::Words((1..=self.words.len() as u32).filter(fits).collect())
            }
            Test::In(operands) => {
                let word = |operand: &Operand| match operand {
                    Operand::Word(word) => Some(self.words.number(word)),
                    Operand::Id(id) => Some(self.words.number(&id.to_string())),
                    _ => None,
                };
                if let Some(numbers) = operands.iter().map(word).collect::<Option<Vec<_>>>() {
                    let mut numbers: Vec<u32> = numbers.into_iter().flatten().collect();
                    numbers.sort_unstable();
                    return Some(Asked::Words(numbers));
                }
                Asked::Ranks(RankTest::OneOf(operands.iter().map(ranks).collect::<Option<_>>()?))
            }
            Test::Range { from, to } => {
                let bound = |operand: &Option<Operand>| match operand {
                    Some(operand) => ranks(operand).map(Some),
                    None => Some(None),
                };
                let from = bound(from)?.unwrap_or(NO_NUMBER + 1).max(NO_NUMBER + 1);
                let to = bound(to)?.map_or(i64::MAX, |to| to.saturating_sub(1));
                Asked::Ranks(RankTest::Between(from, to))
            }
        })
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.words.memory_bytes() + self.ranks.capacity() * 8 + self.values.capacity() * 4
    }
}

/// No text is both a date and a decimal.
fn rank_of(text: &str) -> i64 {
    let date = || text.parse::<NaiveDate>().ok().map(|date| i64::from(date.num_days_from_ce()));
    plain_decimal(text).map(parts).or_else(date).unwrap_or(NO_NUMBER)
}
