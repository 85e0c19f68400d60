//! An account: a customer company. It has one state; issues to come give it more.

use event_schema::commit::Fact;
use event_schema::id::UserId;
use event_schema::value::{LookupKey, Text};
use event_schema::{Event, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Key;

/// An account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub owner_id: Option<UserId>,
    pub region: Option<Text<100>>,
    pub keys: SmallVec<[LookupKey; 4]>,
}

/// The state after a fact.
pub fn evolve(account: Option<Account>, fact: &Fact) -> Option<Account> {
    match (&fact.event, account) {
        (Event::AccountCreated(created), None) => Some(Account {
            owner_id: created.owner_id,
            region: created.region.clone(),
            keys: created.keys.clone(),
        }),
        (Event::AccountOwnerChanged(changed), Some(account)) => {
            Some(Account { owner_id: Some(changed.after), ..account })
        }
        (_, account) => account,
    }
}

impl Account {
    /// Keys under which conversions match it.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        self.keys.iter().map(|key| Key::lookup(StreamType::Account, *key)).collect()
    }
}
