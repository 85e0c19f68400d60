//! The dictionary of a field: the names that its values have, and the other ways in which people
//! write them (C11, C12). It normalises what it knows and lets everything else pass as written.

use std::collections::BTreeMap;

use event_schema::event::Seniority;
use event_schema::problem::FieldError;
use event_schema::value::{Code, Text};
use serde::{Deserialize, Serialize};

use super::check::fault;
use crate::normalise::fold;

/// The fields whose free text is looked up.
pub const DICTIONARIES: [&str; 7] =
    ["source", "region", "industry", "product", "channel", "outcome", TITLES];

/// The dictionary of job titles. A title is personal and stays as it was written; what the dictionary
/// says of it is how much its bearer has to say, and which kind of person they are in a purchase.
pub const TITLES: &str = "title";

/// A version of the dictionary of one field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Dictionary {
    /// The values, in the order to show them.
    values: Vec<Entry>,
    /// Which value each name and alias means, folded.
    meant: BTreeMap<String, usize>,
}

/// A value and how else it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name that is recorded.
    pub name: Text<100>,
    /// Other ways of writing it; case, accents and width don't matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text<100>>,
    /// Its code in a public list, such as GB/T 4754 for industries (C95).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text<100>>,
    /// Of a job title: how much whoever has it has to say (C11, C31).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seniority: Option<Seniority>,
    /// Of a job title: which kind of person whoever has it is in a purchase (C13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<Code>,
}

/// As it stands in a body.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    values: Vec<Entry>,
}

impl Dictionary {
    /// The value that a text means, if the dictionary knows it.
    pub fn meant(&self, text: &str) -> Option<&Entry> {
        // Most tenants have no dictionary for most fields, and folding costs more than asking.
        if self.values.is_empty() {
            return None;
        }
        self.meant.get(&fold(text)).map(|place| &self.values[*place])
    }

    /// The values, in the order to show them.
    pub fn values(&self) -> &[Entry] {
        &self.values
    }

    pub(super) fn faults(&self, field: &str) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (i, entry) in self.values.iter().enumerate() {
            let said =
                [("seniority", entry.seniority.is_some()), ("persona", entry.persona.is_some())];
            for (name, _) in said.into_iter().filter(|(_, said)| *said && field != TITLES) {
                let field = format!("values[{i}].{name}");
                faults.push(fault(field, "not-allowed", "is known of job titles alone"));
            }
        }
        let mut names = BTreeMap::new();
        for (i, entry) in self.values.iter().enumerate() {
            let aliases = entry.aliases.iter().enumerate();
            let aliases = aliases.map(|(n, alias)| (format!("values[{i}].aliases[{n}]"), alias));
            let name = std::iter::once((format!("values[{i}].name"), &entry.name));
            for (field, word) in name.chain(aliases) {
                if let Some(other) = names.insert(fold(word.as_str()), field.clone()) {
                    let message = format!("means two values: {word} stands at {other}, too");
                    faults.push(fault(field, "duplicate", message));
                }
            }
        }
        faults
    }
}

impl From<Written> for Dictionary {
    fn from(Written { values }: Written) -> Self {
        let mut meant = BTreeMap::new();
        for (place, entry) in values.iter().enumerate() {
            for word in std::iter::once(&entry.name).chain(&entry.aliases) {
                meant.entry(fold(word.as_str())).or_insert(place);
            }
        }
        Self { values, meant }
    }
}

impl From<Dictionary> for Written {
    fn from(dictionary: Dictionary) -> Self {
        Self { values: dictionary.values }
    }
}
