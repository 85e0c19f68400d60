//! How complete accounts, contacts and interactions are (C101, C102).

use rules::settings::Completeness as Setting;
use rules::views::List;

use super::Customers;
use super::account_view::Present;
use super::cells::KeyFields;
use super::contact_has;
use super::index::NOWHERE;
use super::rows::{AccountRow, ContactRow};
use super::trade_rows::InteractionRow;
use crate::column::Place;
use crate::models::filled::{Shares, figures};
use crate::query::{Completeness, CompletenessBy, Filled, Keyed};

/// The fields that can be key fields of an interaction, a bit each.
const OF_INTERACTIONS: [&str; 5] = ["direction", "outcome", "sentiment", "duration", "next_step"];

/// The bit of what came of an interaction.
pub const RESULT: u32 = 1 << 1;

/// The bits of the key fields that an interaction has. A next step is there once it has a time: what
/// it is stands in the box.
pub fn interaction_bits(row: &InteractionRow) -> u8 {
    let has = [
        row.direction.is_some(),
        row.outcome.is_some(),
        row.sentiment.is_some(),
        row.duration_seconds.is_some(),
        row.next_at.is_some(),
    ];
    has.iter().enumerate().map(|(bit, has)| u8::from(*has) << bit).sum()
}

fn interaction_bit(field: &str) -> Option<u32> {
    OF_INTERACTIONS.iter().position(|known| *known == field).map(|at| 1 << at)
}

fn setting<'a>(kind: &str, (book, at): Present<'a>) -> Option<&'a Setting> {
    book.completeness(kind, at).map(|setting| setting.body)
}

/// How complete one account is.
pub fn of_account(row: &AccountRow, has_contact: bool, present: Present<'_>) -> Filled {
    shares(Keyed::Accounts, present).filled(KeyFields::of(row, has_contact).bits())
}

/// How complete one contact is.
pub fn of_contact(row: &ContactRow, present: Present<'_>) -> Filled {
    shares(Keyed::Contacts, present).filled(contact_has::bits(row).into())
}

/// How complete one interaction is.
pub fn of_interaction(row: &InteractionRow, present: Present<'_>) -> Filled {
    shares(Keyed::Interactions, present).filled(interaction_bits(row).into())
}

fn shares(of: Keyed, present: Present<'_>) -> Shares {
    key_fields(of, present).1
}

impl Customers {
    /// The column of a list that says how complete its records are, or whether that is below the goal.
    pub(super) fn told_by_key_fields(
        &self,
        list: List,
        field: &str,
        present: Present<'_>,
    ) -> Option<Vec<i64>> {
        let of = match list {
            List::Accounts => Keyed::Accounts,
            List::Contacts => Keyed::Contacts,
            List::Leads
            | List::Opportunities
            | List::Interactions
            | List::Orders
            | List::Contracts
            | List::Records
            | List::NewAccounts => return None,
        };
        let shares = shares(of, present);
        let values = self.bits_of(of).map(|(_, bits)| shares.of(bits));
        Some(shares.column(field, values))
    }

    /// How complete the records of a kind are, without those that were merged into others.
    pub fn completeness(
        &self,
        of: Keyed,
        by: Option<CompletenessBy>,
        present: Present<'_>,
    ) -> Completeness {
        let (setting, shares) = key_fields(of, present);
        let groups = by.and_then(|by| {
            self.accounts.sheet.groups(match by {
                CompletenessBy::Owner => "owner",
                CompletenessBy::Region => "region",
            })
        });
        let account = |place: Place| self.account_of(of, place);
        let groups = groups.map(|groups| (groups, &account as &dyn Fn(Place) -> Option<Place>));
        let records = self.bits_of(of).filter(|(place, _)| !self.is_hidden(of, *place));
        figures(setting, &shares, records, groups)
    }

    /// The bits of the key fields that each record of a kind has, by place.
    fn bits_of(&self, of: Keyed) -> Box<dyn Iterator<Item = (Place, u32)> + '_> {
        let small = |filled: &u8| u32::from(*filled);
        match of {
            Keyed::Leads => Box::new(std::iter::empty()),
            Keyed::Accounts => {
                Box::new((0..).zip(self.accounts.filled.iter().map(|filled| filled.bits())))
            }
            Keyed::Contacts => Box::new((0..).zip(self.contacts.filled.iter().map(small))),
            Keyed::Interactions => Box::new((0..).zip(self.interactions.filled.iter().map(small))),
        }
    }

    fn is_hidden(&self, of: Keyed, place: Place) -> bool {
        match of {
            Keyed::Accounts => self.accounts.merged[place as usize],
            Keyed::Contacts => self.contacts.merged[place as usize],
            Keyed::Leads | Keyed::Interactions => false,
        }
    }

    /// The account that a record belongs to, by whose owner and region it is counted.
    fn account_of(&self, of: Keyed, place: Place) -> Option<Place> {
        let account = match of {
            Keyed::Accounts => place,
            Keyed::Contacts => self.contacts.accounts[place as usize],
            Keyed::Interactions => self.interactions.with[place as usize].account,
            Keyed::Leads => NOWHERE,
        };
        (account != NOWHERE).then_some(account)
    }
}

/// Says which bit a key field has.
type Bit = fn(&str) -> Option<u32>;

fn key_fields<'a>(of: Keyed, present: Present<'a>) -> (Option<&'a Setting>, Shares) {
    let (kind, bit): (_, Bit) = match of {
        Keyed::Leads => ("lead", |_| None),
        Keyed::Accounts => ("account", KeyFields::bit),
        Keyed::Contacts => ("contact", contact_has::bit),
        Keyed::Interactions => ("interaction", interaction_bit),
    };
    let setting = setting(kind, present);
    (setting, Shares::new(setting, bit))
}
