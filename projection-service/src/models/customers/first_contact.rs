//! When somebody first spoke with an account (C92): the earliest interaction with it or its contacts,
//! or with a lead that became it, be it an interaction or a contact of the lead's own.
//!
//! Nobody sets it, so it can be earlier than whatever was known before: what is entered late counts
//! from when it was. A lead has a row here once somebody spoke with it or it was converted, and
//! costs nothing in memory.

use event_schema::Timestamp;
use event_schema::event::LeadContacted;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Customers, LEADS};
use crate::projection::Tx;

/// What a lead brings along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct LeadRow {
    /// When somebody first spoke with it.
    at: Option<Timestamp>,
    /// The account that it became.
    account: Option<Uuid>,
}

/// When somebody first spoke with a lead.
pub fn of_lead(tx: &mut Tx<'_>, lead: Uuid) -> Option<Timestamp> {
    row(tx, lead).at
}

fn row(tx: &mut Tx<'_>, lead: Uuid) -> LeadRow {
    tx.get(LEADS, lead.as_bytes()).unwrap_or_default()
}

/// Somebody spoke or wrote to a lead.
pub fn contacted(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    lead: Uuid,
    contacted: &LeadContacted,
) {
    with_lead(customers, tx, lead, contacted.at);
}

/// Somebody spoke with a lead, which may be an account's by now.
pub fn with_lead(customers: &mut Customers, tx: &mut Tx<'_>, lead: Uuid, at: Timestamp) {
    let lead = customers.leads.meant(lead);
    let before = row(tx, lead);
    let after = LeadRow { at: earlier(before.at, Some(at)), ..before };
    if before != after {
        tx.put(LEADS, lead.as_bytes(), &after);
    }
    if let Some(account) = before.account {
        with_account(customers, tx, account, at);
    }
}

/// Somebody spoke with an account.
fn with_account(customers: &mut Customers, tx: &mut Tx<'_>, account: Uuid, at: Timestamp) {
    let account = customers.accounts.aliases.meant(account);
    customers.accounts.change(tx, account, |row| {
        row.first_contact_at = earlier(row.first_contact_at, Some(at));
    });
}

/// A lead became an account's. One that its conversion makes is made after this.
pub fn converted(customers: &mut Customers, tx: &mut Tx<'_>, lead: Uuid, account: Uuid) {
    let LeadRow { at, .. } = row(tx, lead);
    tx.put(LEADS, lead.as_bytes(), &LeadRow { at, account: Some(account) });
    if let Some(at) = at {
        with_account(customers, tx, account, at);
    }
}

/// A lead turned out to be another one, which has its first contact where that is the earlier.
pub fn leads_merged(customers: &mut Customers, tx: &mut Tx<'_>, lead: Uuid, into: Uuid) {
    if let Some(at) = of_lead(tx, lead) {
        with_lead(customers, tx, into, at);
    }
}

/// The earlier of two instants that may be absent.
pub fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    [one, other].into_iter().flatten().min()
}
