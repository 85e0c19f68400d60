//! Accounts and contacts that may be one, and why (C23).

use std::sync::Arc;

use event_schema::commit::Recorded;
use event_schema::{DuplicateEvent, Position, StreamId, StreamType};
use rules::duplicates::Traits;
use rules::normalise;
use rules::settings::Duplicates as Rules;

use super::rows::{AccountRow, ContactRow};
use super::{ACCOUNTS, ACCOUNTS_APART, CONTACTS, CONTACTS_APART, Customers, contacts};
use crate::column::Place;
use crate::models::person::Viewer;
use crate::models::similar::{
    Found, Records, Similar, Wanted, apart, duplicates_page, of_person, proposals,
};
use crate::projection::{Rows, Tx};
use crate::query::{AlikeRow, AskError, Duplicates, Match, Proposal};
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
    /// Somebody said that two accounts or contacts are not the same, or took that back.
    pub(super) fn told_apart(
        &mut self,
        tx: &mut Tx<'_>,
        event: &Recorded<'_>,
        fact: &DuplicateEvent,
    ) {
        let (stream, other) = (event.fact.stream, fact.other_id());
        if stream.kind == StreamType::Account {
            self.accounts.change(tx, stream.id, |row| row.touch(event));
            if let Some(pair) = self.accounts.place(stream.id).zip(self.accounts.place(other)) {
                apart::told((&mut self.accounts.similar, ACCOUNTS_APART), tx, pair, fact);
            }
        }
        if stream.kind == StreamType::Contact {
            contacts::touched(self, tx, event);
            if let Some(pair) = self.contacts.place(stream.id).zip(self.contacts.place(other)) {
                apart::told((&mut self.contacts.similar, CONTACTS_APART), tx, pair, fact);
            }
        }
    }

    /// The accounts that an account may be one with.
    pub(super) fn account_proposals(
        &self,
        rows: Rows<'_>,
        at: Place,
        rules: &Rules,
    ) -> Result<Vec<Proposal>, AskError> {
        let accounts = OfAccounts { index: self, rows };
        let found = self.accounts.similar.found(rules, at, |at| accounts.traits(at))?;
        Ok(proposals(found, |at| self.accounts.id(at)))
    }

    /// The contacts that a contact may be one with, at whichever account.
    pub(super) fn contact_proposals(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        at: Place,
        rules: &Rules,
    ) -> Result<Vec<Proposal>, AskError> {
        let contacts = OfContacts { index: self, rows, viewer };
        let found = self.contacts.similar.found(rules, at, |at| contacts.traits(at))?;
        Ok(proposals(found, |at| self.contacts.id(at)))
    }

    /// The accounts and contacts that a lead with these traits may belong to, the likeliest first; of
    /// equal ones accounts first.
    pub fn matches(
        &self,
        rows: Rows<'_>,
        rules: &Rules,
        lead: &Traits,
    ) -> Result<Vec<Match>, AskError> {
        let account = |at: Place| -> Result<Traits, AskError> {
            let row = rows.shared::<AccountRow>(ACCOUNTS, &place(at))?;
            Ok(row.ok_or(AskError::NotFound)?.traits())
        };
        let contact = |at: Place| -> Result<Traits, AskError> {
            let row = rows.shared::<ContactRow>(CONTACTS, &place(at))?;
            Ok(row.ok_or(AskError::NotFound)?.traits())
        };
        let accounts = self.accounts.similar.matching(rules, lead, account)?.into_iter();
        let accounts = accounts
            .map(|found| (StreamId::new(StreamType::Account, self.accounts.id(found.at)), found));
        let contacts = self.contacts.similar.matching(rules, lead, contact)?.into_iter();
        let contacts = contacts
            .map(|found| (StreamId::new(StreamType::Contact, self.contacts.id(found.at)), found));
        let mut found: Vec<_> = accounts.chain(contacts).collect();
        found.sort_by_key(|(_, found)| std::cmp::Reverse(found.likely.score));
        found.truncate(rules.proposals_max as usize);
        let matched = |(of, found): (StreamId, Found)| Match {
            of,
            likelihood: found.likely.share(),
            because: found.likely.because.names().map(str::to_owned).collect(),
        };
        Ok(found.into_iter().map(matched).collect())
    }

    /// The accounts that may be older ones; `None` while they are being compared.
    pub fn duplicate_accounts(
        &self,
        rows: Rows<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Option<Duplicates>, AskError> {
        duplicates_page(&OfAccounts { index: self, rows }, wanted)
    }

    /// The contacts that may be older ones; `None` while they are being compared.
    pub fn duplicate_contacts(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Option<Duplicates>, AskError> {
        duplicates_page(&OfContacts { index: self, rows, viewer }, wanted)
    }
}

struct OfAccounts<'a> {
    index: &'a Customers,
    rows: Rows<'a>,
}

impl OfAccounts<'_> {
    fn row(&self, at: Place) -> Result<Arc<AccountRow>, AskError> {
        self.rows.shared(ACCOUNTS, &place(at))?.ok_or(AskError::NotFound)
    }
}

impl Records for OfAccounts<'_> {
    fn similar(&self) -> &Similar {
        &self.index.accounts.similar
    }

    fn position(&self, at: Place) -> Position {
        self.index.accounts.positions[at as usize]
    }

    fn traits(&self, at: Place) -> Result<Traits, AskError> {
        Ok(self.row(at)?.traits())
    }

    fn shown(&self, at: Place) -> Result<AlikeRow, AskError> {
        let row = self.row(at)?;
        let (name, owner_id) = (Some(row.name.clone()), row.owner_id);
        Ok(AlikeRow { id: row.id, name, owner_id, created_at: row.created_at })
    }
}

struct OfContacts<'a> {
    index: &'a Customers,
    rows: Rows<'a>,
    viewer: &'a Viewer<'a>,
}

impl OfContacts<'_> {
    fn row(&self, at: Place) -> Result<Arc<ContactRow>, AskError> {
        self.rows.shared(CONTACTS, &place(at))?.ok_or(AskError::NotFound)
    }
}

impl Records for OfContacts<'_> {
    fn similar(&self) -> &Similar {
        &self.index.contacts.similar
    }

    fn position(&self, at: Place) -> Position {
        self.index.contacts.positions[at as usize]
    }

    fn traits(&self, at: Place) -> Result<Traits, AskError> {
        Ok(self.row(at)?.traits())
    }

    fn shown(&self, at: Place) -> Result<AlikeRow, AskError> {
        let row = self.row(at)?;
        let stream = StreamId::new(StreamType::Contact, row.id);
        let name = self.viewer.person(row.person_id, stream, &row.boxes).person_name;
        Ok(AlikeRow { id: row.id, name, owner_id: None, created_at: row.created_at })
    }
}
