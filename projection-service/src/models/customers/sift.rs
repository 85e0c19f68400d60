//! Sifting the lists of customers: by what a record says of itself, and by what belongs to it.

use std::borrow::Cow;

use event_schema::Position;
use rules::views::{Condition, List, Operand, Related};
use rules::zone::Zone;
use uuid::Uuid;

use super::account_view::Present;
use super::index::NOWHERE;
use super::told::names;
use super::{Customers, care_view};
use crate::column::Place;
use crate::models::filled::is_told;
use crate::models::listing::{Chosen, between, matching, sift, unknown_field};
use crate::models::settings::zone;
use crate::query::{AskError, Matching, Paging, Sifting};
use crate::sheet::{Columns, Matches, Now, Sheet, Sieve};

/// Which records of a list are asked for, besides what the question's own condition says.
pub struct Wanted<'a> {
    pub list: List,
    pub conditions: Vec<Condition>,
    /// Each narrows the search to these places.
    pub within: Vec<Cow<'a, [Place]>>,
}

impl Customers {
    /// A page of the records that are wanted.
    pub(super) fn sifted(
        &self,
        wanted: Wanted<'_>,
        (sifting, paging): (&Sifting, &Paging),
        present: Present<'_>,
    ) -> Result<Chosen, AskError> {
        let Wanted { list, conditions, within } = wanted;
        let condition =
            Condition::All(conditions.into_iter().chain(sifting.condition.clone()).collect());
        let condition = self.told(list, &condition, present);
        let order = sifting.order.as_ref();
        let asked = |field: &str| {
            order.is_some_and(|order| order.field == field) || names(&condition, field)
        };
        let columns = self.columns(list, &asked, present);
        let columns = columns.ok_or_else(unknown_field)?;
        let mut sieve =
            self.sieve(list, &columns, &condition, present).ok_or_else(unknown_field)?;
        for places in within {
            sieve = sieve.within(&places);
        }
        let (_, positions) = self.sheet(list).ok_or_else(unknown_field)?;
        sift(&columns, &sieve, positions, order, paging).ok_or_else(unknown_field)
    }

    /// The records of a list that meet a condition, oldest first; none if they are more than `most`.
    pub fn matching(
        &self,
        list: List,
        condition: &Condition,
        present: Present<'_>,
        most: u32,
    ) -> Result<Matching, AskError> {
        let condition = self.told(list, condition, present);
        let columns = self.columns(list, &|field| names(&condition, field), present);
        let columns = columns.ok_or_else(unknown_field)?;
        let sieve = self.sieve(list, &columns, &condition, present).ok_or_else(unknown_field)?;
        let id: &dyn Fn(Place) -> Uuid = match list {
            List::Accounts => &|place| self.accounts.id(place),
            List::Contacts => &|place| self.contacts.id(place),
            List::Opportunities => &|place| self.opportunities.id(place),
            List::Leads
            | List::Interactions
            | List::Orders
            | List::Contracts
            | List::Records
            | List::NewAccounts => return Err(unknown_field()),
        };
        Ok(matching(&sieve, most, id))
    }

    fn sheet(&self, list: List) -> Option<(&Sheet, &[Position])> {
        Some(match list {
            // Records have a sheet for each object.
            List::Leads | List::Records | List::NewAccounts => return None,
            List::Accounts => (&self.accounts.sheet, &self.accounts.positions),
            List::Contacts => (&self.contacts.sheet, &self.contacts.positions),
            List::Opportunities => (&self.opportunities.sheet, &self.opportunities.positions),
            List::Interactions => (&self.interactions.sheet, &self.interactions.positions),
            List::Orders => (&self.orders.sheet, &self.orders.positions),
            List::Contracts => (&self.contracts.sheet, &self.contracts.positions),
        })
    }

