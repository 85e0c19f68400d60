//! Customers: accounts with their contacts and opportunities, and what happens with them:
//! interactions, orders, contracts. One model, so that a conversion, which makes all three in one
//! commit, is never seen in part, and an account's page never contradicts the lists beside it. Asked
//! by sales, in lists and one by one.

mod account_index;
mod accounts;
mod aliases;
mod around;
mod belongings;
mod care;
mod care_view;
mod cells;
mod completeness;
mod contact_has;
mod contact_index;
mod contacts;
mod figures;
mod first_contact;
mod index;
mod interaction_index;
mod meetings;
mod merge;
mod network;
mod number;
mod open;
mod opportunities;
mod ordered;
mod proposals;
mod record_sheet;
mod record_view;
mod records;
mod rows;
mod sift;
mod told;
mod trade;
mod trade_cells;
mod trade_index;
mod trade_rows;

mod account_view;
mod contact_view;
mod trade_view;

use event_schema::commit::Recorded;
use event_schema::{
    AccountEvent, AccountEventType, ContactEvent, ContactEventType, ContractEvent,
    ContractEventType, Event, EventType, InteractionEvent, InteractionEventType, LeadEvent,
    LeadEventType, OpportunityEventType, OrderEvent, OrderEventType, RecordEventType, SettingEvent,
    SettingEventType,
};
use rules::settings::Book;

use crate::models::similar::apart;
use crate::projection::{Projection, Tx};
use crate::query::HandoverState;
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::{Table, place_of};

use account_index::Accounts;
use aliases::{Aliases, Kind};
use contact_index::Contacts;
use interaction_index::Interactions;
use opportunities::Opportunities;
use records::Records;
use trade_index::{Contracts, Orders};

pub use account_view::Present;
pub use belongings::Member;
pub use told::names;

/// A row an account, by place.
const ACCOUNTS: Table = b'a';
/// A row a contact, by place.
const CONTACTS: Table = b'c';
/// A row an opportunity, by place.
const OPPORTUNITIES: Table = b'o';
/// A row an interaction, by place.
const INTERACTIONS: Table = b'i';
/// A row an order, by place.
const ORDERS: Table = b'r';
/// A row a contract, by place.
const CONTRACTS: Table = b't';
/// A row a record of an object that the tenant defined, by place.
const RECORDS: Table = b'x';
/// How many accounts and interactions each month has, by prefix and month.
const NUMBERS: Table = b'n';
/// The leads that turned out to be one, by its id.
const TOOK_IN: Table = b'l';
/// When somebody first spoke with a lead, and whose it became, by its id.
const LEADS: Table = b'f';
/// Versions of the tenant's own settings, by position: the zone decides an account's number.
const ZONES: Table = b'z';
/// Which record a merged one turned out to be, by kind and the merged one's id. They are loaded
/// before the records.
const MERGED: Table = b'm';
/// Which accounts somebody said are not the same, by the places of both.
const ACCOUNTS_APART: Table = b'd';
/// The same of contacts.
const CONTACTS_APART: Table = b'e';

/// The customers of one tenant.
#[derive(Default)]
pub struct Customers {
    accounts: Accounts,
    contacts: Contacts,
    opportunities: Opportunities,
    interactions: Interactions,
    orders: Orders,
    contracts: Contracts,
    records: Records,
    /// Leads that turned out to be others: interactions name them.
    leads: Aliases,
    book: Book,
}

