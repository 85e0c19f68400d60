//! Deciding: what a command must see, and what follows from it.
//!
//! `needs` is asked again with what was seen so far until it names nothing new: a conversion knows
//! the account to look for only once its lead is loaded. `decide` is then a plain function of the
//! command, what was seen and the context.

mod above;
mod account;
mod bulk;
mod clock;
mod codes;
mod contact;
mod contract;
mod conversion;
mod custom;
mod duplicate;
mod few;
mod followed;
mod interaction;
mod lead;
mod merged;
mod opportunity;
mod order;
mod record;
mod setting;
mod taken;
mod words;
mod wrongs;

use std::cell::OnceCell;
use std::sync::Arc;

use event_schema::command::Command;
use event_schema::commit::SettingUsed;
use event_schema::id::{AccountId, PersonId};
use event_schema::personal::KeySlot;
use event_schema::value::LookupKey;
use event_schema::{Actor, Event, Personal, Revision, StreamId, Timestamp};
use rules::keys::Hasher;
use rules::settings::Book;
use smallvec::SmallVec;
use uuid::Uuid;

pub use few::Few;
use followed::followed;
pub use setting::setting_stream;

use crate::aggregate::{
    Account, BulkAction, Contact, CustomRecord, Interaction, Key, Lead, Opportunity, Order, State,
};
use crate::rejection::Rejection;

/// What a command must see before it can be decided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Needs {
    /// Records.
    pub streams: SmallVec<[StreamId; 4]>,
    /// Keys whose holders matter; the holders themselves are asked for once they are known.
    pub keys: SmallVec<[Key; 4]>,
    /// Records whose personal data must be opened.
    pub personal: SmallVec<[StreamId; 1]>,
}

impl Needs {
    fn stream(&mut self, stream: impl Into<StreamId>) {
        self.streams.push(stream.into());
    }

    /// The key's holders, and every record that holds it.
    fn holders(&mut self, key: Key, seen: &Seen) {
        self.keys.push(key);
        self.streams.extend(seen.holders(key).iter().copied());
    }

    /// The holders of an account's key, under every id by which records may name the account.
    fn holders_at(&mut self, key: fn(AccountId) -> Key, account: AccountId, seen: &Seen) {
        for id in seen.names_of(account) {
            self.holders(key(id), seen);
        }
    }
}

/// One record as it was loaded.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Its revision; 0 if there is none.
    pub revision: Revision,
    /// Its state, if there is one.
    pub state: Option<Arc<State>>,
}

/// Records that hold a key, oldest first.
pub type Holders = SmallVec<[StreamId; 1]>;

/// What was loaded for a command.
#[derive(Debug, Default)]
pub struct Seen {
    /// Records by stream.
    pub records: Few<StreamId, Record, 4>,
    /// Holders by key.
    pub keys: Few<Key, Holders, 4>,
    /// Opened personal data by stream.
    pub personal: Few<StreamId, Personal, 1>,
}

impl Seen {
    /// The record that a merged one turned out to be, one step on; as far as was loaded.
    pub fn merged_into(&self, stream: StreamId) -> Option<StreamId> {
        self.records.get(&stream)?.state.as_deref()?.merged_into()
    }

    /// The record that is meant by this id: itself, or the one that it was merged into, through any
    /// number of merges. Whatever was loaded, its survivor was loaded with it.
    pub fn survivor(&self, stream: impl Into<StreamId>) -> StreamId {
        let mut stream = stream.into();
        while let Some(into) = self.merged_into(stream) {
            stream = into;
        }
        stream
    }

    /// Whether a merged record was loaded.
    fn any_merged(&self) -> bool {
        let merged = |record: &Record| record.state.as_deref().is_some_and(State::is_merged);
        self.records.values().any(merged)
    }

    /// The account that is meant by an id in a record: itself, or the one that it was merged into.
    fn account_meant(&self, id: AccountId) -> AccountId {
        AccountId(self.survivor(id).id)
    }

    /// Every id by which records may name an account: its own, and those of accounts that turned out
    /// to be it.
    fn names_of(&self, account: AccountId) -> SmallVec<[AccountId; 2]> {
        let known = self.account(account).ok().flatten();
        let merged = known.map_or(&[][..], |account| &account.merged);
        std::iter::once(account).chain(merged.iter().copied()).collect()
    }

    /// Whether a contact is at an account.
    fn is_at(&self, contact: &Contact, account: AccountId) -> bool {
        self.names_of(account).contains(&contact.account_id)
    }

