//! Which fields a contact has, personal ones included: events name those that are given, so nothing is
//! opened to see how complete a contact is (C101, C102).

use event_schema::event::{ContactCreated, ContactUpdated, PersonalField};
use event_schema::value::LookupKind;
use serde::{Deserialize, Serialize};

use super::rows::ContactRow;

/// The fields that can be key fields of a contact, a bit each; the personal ones first.
const KEY_FIELDS: [&str; 6] =
    ["person_name", "email", "phone", "title", "decision_role", "influence"];

/// The personal key fields that a contact has, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonHas(u8);

impl PersonHas {
    /// Of a contact that was created. The first ones didn't name what is given: addresses are seen by
    /// their keys, a name is required where no lead became the contact, and titles count as missing.
    pub fn born(created: &ContactCreated) -> Self {
        let mut has = Self::default();
        created.personal.iter().for_each(|field| has.set(*field, true));
        if created.personal.is_empty() {
            let key = |kind| created.keys.iter().any(|key| key.kind == kind);
            has.set(PersonalField::Email, key(LookupKind::Email));
            has.set(PersonalField::Phone, key(LookupKind::Phone));
            has.set(PersonalField::PersonName, created.from_lead_id.is_none());
        }
        has
    }

    /// Takes over what changed.
    pub fn update(&mut self, updated: &ContactUpdated) {
        for field in &updated.personal {
            self.set(*field, !updated.emptied.contains(field));
        }
    }

    fn set(&mut self, field: PersonalField, is: bool) {
        let bit = match field {
            PersonalField::PersonName => 1,
            PersonalField::Email => 1 << 1,
            PersonalField::Phone => 1 << 2,
            PersonalField::Title => 1 << 3,
            PersonalField::Style | PersonalField::Preferences | PersonalField::DecisionFactors => {
                return;
            }
        };
        self.0 = if is { self.0 | bit } else { self.0 & !bit };
    }
}

/// The bits of the key fields that a contact has.
pub fn bits(row: &ContactRow) -> u8 {
    row.person_has.0
        | u8::from(row.decision_role.is_some()) << 4
        | u8::from(row.influence.is_some()) << 5
}

/// The bit of a key field.
pub fn bit(field: &str) -> Option<u32> {
    KEY_FIELDS.iter().position(|known| *known == field).map(|at| 1 << at)
}