impl Projection for Customers {
    const NAME: &'static str = "customers";
    const VERSION: u32 = 12;
    const KEEPS_BOXES: bool = true;
    const TABLES: &'static [Table] = &[
        ZONES,
        MERGED,
        ACCOUNTS,
        CONTACTS,
        OPPORTUNITIES,
        INTERACTIONS,
        ORDERS,
        CONTRACTS,
        RECORDS,
        ACCOUNTS_APART,
        CONTACTS_APART,
    ];

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Lead(kind) => wants_of_lead(kind),
            EventType::Account(kind) => match kind {
                AccountEventType::AccountCreated
                | AccountEventType::AccountOwnerChanged
                | AccountEventType::AccountUpdated
                | AccountEventType::AccountsLinked
                | AccountEventType::AccountsUnlinked
                | AccountEventType::AccountsMerged
                | AccountEventType::AccountMergedInto
                | AccountEventType::AccountGradeReviewed
                | AccountEventType::AccountHandoverStarted
                | AccountEventType::AccountHandoverUpdated
                | AccountEventType::AccountHandoverCompleted
                | AccountEventType::AccountHandoverCancelled => true,
            },
            EventType::Contact(kind) => match kind {
                ContactEventType::ContactCreated
                | ContactEventType::ContactUpdated
                | ContactEventType::ContactsMerged
                | ContactEventType::ContactMergedInto
                | ContactEventType::ContactsLinked
                | ContactEventType::ContactsUnlinked => true,
            },
            EventType::Interaction(kind) => match kind {
                InteractionEventType::InteractionLogged => true,
            },
            EventType::Order(kind) => match kind {
                OrderEventType::OrderRecorded | OrderEventType::OrderCancelled => true,
            },
            EventType::Contract(kind) => match kind {
                ContractEventType::ContractRecorded => true,
            },
            EventType::Record(kind) => match kind {
                RecordEventType::RecordCreated
                | RecordEventType::RecordUpdated
                | RecordEventType::RecordRemoved => true,
            },
            EventType::Opportunity(kind) => match kind {
                OpportunityEventType::OpportunityOpened
                | OpportunityEventType::OpportunityStageChanged
                | OpportunityEventType::OpportunityOwnerChanged
                | OpportunityEventType::OpportunityWon
                | OpportunityEventType::OpportunityLost
                | OpportunityEventType::OpportunityUpdated
                | OpportunityEventType::OpportunityAmountChanged
                | OpportunityEventType::ExpectedCloseChanged
                | OpportunityEventType::ProbabilityOverridden
                | OpportunityEventType::StageApprovalRequested
                | OpportunityEventType::StageApproved
                | OpportunityEventType::StageRejected
                | OpportunityEventType::OpportunityReopened
                | OpportunityEventType::OpportunityRiskMarked
                | OpportunityEventType::OpportunityRiskCleared
                | OpportunityEventType::MilestoneSet
                | OpportunityEventType::MilestoneCompleted
                | OpportunityEventType::BuyingRoleSet
                | OpportunityEventType::BuyingRoleRemoved => true,
            },
            EventType::Setting(kind) => match kind {
                SettingEventType::SettingDefined => true,
            },
            EventType::Duplicate(_) => true,
            EventType::Bulk(_) | EventType::Unknown => false,
        }
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        match &event.fact.event {
            Event::Lead(fact) => self.about_lead(tx, event, fact),
            Event::Account(fact) => self.about_account(tx, event, fact),
            Event::Contact(fact) => self.about_contact(tx, event, fact),
            Event::Interaction(InteractionEvent::InteractionLogged(logged)) => {
                trade::logged(self, tx, event, logged);
            }
            Event::Order(OrderEvent::OrderRecorded(recorded)) => {
                trade::ordered(self, tx, event, recorded);
            }
            Event::Order(OrderEvent::OrderCancelled(cancelled)) => {
                trade::cancelled(self, tx, event, cancelled);
            }
            Event::Contract(ContractEvent::ContractRecorded(recorded)) => {
                trade::contracted(self, tx, event, recorded);
            }
            Event::Record(fact) => records::apply(self, tx, event, fact),
            Event::Opportunity(fact) => opportunities::apply(self, tx, event, fact),
            Event::Setting(SettingEvent::SettingDefined(defined)) => {
                number::zone_defined(self, tx, event, defined);
            }
            Event::Duplicate(fact) => self.told_apart(tx, event, fact),
            Event::Bulk(_) | Event::Unknown(_) => {}
        }
    }

    fn load(&mut self, table: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        let place = match table {
            ACCOUNTS => self.add_account(&decode(row)?),
            CONTACTS => self.add_contact(&decode(row)?),
            OPPORTUNITIES => self.add_opportunity(&decode(row)?),
            INTERACTIONS => self.add_interaction(&decode(row)?),
            ORDERS => self.add_order(&decode(row)?),
            CONTRACTS => self.add_contract(&decode(row)?),
            RECORDS => self.add_record(&decode(row)?),
            MERGED => return aliases::load(self, row),
            ACCOUNTS_APART => return apart::load(&mut self.accounts.similar, key),
            CONTACTS_APART => return apart::load(&mut self.contacts.similar, key),
            _ => return number::load_zone(self, row),
        };
        if place_of(key) != Some(place) {
            return Err(StoreError::Row("a customer's record is not in its place".into()));
        }
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        self.accounts.memory_bytes()
            + self.contacts.memory_bytes()
            + self.opportunities.memory_bytes()
            + self.interactions.memory_bytes()
            + self.orders.memory_bytes()
            + self.contracts.memory_bytes()
            + self.records.memory_bytes()
            + self.leads.memory_bytes()
    }
}

/// Of leads only what makes them customers, which are one, and when somebody spoke with them.
fn wants_of_lead(event: LeadEventType) -> bool {
    match event {
        LeadEventType::LeadConverted
        | LeadEventType::LeadContacted
        | LeadEventType::LeadsMerged
        | LeadEventType::LeadMergedInto => true,
        LeadEventType::LeadCreated
        | LeadEventType::LeadBehaviorRecorded
        | LeadEventType::LeadScored
        | LeadEventType::LeadNurtured
        | LeadEventType::LeadQualified
        | LeadEventType::LeadDisqualified
        | LeadEventType::LeadUpdated
        | LeadEventType::LeadVerified
        | LeadEventType::LeadAssigned
        | LeadEventType::LeadAccepted
        | LeadEventType::LeadDeclined
        | LeadEventType::LeadRecycled
        | LeadEventType::QuestionnaireAnswered
        | LeadEventType::LeadIdled
        | LeadEventType::LeadContactsPlanned
        | LeadEventType::LeadContactsStopped => false,
    }
}

