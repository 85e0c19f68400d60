//! Conditions as columns can be asked them: what follows from settings in force is told by the columns
//! that it follows from, and ids of merged records are those of the ones that they turned out to be.

use std::borrow::Cow;

use event_schema::Timestamp;
use rules::settings::Book;
use rules::views::{Condition, List, Operand, Test};

use super::Customers;
use super::account_view::Present;
use super::aliases::Aliases;
use crate::models::listing::{between, is};

/// The field that is told by the thresholds in force.
const LARGE: &str = "large";

impl Customers {
    /// The condition as the columns of its list can be asked it.
    pub(super) fn told<'a>(
        &self,
        list: List,
        condition: &'a Condition,
        (book, at): Present<'_>,
    ) -> Cow<'a, Condition> {
        let large = (list == List::Opportunities && names(condition, LARGE))
            .then(|| with_large(condition, &large(book, at)));
        let none_merged = self.accounts.aliases.is_empty() && self.contacts.aliases.is_empty();
        match large {
            large if !none_merged => Cow::Owned(self.meant(large.as_ref().unwrap_or(condition))),
            Some(large) => Cow::Owned(large),
            None => Cow::Borrowed(condition),
        }
    }

    fn meant(&self, condition: &Condition) -> Condition {
        let inner = |all: &[Condition]| all.iter().map(|one| self.meant(one)).collect();
        match condition {
            Condition::All(all) => Condition::All(inner(all)),
            Condition::Any(any) => Condition::Any(inner(any)),
            Condition::Not(not) => Condition::Not(Box::new(self.meant(not))),
            Condition::Field { name, test: Test::In(asked) } => {
                let Some(aliases) = self.named_by(name) else { return condition.clone() };
                let meant = asked.iter().map(|operand| match operand {
                    Operand::Id(id) => Operand::Id(aliases.meant(*id)),
                    other => other.clone(),
                });
                Condition::Field { name: name.clone(), test: Test::In(meant.collect()) }
            }
            // What belongs to a record is told with the list that it is in.
            Condition::Field { .. } | Condition::Has(_) => condition.clone(),
        }
    }

    /// The merged ones of the records that a field names.
    fn named_by(&self, field: &str) -> Option<&Aliases> {
        match field {
            "account" | "parent" => Some(&self.accounts.aliases),
            "reports_to" => Some(&self.contacts.aliases),
            _ => None,
        }
    }
}

/// Whether a condition tests a field of its own list.
pub fn names(condition: &Condition, field: &str) -> bool {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().any(|one| names(one, field)),
        Condition::Not(not) => names(not, field),
        Condition::Field { name, .. } => name == field,
        Condition::Has(_) => false,
    }
}

fn with_large(condition: &Condition, large: &Condition) -> Condition {
    let inner = |all: &[Condition]| all.iter().map(|one| with_large(one, large)).collect();
    match condition {
        Condition::All(all) => Condition::All(inner(all)),
        Condition::Any(any) => Condition::Any(inner(any)),
        Condition::Not(not) => Condition::Not(Box::new(with_large(not, large))),
        Condition::Field { name, test: Test::In(flags) } if name == LARGE => {
            let asked = flags.iter().map(|flag| match flag {
                Operand::Flag(false) => Condition::Not(Box::new(large.clone())),
                _ => large.clone(),
            });
            Condition::Any(asked.collect())
        }
        // Every deal is large or not.
        Condition::Field { name, .. } if name == LARGE => Condition::Any(Vec::new()),
        Condition::Field { .. } | Condition::Has(_) => condition.clone(),
    }
}

/// That a deal is above the threshold of its pipeline for its currency.
fn large(book: &Book, at: Timestamp) -> Condition {
    let keys: std::collections::BTreeSet<_> =
        book.versions().map(|version| version.defined.key).collect();
    let lines = keys.into_iter().filter_map(|key| Some((key, book.pipeline(key, at).ok()?.body)));
    let word = |word: &str| Operand::Word(word.to_owned());
    let above = lines.flat_map(|(key, pipeline)| {
        pipeline.large_deal.iter().map(move |line| {
            let line_is = is("amount", Operand::Decimal(line.amount));
            Condition::All(vec![
                is("pipeline", word(key.as_str())),
                is("currency", word(line.currency.as_str())),
                between("amount", Some(Operand::Decimal(line.amount)), None),
                Condition::Not(Box::new(line_is)),
            ])
        })
    });
    Condition::Any(above.collect())
}
