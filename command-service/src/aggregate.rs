//! Aggregates: what decisions are made against. Each is a fold of its stream.

pub mod account;
pub mod bulk;
pub mod contact;
pub mod lead;
pub mod opportunity;
pub mod record;
pub mod trade;

use std::hash::{Hash, Hasher};

use event_schema::commit::Fact;
use event_schema::id::AccountId;
use event_schema::value::{LookupHash, LookupKey, LookupKind};
use event_schema::{
    AccountEvent, ContactEvent, DuplicateEvent, Event, EventType, LeadEvent, Revision, Sealed,
    StreamId, StreamType,
};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use uuid::Uuid;

pub use account::Account;
pub use bulk::BulkAction;
pub use contact::Contact;
use lead::Facts;
pub use lead::Lead;
pub use opportunity::Opportunity;
pub use record::CustomRecord;
pub use trade::{Interaction, Order, Recorded};

/// Something records hold so that they can be found; who holds it is a fold of the log, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A keyed hash, among the records of one type.
    Lookup(StreamType, LookupKind, LookupHash),
    /// The open opportunities with an account.
    OpenOpportunities(AccountId),
    /// The contacts at an account.
    Contacts(AccountId),
    /// The main contact of an account.
    MainContact(AccountId),
}

impl Hash for Key {
    /// Hashes and ids are spread already, whatever they are of.
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Lookup(_, _, hash) => hash.hash(state),
            Self::OpenOpportunities(account)
            | Self::Contacts(account)
            | Self::MainContact(account) => account.hash(state),
        }
    }
}

impl Key {
    /// The key under which records of this type are looked up.
    pub fn lookup(of: StreamType, key: LookupKey) -> Self {
        Self::Lookup(of, key.kind, key.hash)
    }
}

/// A box of personal data with what it takes to open it: it is bound to its place in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxAt {
    /// Revision of the event that carries it.
    pub revision: Revision,
    /// Type of that event.
    pub event: EventType,
    /// The box.
    pub sealed: Sealed,
}

impl BoxAt {
    fn of(fact: &Fact) -> Option<Self> {
        let sealed = fact.personal.clone()?;
        Some(Self { revision: fact.revision, event: fact.event.event_type(), sealed })
    }
}

/// The state of one stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum State {
    Lead(Lead),
    Account(Account),
    Contact(Contact),
    /// In a box, since much more is known of it than of the others.
    Opportunity(Box<Opportunity>),
    Interaction(Interaction),
    Order(Order),
    Contract(Recorded),
    /// A key of the tenant's settings; its versions are in the tenant's book.
    Setting,
    /// It turned out to be another record of its kind and holds nothing any more: whoever names it
    /// means that one.
    Merged {
        into: StreamId,
    },
    /// It has events of a newer Kith, so nothing can be decided about it here.
    Newer,
    Bulk(BulkAction),
    /// Last, since rows that were written know the others by their places.
    Record(Box<CustomRecord>),
}

/// Folds one fact into the state of its stream. Never refuses: a fact is a fact.
pub fn evolve(state: Option<State>, fact: &Fact) -> Option<State> {
    if state.as_ref().is_some_and(State::is_closed) {
        return state;
    }
    if let Some(into) = merged_into(fact) {
        return Some(State::Merged { into });
    }
    match (fact.stream.kind, &fact.event) {
        (_, Event::Unknown(_)) | (StreamType::Unknown(_), _) => Some(State::Newer),
        (StreamType::Lead, Event::Lead(event)) => {
            let lead = state.and_then(State::lead);
            lead::evolve(lead, event, fact).map(State::Lead)
        }
        (StreamType::Account, Event::Account(event)) => {
            let account = state.and_then(State::account);
            account::evolve(account, event, fact).map(State::Account)
        }
        (StreamType::Contact, Event::Contact(event)) => {
            let contact = state.and_then(State::contact);
            contact::evolve(contact, event, fact).map(State::Contact)
        }
        (StreamType::Opportunity, Event::Opportunity(event)) => {
            let opportunity = state.and_then(State::opportunity);
            opportunity::evolve(opportunity, event, fact).map(Box::new).map(State::Opportunity)
        }
        (StreamType::Interaction, Event::Interaction(event)) => {
            let known = state.and_then(State::interaction);
            Some(State::Interaction(trade::interaction(known, event)))
        }
        (StreamType::Order, Event::Order(event)) => {
            let known = state.and_then(State::order);
            trade::order(known, event).map(State::Order)
        }
        (StreamType::Contract, Event::Contract(event)) => {
            let known = state.and_then(State::contract);
            Some(State::Contract(trade::contract(known, event)))
        }
        (StreamType::Record, Event::Record(event)) => {
            let known = state.and_then(State::record);
            record::evolve(known, event).map(Box::new).map(State::Record)
        }
        (_, Event::Duplicate(event)) => state.map(|state| state.told_apart(event)),
        (StreamType::Setting, _) => Some(State::Setting),
        (StreamType::BulkAction, Event::Bulk(event)) => {
            bulk::evolve(state.and_then(State::bulk), event).map(State::Bulk)
        }
        // A fact about another kind of record than its stream's says nothing about this one.
        (
            StreamType::Lead
            | StreamType::Account
            | StreamType::Contact
            | StreamType::Opportunity
            | StreamType::Interaction
            | StreamType::Order
            | StreamType::Contract
            | StreamType::Record
            | StreamType::BulkAction,
            Event::Lead(_)
            | Event::Account(_)
            | Event::Contact(_)
            | Event::Opportunity(_)
            | Event::Interaction(_)
            | Event::Order(_)
            | Event::Contract(_)
            | Event::Record(_)
            | Event::Setting(_)
            | Event::Bulk(_),
        ) => state,
    }
}

