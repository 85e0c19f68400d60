//! Judging one record by a condition, where it is at hand and no list of them is sifted: the rules
//! that a decision is asked by.

use uuid::Uuid;

use super::{Condition, Operand, Test};
use crate::normalise::fold;

/// What a record has in a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Known<'a> {
    /// One of these; none if there are none.
    Words(Vec<&'a str>),
    /// An id, if there is one.
    Id(Option<Uuid>),
    /// A number, if there is one.
    Number(Option<i64>),
}

impl<'a> Known<'a> {
    /// A word, if there is one.
    pub fn word(word: Option<&'a str>) -> Self {
        Self::Words(word.into_iter().collect())
    }
}

/// Whether a record meets a condition, given what it has in each field. Nothing belongs to a record
/// that is judged alone, and a field of times or decimals is compared with nothing: conditions on
/// such records can't name them.
pub fn holds<'a>(condition: &Condition, of: &dyn Fn(&str) -> Known<'a>) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|one| holds(one, of)),
        Condition::Any(any) => any.iter().any(|one| holds(one, of)),
        Condition::Not(not) => !holds(not, of),
        Condition::Field { name, test } => meets(&of(name), test),
        Condition::Has(_) => false,
    }
}

fn meets(known: &Known<'_>, test: &Test) -> bool {
    match (known, test) {
        (Known::Words(words), Test::Absent) => words.is_empty(),
        (Known::Id(id), Test::Absent) => id.is_none(),
        (Known::Number(number), Test::Absent) => number.is_none(),
        (Known::Words(words), Test::In(asked)) => asked.iter().any(|asked| match asked {
            Operand::Word(asked) => words.contains(&asked.as_str()),
            _ => false,
        }),
        (Known::Id(id), Test::In(asked)) => id.is_some_and(|id| asked.contains(&Operand::Id(id))),
        (Known::Number(number), Test::In(asked)) => {
            number.is_some_and(|number| asked.contains(&Operand::Number(number)))
        }
        (Known::Words(words), Test::Like(pattern)) => {
            let pattern = fold(pattern);
            words.iter().any(|word| is_like(&fold(word), &pattern))
        }
        (Known::Number(Some(number)), Test::Range { from, to }) => {
            let bound = |operand: &Option<Operand>| match operand {
                Some(Operand::Number(bound)) => Some(*bound),
                Some(_) | None => None,
            };
            bound(from).is_none_or(|from| from <= *number)
                && bound(to).is_none_or(|to| *number < to)
        }
        (Known::Words(_) | Known::Id(_) | Known::Number(None), Test::Range { .. })
        | (Known::Id(_) | Known::Number(_), Test::Like(_)) => false,
    }
}

/// Whether a text fits a pattern in which `*` stands for any letters. Both are folded by the caller.
pub fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|start| text.strip_prefix(start)) else { return false };
    let mut parts: Vec<_> = parts.collect();
    let Some(end) = parts.pop() else { return rest.is_empty() };
    let mut rest = rest;
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(end)
}
