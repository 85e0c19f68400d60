//! The fields that a tenant gave its records (C94), as conditions and orders name them: `custom.` and
//! the key.

use std::collections::BTreeMap;

use event_schema::command::FieldType;
use event_schema::event::SettingKind;
use event_schema::value::Key;
use serde::{Deserialize, Serialize};

use super::{Kind, List};
use crate::settings::{Body, Book, CustomField};

/// What the names of such fields begin with.
const PREFIX: &str = "custom.";

/// Every field that a tenant ever gave its records. One that is out of use stays, since records have
/// its values; what it holds never changes, so it doesn't matter when a condition was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CustomColumns {
    /// By kind of record or object, and by key.
    kinds: BTreeMap<Key, BTreeMap<Key, CustomColumn>>,
    /// The object whose records are listed, where they are.
    object: Option<Key>,
}

/// A field of a tenant's own, as lists know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomColumn {
    /// It holds this.
    Of(Kind),
    /// It is sealed with a person's key: no list can know what it holds.
    Sealed,
}

/// The key of a field of a tenant's own, if this name is one of such a field.
pub fn custom_key(name: &str) -> Option<Key> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

impl CustomColumns {
    /// Those of a tenant.
    pub fn of(book: &Book) -> Self {
        let mut kinds: BTreeMap<Key, BTreeMap<Key, CustomColumn>> = BTreeMap::new();
        for version in book.versions() {
            if version.defined.kind != SettingKind::Fields {
                continue;
            }
            if let Ok(Body::Fields(body)) = &version.body {
                let fields = body.fields.iter().map(|field| (field.key, column(field)));
                kinds.entry(version.defined.key).or_default().extend(fields);
            }
        }
        Self { kinds, object: None }
    }

    /// The same where records of an object are listed.
    pub fn of_object(self, object: Option<Key>) -> Self {
        Self { object, ..self }
    }

    /// The field that a name means in a list.
    pub fn column(&self, list: List, name: &str) -> Option<CustomColumn> {
        self.fields(list)?.get(&custom_key(name)?).copied()
    }

    /// The names of a list's fields and what they hold, without those that are sealed.
    pub fn named(&self, list: List) -> impl Iterator<Item = (String, Kind)> {
        let fields = self.fields(list).into_iter().flatten();
        fields.filter_map(|(key, column)| match column {
            CustomColumn::Of(kind) => Some((format!("{PREFIX}{key}"), *kind)),
            CustomColumn::Sealed => None,
        })
    }

    fn fields(&self, list: List) -> Option<&BTreeMap<Key, CustomColumn>> {
        let kind = match list {
            List::Leads => "lead",
            List::Accounts => "account",
            List::Contacts => "contact",
            List::Opportunities => "opportunity",
            List::Records => return self.kinds.get(&self.object?),
            List::Interactions | List::Orders | List::Contracts | List::NewAccounts => return None,
        };
        self.kinds.get(&kind.parse::<Key>().ok()?)
    }
}

fn column(field: &CustomField) -> CustomColumn {
    if field.personal {
        return CustomColumn::Sealed;
    }
    CustomColumn::Of(match field.kind {
        FieldType::Text | FieldType::Code => Kind::Word,
        FieldType::Number => Kind::Number,
        FieldType::Decimal => Kind::Decimal,
        FieldType::Date => Kind::Date,
        FieldType::Flag => Kind::Flag,
        FieldType::Record => Kind::Id,
    })
}