/// The record that the fact's own one turned out to be.
fn merged_into(fact: &Fact) -> Option<StreamId> {
    let into: StreamId = if let Event::Lead(LeadEvent::LeadMergedInto(merged)) = &fact.event {
        merged.survivor_id.into()
    } else if let Event::Account(AccountEvent::AccountMergedInto(merged)) = &fact.event {
        merged.survivor_id.into()
    } else if let Event::Contact(ContactEvent::ContactMergedInto(merged)) = &fact.event {
        merged.survivor_id.into()
    } else {
        return None;
    };
    // A fact about another kind of record than its stream's says nothing about this one.
    (into.kind == fact.stream.kind).then_some(into)
}

/// The keys that the record holds in this state.
pub fn keys(state: &State) -> SmallVec<[Key; 4]> {
    match state {
        State::Lead(lead) => lead.keys(),
        State::Account(account) => account.keys(),
        State::Contact(contact) => contact.keys(),
        State::Opportunity(opportunity) => opportunity.keys(),
        State::Interaction(interaction) => interaction.keys(),
        State::Order(order) => order.keys(),
        State::Contract(contract) => contract.keys(StreamType::Contract),
        State::Record(record) => record.keys(),
        State::Setting | State::Merged { .. } | State::Newer | State::Bulk(_) => SmallVec::new(),
    }
}

impl State {
    fn lead(self) -> Option<Lead> {
        if let Self::Lead(lead) = self { Some(lead) } else { None }
    }

    fn account(self) -> Option<Account> {
        if let Self::Account(account) = self { Some(account) } else { None }
    }

    fn contact(self) -> Option<Contact> {
        if let Self::Contact(contact) = self { Some(contact) } else { None }
    }

    fn interaction(self) -> Option<Interaction> {
        if let Self::Interaction(interaction) = self { Some(interaction) } else { None }
    }

    fn order(self) -> Option<Order> {
        if let Self::Order(order) = self { Some(order) } else { None }
    }

    fn contract(self) -> Option<Recorded> {
        if let Self::Contract(contract) = self { Some(contract) } else { None }
    }

    fn record(self) -> Option<CustomRecord> {
        if let Self::Record(record) = self { Some(*record) } else { None }
    }

    fn opportunity(self) -> Option<Opportunity> {
        if let Self::Opportunity(opportunity) = self { Some(*opportunity) } else { None }
    }

    fn bulk(self) -> Option<BulkAction> {
        if let Self::Bulk(act) = self { Some(act) } else { None }
    }

    /// Takes over that it is another record than one that looks like it, or may be that one again.
    fn told_apart(mut self, event: &DuplicateEvent) -> Self {
        let Some(apart) = self.apart_mut() else { return self };
        match event {
            DuplicateEvent::DuplicateDismissed(dismissed) => {
                if !apart.contains(&dismissed.other_id) {
                    apart.push(dismissed.other_id);
                }
            }
            DuplicateEvent::DuplicateRestored(restored) => {
                apart.retain(|other| *other != restored.other_id);
            }
        }
        self
    }

    fn apart_mut(&mut self) -> Option<&mut Vec<Uuid>> {
        match self {
            Self::Lead(lead) => Some(&mut lead.facts_mut().apart),
            Self::Account(account) => Some(&mut account.apart),
            Self::Contact(contact) => Some(&mut contact.apart),
            Self::Opportunity(_)
            | Self::Interaction(_)
            | Self::Order(_)
            | Self::Contract(_)
            | Self::Record(_)
            | Self::Setting
            | Self::Merged { .. }
            | Self::Newer
            | Self::Bulk(_) => None,
        }
    }

    /// The record that this one turned out to be.
    pub fn merged_into(&self) -> Option<StreamId> {
        if let Self::Merged { into } = self { Some(*into) } else { None }
    }

    /// Whether no fact can change it any more.
    fn is_closed(&self) -> bool {
        match self {
            Self::Newer | Self::Merged { .. } => true,
            Self::Lead(_)
            | Self::Account(_)
            | Self::Contact(_)
            | Self::Opportunity(_)
            | Self::Interaction(_)
            | Self::Order(_)
            | Self::Contract(_)
            | Self::Record(_)
            | Self::Setting
            | Self::Bulk(_) => false,
        }
    }

    /// Whether it turned out to be another record.
    pub fn is_merged(&self) -> bool {
        self.merged_into().is_some()
    }

    /// Whether it may be proposed as the same as another record of its kind.
    pub fn may_be_proposed(&self) -> bool {
        match self {
            Self::Lead(lead) => lead.place().is_some(),
            Self::Account(_) | Self::Contact(_) => true,
            Self::Opportunity(_)
            | Self::Interaction(_)
            | Self::Order(_)
            | Self::Contract(_)
            | Self::Record(_)
            | Self::Setting
            | Self::Merged { .. }
            | Self::Newer
            | Self::Bulk(_) => false,
        }
    }

    /// The boxes of personal data that the record holds, oldest first.
    pub fn boxes(&self) -> SmallVec<[&BoxAt; 2]> {
        match self {
            Self::Lead(lead) => {
                let Facts { boxes, answers, .. } = lead.facts();
                let answers = answers.values().filter_map(|answered| answered.texts.as_ref());
                boxes.iter().chain(answers).collect()
            }
            Self::Contact(contact) => contact.boxes.iter().collect(),
            Self::Account(_)
            | Self::Opportunity(_)
            | Self::Interaction(_)
            | Self::Order(_)
            | Self::Contract(_)
            | Self::Record(_)
            | Self::Setting
            | Self::Merged { .. }
            | Self::Newer
            | Self::Bulk(_) => SmallVec::new(),
        }
    }
}