    /// The columns of a list, with those that are made for the question.
    fn columns(
        &self,
        list: List,
        asked: &dyn Fn(&str) -> bool,
        present: Present<'_>,
    ) -> Option<Columns<'_>> {
        let sheet = self.sheet(list)?.0;
        let made = list.fields().iter().filter(|field| {
            (is_told(field.name) || care_view::is_made(list, field.name)) && asked(field.name)
        });
        Some(made.fold(Columns::of(sheet), |columns, field| {
            let values = match field.name {
                name if is_told(name) => self.told_by_key_fields(list, name, present),
                name => Some(self.care_column(name, present)),
            };
            values.into_iter().fold(columns, |columns, values| columns.with(*field, values))
        }))
    }

    fn sieve<'a>(
        &'a self,
        list: List,
        columns: &'a Columns<'a>,
        condition: &Condition,
        present: Present<'_>,
    ) -> Option<Sieve<'a>> {
        let (book, at) = present;
        let now = Now { at, zone: zone(book, at) };
        let mut related = |wanted: &Related| self.related(list, wanted, present);
        let sieve = Sieve::new(columns, condition, now, &mut related)?;
        Some(match list {
            List::Accounts => sieve.without(&self.accounts.merged),
            List::Contacts => sieve.without(&self.contacts.merged),
            List::Leads
            | List::Opportunities
            | List::Interactions
            | List::Orders
            | List::Contracts
            | List::Records
            | List::NewAccounts => sieve,
        })
    }

    /// How many of what is wanted belong to each record of a list.
    fn related(&self, list: List, wanted: &Related, present: Present<'_>) -> Option<Matches> {
        let relation = list.relations().iter().find(|relation| relation.name == wanted.relation)?;
        let all = Condition::All(Vec::new());
        let such = self.told(relation.list, wanted.such.as_deref().unwrap_or(&all), present);
        let columns = self.columns(relation.list, &|field| names(&such, field), present)?;
        let sieve = self.sieve(relation.list, &columns, &such, present)?;
        let mut matches = Matches::new(self.sheet(list)?.0.len());
        if relation.list == List::Accounts {
            let mut found = vec![false; columns.len()];
            sieve.newest_first(usize::MAX, |place| {
                found[place as usize] = true;
                true
            });
            let accounts = match list {
                List::Contacts => &self.contacts.accounts,
                List::Opportunities => &self.opportunities.accounts,
                List::Leads
                | List::Accounts
                | List::Interactions
                | List::Orders
                | List::Contracts
                | List::Records
                | List::NewAccounts => return None,
            };
            for (place, account) in (0..).zip(accounts) {
                if found.get(*account as usize) == Some(&true) {
                    matches.add(place);
                }
            }
            return Some(matches);
        }
        let belongs = self.belongs(list, relation.list)?;
        sieve.newest_first(usize::MAX, |place| {
            let to = belongs(place);
            if to != NOWHERE {
                matches.add(to);
            }
            true
        });
        Some(matches)
    }

    /// Which record of a list each one of another list belongs to.
    fn belongs(&self, list: List, of: List) -> Option<Box<dyn Fn(Place) -> Place + '_>> {
        fn by(places: &[Place]) -> Box<dyn Fn(Place) -> Place + '_> {
            Box::new(|place| places[place as usize])
        }
        let with = &self.interactions.with;
        match (list, of) {
            (List::Accounts, List::Contacts) => Some(by(&self.contacts.accounts)),
            (List::Accounts, List::Opportunities) => Some(by(&self.opportunities.accounts)),
            (List::Accounts, List::Orders) => Some(by(&self.orders.accounts)),
            (List::Accounts, List::Contracts) => Some(by(&self.contracts.accounts)),
            (List::Accounts, List::Interactions) => {
                Some(Box::new(|place| with[place as usize].account))
            }
            (List::Contacts, List::Interactions) => {
                Some(Box::new(|place| with[place as usize].contact))
            }
            (List::Opportunities, List::Interactions) => {
                Some(Box::new(|place| with[place as usize].opportunity))
            }
            _ => None,
        }
    }
}

/// Days of the calendar ago: before the first instant of the day after that one. `None` if there is
/// no such day.
pub fn days_ago(field: &str, days: u32, (book, at): Present<'_>) -> Option<Condition> {
    let zone: Zone = zone(book, at);
    let ended =
        zone.date_of(at).checked_sub_days(chrono::Days::new(days.checked_sub(1)?.into()))?;
    Some(between(field, None, Some(Operand::Time(zone.day_start(ended)))))
}

#[cfg(test)]
mod tests;
