//! An account: a customer company. It has one state; issues to come give it more.

use event_schema::event::AccountCreated;
use event_schema::id::UserId;
use event_schema::value::{LookupKey, Text};
use event_schema::{AccountEvent, StreamType};
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

/// The state after a fact; a fact about an account that was never created is passed over.
pub fn evolve(account: Option<Account>, event: &AccountEvent) -> Option<Account> {
    let account = match (event, account) {
        (AccountEvent::AccountCreated(created), None) => return Some(born(created)),
        (_, None) => return None,
        (_, Some(account)) => account,
    };
    Some(match event {
        AccountEvent::AccountCreated(_) => account,
        AccountEvent::AccountOwnerChanged(changed) => {
            Account { owner_id: Some(changed.after), ..account }
        }
    })
}

fn born(created: &AccountCreated) -> Account {
    Account {
        owner_id: created.owner_id,
        region: created.region.clone(),
        keys: created.keys.clone(),
    }
}

impl Account {
    /// Keys under which conversions match it.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        self.keys.iter().map(|key| Key::lookup(StreamType::Account, *key)).collect()
    }
}
