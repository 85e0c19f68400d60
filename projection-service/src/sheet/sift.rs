//! Sifting a sheet: which records meet a condition, block by block.

use rules::views::{Condition, Kind, Operand, Related, Test, custom_key};
use smallvec::SmallVec;

use super::Columns;
use super::asked::{Now, number, word_numbers};
use super::column::{Column, NO_NUMBER};
use super::texts::{Asked, RankTest, Texts};
use crate::column::Place;

/// Records of one block: as many as the bits of [`Bits`].
pub(super) const BLOCK: usize = 4_096;

/// So many records of a word are asked about one by one.
const FEW: u32 = 20;

/// One bit a record of a block.
type Bits = [u64; BLOCK / 64];
const NOTHING: Bits = [0; BLOCK / 64];

/// A condition with its words looked up, ready to be asked of every block of one sheet.
pub struct Sieve<'a> {
    node: Node<'a>,
    len: usize,
}

/// Which records of another sheet meet a condition, counted by the record that they belong to:
/// filled by the model, which knows what belongs to what.
pub struct Matches(Vec<u32>);

enum Node<'a> {
    All(Vec<Node<'a>>),
    Any(Vec<Node<'a>>),
    Not(Box<Node<'a>>),
    /// One of these numbers of words or ids, ascending.
    OneOf(&'a [u32], Vec<u32>),
    /// Any of the words is one of these numbers.
    AnyOf(&'a [SmallVec<[u32; 2]>], Vec<u32>),
    /// No words.
    NoneOf(&'a [SmallVec<[u32; 2]>]),
    /// From one number to another, both inclusive.
    Between(&'a [i64], i64, i64),
    /// One of these numbers.
    Equal(&'a [i64], Vec<i64>),
    /// A text of such a rank.
    Ranked(&'a Texts, RankTest),
    /// So many that belong to it.
    Counted(Matches, u32),
    /// Not one of those that no list shows.
    Shown(&'a [bool]),
    /// At one of these places, ascending.
    Within(Vec<Place>),
}

impl Matches {
    /// None yet, for a sheet of so many records.
    pub fn new(len: usize) -> Self {
        Self(vec![0; len])
    }

    /// One more that belongs to this record.
    pub fn add(&mut self, place: Place) {
        self.0[place as usize] += 1;
    }
}

impl<'a> Sieve<'a> {
    /// Looks up what the condition names. `related` counts what belongs to each record. `None` if
    /// the condition names a field or relation that there isn't, or compares it with what it can't
    /// be; conditions are checked where they are read, so that is a fault of the platform.
    pub fn new(
        columns: &'a Columns<'a>,
        condition: &Condition,
        now: Now,
        related: &mut dyn FnMut(&Related) -> Option<Matches>,
    ) -> Option<Self> {
        let node = node(columns, condition, now, related)?;
        Some(Self { node, len: columns.len() })
    }

    /// Only these records, besides: no other is looked at.
    pub fn within(self, places: &[Place]) -> Self {
        let mut places = places.to_vec();
        places.sort_unstable();
        Self { node: Node::All(vec![Node::Within(places), self.node]), ..self }
    }

    /// None of those that no list shows, besides.
    pub fn without(self, hidden: &'a [bool]) -> Self {
        Self { node: Node::All(vec![self.node, Node::Shown(hidden)]), ..self }
    }

    /// Shows every record below `end` that meets the condition, newest first, until `show` says
    /// that it has seen enough.
    pub fn newest_first(&self, end: usize, mut show: impl FnMut(Place) -> bool) {
        let mut end = end.min(self.len);
        while end > 0 {
            let start = (end - 1) / BLOCK * BLOCK;
            let bits = self.node.fill(start, end - start, &first(end - start));
            for (word, bits) in bits.iter().enumerate().rev() {
                let mut bits = *bits;
                while bits != 0 {
                    let bit = 63 - bits.leading_zeros() as usize;
                    bits &= !(1 << bit);
                    if !show((start + word * 64 + bit) as Place) {
                        return;
                    }
                }
            }
            end = start;
        }
    }
}

impl Node<'_> {
    /// Of the records from `start` on whose bit is set, those that hold.
    fn fill(&self, start: usize, len: usize, asked: &Bits) -> Bits {
        match self {
            Self::All(nodes) => {
                let mut bits = *asked;
                for node in nodes {
                    if bits == NOTHING {
                        break;
                    }
                    bits = node.fill(start, len, &bits);
                }
                bits
            }
            Self::Any(nodes) => {
                let (mut bits, mut left) = (NOTHING, *asked);
                for node in nodes {
                    let more = node.fill(start, len, &left);
                    bits.iter_mut().zip(more).for_each(|(bits, more)| *bits |= more);
                    left.iter_mut().zip(more).for_each(|(left, more)| *left &= !more);
                }
                bits
            }
            Self::Not(node) => {
                let mut bits = *asked;
                let less = node.fill(start, len, asked);
                bits.iter_mut().zip(less).for_each(|(bits, less)| *bits &= !less);
                bits
            }
            Self::OneOf(values, numbers) => match numbers.as_slice() {
                [number] => each(&values[start..start + len], asked, |value| value == number),
                [one, two] => each(&values[start..start + len], asked, |v| (v == one) | (v == two)),
                _ => each(&values[start..start + len], asked, |v| numbers.binary_search(v).is_ok()),
            },
            Self::AnyOf(values, numbers) => each(&values[start..start + len], asked, |words| {
                words.iter().any(|word| numbers.binary_search(word).is_ok())
            }),
            Self::NoneOf(values) => {
                each(&values[start..start + len], asked, |words| words.is_empty())
            }
            Self::Between(values, from, to) => {
                each(&values[start..start + len], asked, |value| (from <= value) & (value <= to))
            }
            Self::Equal(values, numbers) => {
                each(&values[start..start + len], asked, |value| numbers.contains(value))
            }
            Self::Ranked(texts, wanted) => {
                let ranks = texts.ranks();
                each(&texts.values()[start..start + len], asked, |v| {
                    wanted.holds(ranks[*v as usize])
                })
            }
            Self::Counted(matches, min) => {
                each(&matches.0[start..start + len], asked, |count| count >= min)
            }
            Self::Shown(hidden) => each(&hidden[start..start + len], asked, |hidden| !hidden),
            Self::Within(places) => {
                let from = places.partition_point(|place| (*place as usize) < start);
                let mut bits = NOTHING;
                for place in &places[from..] {
                    let Some(at) = Some(*place as usize - start).filter(|at| *at < len) else {
                        break;
                    };
                    bits[at / 64] |= 1 << (at % 64);
                }
                bits.iter_mut().zip(asked).for_each(|(bits, asked)| *bits &= asked);
                bits
            }
        }
    }
}

/// Of the values that are asked about, those that hold: one by one where they are few of a word.
fn each<T>(values: &[T], asked: &Bits, holds: impl Fn(&T) -> bool) -> Bits {
    let mut bits = NOTHING;
    for ((values, bits), asked) in values.chunks(64).zip(&mut bits).zip(asked) {
        let mut left = *asked;
        if left.count_ones() > FEW {
            for (bit, value) in values.iter().enumerate() {
                *bits |= u64::from(holds(value)) << bit;
            }
            *bits &= asked;
            continue;
        }
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            *bits |= u64::from(holds(&values[bit as usize])) << bit;
        }
    }
    bits
}

/// The first so many bits.
fn first(len: usize) -> Bits {
    let mut bits = NOTHING;
    for (word, bits) in bits.iter_mut().enumerate() {
        *bits = match len.saturating_sub(word * 64) {
            0 => break,
            more if more >= 64 => u64::MAX,
            more => (1 << more) - 1,
        };
    }
    bits
}

fn node<'a>(
    columns: &'a Columns<'a>,
    condition: &Condition,
    now: Now,
    related: &mut dyn FnMut(&Related) -> Option<Matches>,
) -> Option<Node<'a>> {
    let mut nodes = |conditions: &[Condition]| -> Option<Vec<Node<'a>>> {
        conditions.iter().map(|condition| node(columns, condition, now, related)).collect()
    };
    Some(match condition {
        Condition::All(conditions) => Node::All(nodes(conditions)?),
        Condition::Any(conditions) => Node::Any(nodes(conditions)?),
        Condition::Not(condition) => Node::Not(Box::new(node(columns, condition, now, related)?)),
        Condition::Field { name, test } => {
            match columns.column(name) {
                Some((column, kind)) => tested(column, kind, test, now)?,
                // No record has a value of this field of the tenant's own yet.
                None if custom_key(name).is_some() && *test == Test::Absent => Node::All(vec![]),
                None if custom_key(name).is_some() => Node::Any(vec![]),
                None => return None,
            }
        }
        Condition::Has(wanted) => {
            let matches = related(wanted).filter(|matches| matches.0.len() == columns.len())?;
            Node::Counted(matches, wanted.min)
        }
    })
}

fn tested<'a>(column: &'a Column, kind: Kind, test: &Test, now: Now) -> Option<Node<'a>> {
    Some(match column {
        Column::Word { words, values } => Node::OneOf(values, word_numbers(words, test)?),
        Column::Words { values, .. } if *test == Test::Absent => Node::NoneOf(values),
        Column::Words { words, values } => Node::AnyOf(values, word_numbers(words, test)?),
        Column::Id { ids, values } => {
            let number = |operand: &Operand| match operand {
                Operand::Id(id) => Some(ids.place(*id)),
                _ => None,
            };
            let mut numbers = match test {
                Test::Absent => vec![u32::MAX],
                Test::In(operands) => {
                    let numbers: Option<Vec<_>> = operands.iter().map(number).collect();
                    numbers?.into_iter().flatten().collect()
                }
                Test::Range { .. } | Test::Like(_) => return None,
            };
            numbers.sort_unstable();
            Node::OneOf(values, numbers)
        }
        Column::Text(texts) => match texts.asked(test, now)? {
            Asked::Words(numbers) => Node::OneOf(texts.values(), numbers),
            Asked::Ranks(wanted) => Node::Ranked(texts, wanted),
        },
        Column::Number(values) => match test {
            Test::Absent => Node::Equal(values, vec![NO_NUMBER]),
            Test::In(operands) => {
                let numbers: Option<Vec<_>> =
                    operands.iter().map(|operand| number(operand, kind, now)).collect();
                Node::Equal(values, numbers?)
            }
            Test::Range { from, to } => {
                let bound = |operand: &Option<Operand>| match operand {
                    Some(operand) => number(operand, kind, now).map(Some),
                    None => Some(None),
                };
                let from = bound(from)?.unwrap_or(NO_NUMBER + 1).max(NO_NUMBER + 1);
                let to = bound(to)?.map_or(i64::MAX, |to| to.saturating_sub(1));
                Node::Between(values, from, to)
            }
            Test::Like(_) => return None,
        },
    })
}