    /// The holders of an account's key, under every id by which records may name the account.
    fn holders_at(
        &self,
        key: fn(AccountId) -> Key,
        account: AccountId,
    ) -> impl Iterator<Item = StreamId> + '_ {
        let names = self.names_of(account).into_iter();
        names.flat_map(move |id| self.holders(key(id)).iter().copied())
    }

    fn state(&self, stream: impl Into<StreamId>) -> Result<Option<&State>, Rejection> {
        let stream = stream.into();
        match self.records.get(&stream).and_then(|record| record.state.as_deref()) {
            Some(State::Newer) => Err(Rejection::Newer(stream)),
            other => Ok(other),
        }
    }

    fn exists(&self, stream: impl Into<StreamId>) -> bool {
        self.records.get(&stream.into()).is_some_and(|record| record.revision > 0)
    }

    fn lead(&self, stream: impl Into<StreamId>) -> Result<Option<&Lead>, Rejection> {
        Ok(self.state(stream)?.and_then(|s| if let State::Lead(l) = s { Some(l) } else { None }))
    }

    fn account(&self, stream: impl Into<StreamId>) -> Result<Option<&Account>, Rejection> {
        Ok(self.state(stream)?.and_then(|s| if let State::Account(a) = s { Some(a) } else { None }))
    }

    fn contact(&self, stream: impl Into<StreamId>) -> Result<Option<&Contact>, Rejection> {
        Ok(self.state(stream)?.and_then(|s| if let State::Contact(c) = s { Some(c) } else { None }))
    }

    fn opportunity(&self, id: impl Into<StreamId>) -> Result<Option<&Opportunity>, Rejection> {
        Ok(self
            .state(id)?
            .and_then(|s| if let State::Opportunity(o) = s { Some(&**o) } else { None }))
    }

    fn interaction(&self, id: impl Into<StreamId>) -> Result<Option<&Interaction>, Rejection> {
        let state = self.state(id)?;
        Ok(state.and_then(|s| if let State::Interaction(i) = s { Some(i) } else { None }))
    }

    fn order(&self, id: impl Into<StreamId>) -> Result<Option<&Order>, Rejection> {
        Ok(self.state(id)?.and_then(|s| if let State::Order(o) = s { Some(o) } else { None }))
    }

    fn record(&self, id: impl Into<StreamId>) -> Result<Option<&CustomRecord>, Rejection> {
        Ok(self.state(id)?.and_then(|s| if let State::Record(r) = s { Some(&**r) } else { None }))
    }

    fn bulk_action(&self, id: impl Into<StreamId>) -> Result<Option<&BulkAction>, Rejection> {
        Ok(self.state(id)?.and_then(|s| if let State::Bulk(b) = s { Some(b) } else { None }))
    }

    /// Whether a record that was loaded may be proposed as the same as another one.
    fn may_be_proposed(&self, id: StreamId) -> bool {
        let state = self.records.get(&id).and_then(|record| record.state.as_deref());
        state.is_some_and(State::may_be_proposed)
    }

    fn holders(&self, key: Key) -> &[StreamId] {
        self.keys.get(&key).map_or(&[], |holders| holders)
    }
}

/// Ids for what a command creates, all from one that was made when it came in.
#[derive(Debug, Clone, Copy)]
pub struct Ids(pub Uuid);

impl Ids {
    /// The command's own id.
    pub fn command(self) -> Uuid {
        self.0
    }

    /// The `n`-th id after it, 1 to 15: the same but for the last four bits.
    fn nth(self, n: u8) -> Uuid {
        let mut bytes = *self.0.as_bytes();
        bytes[15] ^= n & 0x0f;
        Uuid::from_bytes(bytes)
    }

    /// For the record of the command's own stream.
    pub fn own(self) -> Uuid {
        self.nth(1)
    }

    /// For a person.
    pub fn person(self) -> Uuid {
        self.nth(2)
    }

    /// For an account beside it.
    pub fn account(self) -> Uuid {
        self.nth(3)
    }

    /// For a contact beside it.
    pub fn contact(self) -> Uuid {
        self.nth(4)
    }

    /// For an opportunity beside it.
    pub fn opportunity(self) -> Uuid {
        self.nth(5)
    }
}

/// How far ahead of the clock business time may be, for clocks that differ.
pub const AHEAD_MAX_SECONDS: i64 = 60;

/// What a decision may know beside the records.
pub struct Context<'a> {
    /// The subject of the token behind it.
    pub actor: Actor,
    /// When it is recorded.
    pub now: Timestamp,
    /// When it happened in business.
    pub occurred_at: Timestamp,
    /// Ids for what is created.
    pub ids: Ids,
    /// The tenant's settings.
    pub book: &'a Book,
    /// Makes the tenant's look-up hashes.
    pub hasher: &'a Hasher,
    /// Keys of what the command creates: asked for in every round, hashed in the first.
    pub own_keys: OnceCell<LookupKeys>,
}

/// The keys of a record.
pub type LookupKeys = SmallVec<[LookupKey; 4]>;