impl Customers {
    fn about_lead(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &LeadEvent) {
        match fact {
            LeadEvent::LeadConverted(converted) => {
                let lead = event.fact.stream.id;
                let account = self.accounts.aliases.meant(converted.account.id.0);
                first_contact::converted(self, tx, lead, account);
                self.accounts.change(tx, account, |row| {
                    if !row.lead_ids.contains(&lead) {
                        row.lead_ids.push(lead);
                    }
                });
                if let Some(contact) = converted.contact {
                    let contact = self.contacts.aliases.meant(contact.id.0);
                    contacts::converted(self, tx, contact, lead);
                }
            }
            LeadEvent::LeadsMerged(merged) => belongings::merged(tx, event, merged),
            LeadEvent::LeadContacted(fact) => {
                first_contact::contacted(self, tx, event.fact.stream.id, fact);
            }
            LeadEvent::LeadMergedInto(merged) => {
                let ids = (event.fact.stream.id, merged.survivor_id.0);
                first_contact::leads_merged(self, tx, ids.0, ids.1);
                aliases::joined(self, tx, Kind::Lead, ids);
            }
            LeadEvent::LeadCreated(_)
            | LeadEvent::LeadBehaviorRecorded(_)
            | LeadEvent::LeadScored(_)
            | LeadEvent::LeadNurtured(_)
            | LeadEvent::LeadQualified(_)
            | LeadEvent::LeadDisqualified(_)
            | LeadEvent::LeadUpdated(_)
            | LeadEvent::LeadVerified(_)
            | LeadEvent::LeadAssigned(_)
            | LeadEvent::LeadAccepted(_)
            | LeadEvent::LeadDeclined(_)
            | LeadEvent::LeadRecycled(_)
            | LeadEvent::QuestionnaireAnswered(_)
            | LeadEvent::LeadIdled(_)
            | LeadEvent::LeadContactsPlanned(_)
            | LeadEvent::LeadContactsStopped(_) => {}
        }
    }

    fn about_account(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &AccountEvent) {
        match fact {
            AccountEvent::AccountCreated(created) => accounts::created(self, tx, event, created),
            AccountEvent::AccountOwnerChanged(changed) => {
                self.accounts.change(tx, event.fact.stream.id, |row| {
                    row.touch(event);
                    row.owner_id = Some(changed.after);
                });
            }
            AccountEvent::AccountUpdated(updated) => accounts::updated(self, tx, event, updated),
            AccountEvent::AccountsLinked(linked) => {
                accounts::linked(self, tx, event, (linked.other_id.0, linked.relation));
            }
            AccountEvent::AccountsUnlinked(unlinked) => {
                accounts::unlinked(self, tx, event, (unlinked.other_id.0, unlinked.relation));
            }
            AccountEvent::AccountsMerged(merged) => {
                merge::accounts_merged(self, tx, event, merged);
            }
            AccountEvent::AccountMergedInto(merged) => {
                let ids = (event.fact.stream.id, merged.survivor_id.0);
                aliases::joined(self, tx, Kind::Account, ids);
            }
            AccountEvent::AccountGradeReviewed(reviewed) => {
                care::reviewed(self, tx, event, reviewed.grade.after);
            }
            AccountEvent::AccountHandoverStarted(started) => {
                care::started(self, tx, event, started);
            }
            AccountEvent::AccountHandoverUpdated(updated) => {
                care::updated(self, tx, event, updated);
            }
            AccountEvent::AccountHandoverCompleted(_) => {
                care::ended(self, tx, event, HandoverState::Completed);
            }
            AccountEvent::AccountHandoverCancelled(_) => {
                care::ended(self, tx, event, HandoverState::Cancelled);
            }
        }
    }

    fn about_contact(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &ContactEvent) {
        match fact {
            ContactEvent::ContactCreated(created) => contacts::created(self, tx, event, created),
            ContactEvent::ContactUpdated(updated) => contacts::updated(self, tx, event, updated),
            ContactEvent::ContactsMerged(merged) => {
                merge::contacts_merged(self, tx, event, merged);
            }
            ContactEvent::ContactMergedInto(merged) => {
                let ids = (event.fact.stream.id, merged.survivor_id.0);
                aliases::joined(self, tx, Kind::Contact, ids);
            }
            ContactEvent::ContactsLinked(linked) => {
                network::linked(self, tx, event, (linked.other_id.0, linked.relation));
            }
            ContactEvent::ContactsUnlinked(unlinked) => {
                network::unlinked(self, tx, event, (unlinked.other_id.0, unlinked.relation));
            }
        }
    }
}
