//! What an account's columns say of the records around it: how many contacts it has, and what it
//! ordered. They follow those records, whichever comes first.

use uuid::Uuid;

use super::Customers;
use super::cells::of_orders;
use super::opportunities::OpportunityRow;
use super::ordered::Ordered;
use super::rows::{AccountRow, ContactRow};
use super::trade_index::With;
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
        let account = self.accounts.place_or_nowhere(Some(row.account_id));
        let place = self.contacts.add(row, account);
        self.count_contacts(row.account_id);
        place
    }

    /// Adds an opportunity.
    pub(super) fn add_opportunity(&mut self, row: &OpportunityRow) -> Place {
        let account = self.accounts.place_or_nowhere(Some(row.account_id));
        self.opportunities.add(row, account)
    }

    /// Adds an order.
    pub(super) fn add_order(&mut self, row: &OrderRow) -> Place {
        let account = self.accounts.place_or_nowhere(Some(row.account_id));
        let place = self.orders.add(row, account);
        self.sum_orders(row.account_id);
        place
    }

    /// Adds a contract.
    pub(super) fn add_contract(&mut self, row: &ContractRow) -> Place {
        let account = self.accounts.place_or_nowhere(Some(row.account_id));
        self.contracts.add(row, account)
    }

    /// Adds an interaction.
    pub(super) fn add_interaction(&mut self, row: &InteractionRow) -> Place {
        let with = With {
            account: self.accounts.place_or_nowhere(row.account_id),
            contact: self.contacts.place_or_nowhere(row.contact_id),
            opportunity: self.opportunities.place_or_nowhere(row.opportunity_id),
        };
        self.interactions.add(row, with)
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