impl Context<'_> {
    /// A time in a command's body, or the command's own; refused if it lies in the future.
    fn at(
        &self,
        field: &str,
        given: Option<event_schema::field::Instant>,
    ) -> Result<Timestamp, Rejection> {
        let at = given.map_or(self.occurred_at, |given| given.0);
        if at > self.now.plus_seconds(AHEAD_MAX_SECONDS) {
            return Err(Rejection::invalid(field, "in-future", "lies in the future"));
        }
        Ok(at)
    }
}

/// Personal data to be sealed with an event.
#[derive(Debug, Clone)]
pub struct PersonalDraft {
    /// Whose.
    pub person: PersonId,
    /// Where their key lies; a new one is taken if absent.
    pub slot: Option<KeySlot>,
    /// What.
    pub personal: Personal,
}

/// An event that follows from a command.
#[derive(Debug, Clone)]
pub struct Draft {
    /// On which stream.
    pub stream: StreamId,
    /// What happened.
    pub event: Event,
    /// What of it is personal.
    pub personal: Option<PersonalDraft>,
}

impl Draft {
    fn new(stream: impl Into<StreamId>, event: impl Into<Event>) -> Self {
        Self { stream: stream.into(), event: event.into(), personal: None }
    }

    fn with(mut self, person: PersonId, slot: Option<KeySlot>, personal: Personal) -> Self {
        if !personal.is_empty() {
            self.personal = Some(PersonalDraft { person, slot, personal });
        }
        self
    }
}

/// What follows from a command; nothing to do is an empty list.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// The events, the first on the command's own stream.
    pub drafts: Vec<Draft>,
    /// The settings that it used.
    pub settings: SmallVec<[SettingUsed; 2]>,
}

/// The stream that the command is about: `If-Match` and the answer's revision refer to it.
pub fn own_stream(command: &Command, seen: &Seen, ctx: &Context<'_>) -> StreamId {
    match followed(command, seen).as_ref() {
        Command::Lead(c) => lead::own_stream(c, seen, ctx),
        Command::Account(c) => account::own_stream(c, seen, ctx),
        Command::Contact(c) => contact::own_stream(c, seen, ctx),
        Command::Duplicate(c) => duplicate::own_stream(c),
        Command::Interaction(c) => interaction::own_stream(c, ctx),
        Command::Order(c) => order::own_stream(c, ctx),
        Command::Contract(c) => contract::own_stream(c, ctx),
        Command::Record(c) => record::own_stream(c, ctx),
        Command::Opportunity(c) => opportunity::own_stream(c, ctx),
        Command::Setting(c) => setting::own_stream(c, ctx),
        Command::Bulk(c) => bulk::own_stream(c),
        Command::Clock(c) => clock::own_stream(c),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &Command, seen: &Seen, ctx: &Context<'_>) -> Needs {
    let mut needs = Needs::default();
    needs.stream(own_stream(command, seen, ctx));
    match followed(command, seen).as_ref() {
        Command::Lead(c) => lead::needs(c, seen, ctx, &mut needs),
        Command::Account(c) => account::needs(c, seen, ctx, &mut needs),
        Command::Contact(c) => contact::needs(c, seen, ctx, &mut needs),
        Command::Duplicate(c) => duplicate::needs(c, &mut needs),
        Command::Interaction(c) => interaction::needs(c, seen, ctx, &mut needs),
        Command::Order(c) => order::needs(c, seen, ctx, &mut needs),
        Command::Contract(c) => contract::needs(c, seen, ctx, &mut needs),
        Command::Record(c) => record::needs(c, seen, ctx, &mut needs),
        Command::Opportunity(c) => opportunity::needs(c, seen, ctx, &mut needs),
        // Every version of every setting is in the tenant's book.
        Command::Setting(_) => {}
        Command::Bulk(_) | Command::Clock(_) => {}
    }
    needs
}

/// Judges a command.
pub fn decide(command: &Command, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    match followed(command, seen).as_ref() {
        Command::Lead(c) => lead::decide(c, seen, ctx),
        Command::Account(c) => account::decide(c, seen, ctx),
        Command::Contact(c) => contact::decide(c, seen, ctx),
        Command::Duplicate(c) => duplicate::decide(c, seen, ctx),
        Command::Interaction(c) => interaction::decide(c, seen, ctx),
        Command::Order(c) => order::decide(c, seen, ctx),
        Command::Contract(c) => contract::decide(c, seen, ctx),
        Command::Record(c) => record::decide(c, seen, ctx),
        Command::Opportunity(c) => opportunity::decide(c, seen, ctx),
        Command::Setting(c) => setting::decide(c, ctx),
        Command::Bulk(c) => bulk::decide(c, seen),
        Command::Clock(c) => clock::decide(c, seen, ctx),
    }
}

#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
