//! What an account's columns say of the records around it: how many contacts it has, and what it
//! ordered. They follow those records, whichever comes first.

use event_schema::event::ExternalId;
use uuid::Uuid;

use super::Customers;
use super::aliases::Kind;
use super::cells::of_orders;
use super::contact_index::Workplace;
use super::index::NOWHERE;
use super::interaction_index::{Named, With};
use super::opportunities::OpportunityRow;
use super::ordered::Ordered;
use super::rows::{AccountRow, ContactRow};

use super::trade_rows::{ContractRow, InteractionRow, OrderRow};
use crate::column::Place;

impl Customers {
    /// Adds an account.
    pub(super) fn add_account(&mut self, row: &AccountRow) -> Place {
        let place = self.accounts.add(row);
        self.count_contacts(row.id);
        self.sum_orders(row.id);
        place
    }

    /// Adds a contact.
    pub(super) fn add_contact(&mut self, row: &ContactRow) -> Place {
        let at = self.workplace(row.account_id);
        let place = self.contacts.add(row, at);
        self.count_contacts(at.id);
        place
    }

    /// Takes over what changed of a contact.
    pub(super) fn describe_contact(
        &mut self,
        place: Place,
        before: &Option<ExternalId>,
        row: &ContactRow,
    ) {
        let (from, at) = (self.contacts.account(place), self.workplace(row.account_id));
        self.contacts.describe(place, before, (row, at));
        for account in [from, at.id] {
            self.count_contacts(account);
        }
    }

    fn workplace(&self, account: Uuid) -> Workplace {
        let id = self.accounts.aliases.meant(account);
        Workplace { id, place: self.accounts.place_or_nowhere(Some(id)) }
    }

    /// Adds an opportunity.
    pub(super) fn add_opportunity(&mut self, row: &OpportunityRow) -> Place {
        let at = self.workplace(row.account_id);
        self.opportunities.add(row, at)
    }

    /// Adds an order.
    pub(super) fn add_order(&mut self, row: &OrderRow) -> Place {
        let at = self.workplace(row.account_id);
        let place = self.orders.add(row, at);
        self.sum_orders(at.id);
        place
    }

    /// Adds a contract.
    pub(super) fn add_contract(&mut self, row: &ContractRow) -> Place {
        let at = self.workplace(row.account_id);
        self.contracts.add(row, at)
    }

    /// Adds an interaction.
    pub(super) fn add_interaction(&mut self, row: &InteractionRow) -> Place {
        let named = Named {
            account: row.account_id.map(|id| self.accounts.aliases.meant(id)),
            contact: row.contact_id.map(|id| self.contacts.aliases.meant(id)),
            opportunity: row.opportunity_id,
            lead: row.lead_id.map(|id| self.leads.meant(id)),
        };
        let with = With {
            account: self.accounts.place_or_nowhere(named.account),
            contact: self.contacts.place_or_nowhere(named.contact),
            opportunity: self.opportunities.place_or_nowhere(named.opportunity),
        };
        self.interactions.add(row, named, with)
    }

    /// A record turned out to be another one: whatever is found by its id is found at the other.
    pub(super) fn unite(&mut self, kind: Kind, (from, to): (Uuid, Uuid)) {
        match kind {
            Kind::Lead => {
                self.interactions.unite(kind, (from, to), NOWHERE);
                self.records.move_all(from, to);
            }
            Kind::Account => {
                let at = self.workplace(to);
                self.accounts.hide(from);
                self.contacts.move_all(from, at);
                self.opportunities.move_all(from, at);
                self.interactions.unite(kind, (from, to), at.place);
                self.orders.move_all(from, at);
                self.contracts.move_all(from, at);
                self.records.move_all(from, to);
                for account in [from, to] {
                    self.count_contacts(account);
                    self.sum_orders(account);
                }
            }
            Kind::Contact => {
                self.contacts.hide((from, to));
                self.records.move_all(from, to);
                let place = self.contacts.place_or_nowhere(Some(to));
                self.interactions.unite(kind, (from, to), place);
                if let Some(hidden) = self.contacts.place(from) {
                    self.count_contacts(self.contacts.account(hidden));
                }
            }
        }
    }

    /// Takes over how many contacts an account has.
    pub(super) fn count_contacts(&mut self, account: Uuid) {
        self.accounts.has_contacts(account, self.contacts.of(account).len());
    }

    /// Takes over what an account ordered.
    pub(super) fn sum_orders(&mut self, account: Uuid) {
        let none = Ordered::default();
        let ordered = self.orders.by_account.get(&account).map_or(&none, |all| &all.ordered);
        self.accounts.has_ordered(account, &of_orders(ordered));
    }
}
