//! Accounts and contacts that may be one, and why (C23).

use rules::duplicates::Traits;
use rules::normalise;
use rules::settings::Duplicates;

use super::rows::{AccountRow, ContactRow};
use super::{ACCOUNTS, CONTACTS, Customers};
use crate::column::Place;
use crate::models::similar::of_person;
use crate::projection::Rows;
use crate::query::{AskError, Proposal};
use crate::store::key::place;

impl AccountRow {
    /// What is compared of it.
    pub fn traits(&self) -> Traits {
        let digits = |phone: &String| phone.trim_start_matches('+').parse().ok();
        Traits {
            email: None,
            phone: self.phone.as_ref().and_then(digits),
            domain: self.domain.clone(),
            company: Some(normalise::company(&self.name)),
            region: self.region.as_deref().map(normalise::fold).unwrap_or_default(),
        }
    }
}

impl ContactRow {
    /// What is compared of it.
    pub fn traits(&self) -> Traits {
        of_person(&self.keys)
    }
}

impl Customers {
    /// The accounts that an account may be one with.
    pub(super) fn account_proposals(
        &self,
        rows: Rows<'_>,
        (own, row): (Place, &AccountRow),
        rules: &Duplicates,
    ) -> Result<Vec<Proposal>, AskError> {
        self.accounts.similar.proposals(rules, (own, &row.traits()), |at| {
            let other = rows.shared::<AccountRow>(ACCOUNTS, &place(at))?.ok_or(AskError::NotFound)?;
            Ok((other.id, other.traits()))
        })
    }

    /// The contacts that a contact may be one with, at whichever account.
    pub(super) fn contact_proposals(
        &self,
        rows: Rows<'_>,
        (own, row): (Place, &ContactRow),
        rules: &Duplicates,
    ) -> Result<Vec<Proposal>, AskError> {
        self.contacts.similar.proposals(rules, (own, &row.traits()), |at| {
            let other = rows.shared::<ContactRow>(CONTACTS, &place(at))?.ok_or(AskError::NotFound)?;
            Ok((other.id, other.traits()))
        })
    }
}
