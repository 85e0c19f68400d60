//! What the rows of accounts and contacts show of themselves to conditions: a value for each column,
//! in the order of `List::fields`.

use event_schema::value::Key;
use uuid::Uuid;

use super::ordered::Ordered;
use super::rows::{AccountRow, ContactRow};
use crate::sheet::Cell;

/// The first column of an account that counts its contacts, not its row.
pub const CONTACTS_AT: usize = 19;
/// The first column of an account that sums up its orders.
pub const ORDERS_AT: usize = CONTACTS_AT + 1;
/// How many columns of an account are kept; those after them are made for each question.
pub const ACCOUNT_COLUMNS: usize = ORDERS_AT + 5;

/// The column of a contact's account.
pub const AT: usize = 0;
/// How many columns of a contact are kept; those after them are told for each question.
pub const CONTACT_COLUMNS: usize = 7;
/// The column of whom a contact reports to.
pub const REPORTS_TO: usize = 4;

/// The fields that can be key fields of an account, a bit each.
const KEY_FIELDS: [&str; 13] = [
    "name", "industry", "size", "region", "owner", "grade", "tags", "address", "phone", "website",
    "need", "revenue", "contact",
];

/// Which key fields an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyFields(u16);

impl KeyFields {
    /// Those of a row.
    pub fn of(row: &AccountRow, has_contact: bool) -> Self {
        let has = [
            true,
            row.industry.is_some(),
            row.size.is_some(),
            row.region.is_some(),
            row.owner_id.is_some(),
            row.grade.is_some(),
            !row.tags.is_empty(),
            row.address.is_some(),
            row.phone.is_some(),
            row.website.is_some(),
            row.need.is_some(),
            row.revenue.is_some(),
            has_contact,
        ];
        Self(has.iter().enumerate().map(|(bit, has)| u16::from(*has) << bit).sum())
    }

    /// The same with or without a contact.
    pub fn with_contact(self, has_contact: bool) -> Self {
        let bit = 1 << (KEY_FIELDS.len() - 1);
        Self(if has_contact { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether a field is among them.
    pub fn has(self, field: &str) -> bool {
        Self::bit(field).is_some_and(|bit| self.bits() & bit != 0)
    }

    /// A bit for each.
    pub fn bits(self) -> u32 {
        self.0.into()
    }

    /// The bit of a field.
    pub fn bit(field: &str) -> Option<u32> {
        KEY_FIELDS.iter().position(|known| *known == field).map(|at| 1 << at)
    }
}

/// What an account says of itself.
pub fn of_account(row: &AccountRow) -> [Cell<'_>; CONTACTS_AT] {
    let last = row.last.as_ref();
    [
        Cell::id(row.owner_id.map(|owner| owner.0)),
        Cell::id(row.parent()),
        Cell::word(row.grade.as_ref().map(Key::as_str)),
        Cell::word(row.region.as_deref()),
        Cell::word(row.industry.as_deref()),
        Cell::word(row.life_cycle.as_ref().map(Key::as_str)),
        Cell::Words(&row.tags),
        row.size.map_or(Cell::None, |size| Cell::Number(size.into())),
        Cell::Number(row.lead_ids.len() as i64),
        Cell::time(last.map(|last| last.at)),
        Cell::time(last.and_then(|last| last.next_at)),
        Cell::time(Some(row.quiet_since())),
        Cell::time(Some(row.created_at)),
        Cell::time(Some(row.updated_at)),
        Cell::time(row.grade_reviewed_at),
        Cell::word(row.handover.as_ref().map(|handover| handover.state.name())),
        row.revenue.as_ref().map_or(Cell::None, |revenue| Cell::Decimal(revenue.amount)),
        Cell::word(row.revenue.as_ref().map(|revenue| revenue.currency.as_str())),
        Cell::time(row.first_contact_at),
    ]
}

/// What its orders say of an account.
pub fn of_orders(ordered: &Ordered) -> [Cell<'_>; ACCOUNT_COLUMNS - ORDERS_AT] {
    let only = ordered.only();
    [
        Cell::Number(ordered.count.into()),
        only.map_or(Cell::None, |only| Cell::Decimal(only.amount)),
        Cell::word(only.map(|only| only.currency.as_str())),
        Cell::time(ordered.first_at),
        Cell::time(ordered.last_at),
    ]
}

/// What a contact says of itself; which account it is at, and to whom it reports, is told by the
/// index, which knows what was merged.
pub fn of_contact(
    row: &ContactRow,
    account: Uuid,
    reports_to: Option<Uuid>,
) -> [Cell<'_>; CONTACT_COLUMNS] {
    [
        Cell::Id(account),
        Cell::word(row.decision_role.as_ref().map(Key::as_str)),
        Cell::word(row.influence.map(|influence| influence.name())),
        Cell::Flag(row.main),
        Cell::id(reports_to),
        Cell::time(Some(row.created_at)),
        Cell::time(Some(row.updated_at)),
    ]
}

#[cfg(test)]
mod tests {
    use rules::views::List;

    use super::*;
    use crate::models::customers::care_view::MADE;

    #[test]
    fn the_columns_stand_where_the_list_has_them() {
        let fields = List::Accounts.fields();
        let name = |at: usize| fields[at].name;
        assert_eq!((name(CONTACTS_AT), name(ORDERS_AT)), ("contacts", "orders"));
        let made: Vec<_> = fields[ACCOUNT_COLUMNS..].iter().map(|field| field.name).collect();
        assert_eq!(made, [&["completeness", "incomplete"][..], &MADE].concat());
        let fields = List::Contacts.fields();
        let names = (fields[AT].name, fields[REPORTS_TO].name, fields.len());
        assert_eq!(names, ("account", "reports_to", CONTACT_COLUMNS + 2));
    }
}
