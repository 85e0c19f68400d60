//! Folding merges: the survivor's row takes over what the duplicate's has.

use event_schema::commit::Recorded;
use event_schema::event::{AccountsMerged, ContactsMerged};
use uuid::Uuid;

use super::accounts::link;
use super::first_contact::earlier;
use super::rows::{AccountRow, ContactRow, LinkRow, MergedRow, Way};
use super::{ACCOUNTS, CONTACTS, Customers, accounts, contacts};
use crate::projection::Tx;
use crate::store::key::place;

/// An account took in another one.
pub fn accounts_merged(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    merged: &AccountsMerged,
) {
    let (id, other) = (event.fact.stream.id, merged.duplicate_id.0);
    let theirs = customers.accounts.place(other);
    let theirs = theirs.and_then(|at| tx.get::<AccountRow>(ACCOUNTS, &place(at)));
    if let Some(theirs) = &theirs {
        rehang(customers, tx, (id, other), &theirs.links);
    }
    customers.accounts.change(tx, id, |row| row.links.retain(|link| link.other != other));
    accounts::updated(customers, tx, event, &merged.filled);
    for linked in &merged.links {
        link(customers, tx, (id, linked.other_id.0), linked.relation);
    }
    let interactions = &customers.interactions;
    customers.accounts.change(tx, id, |row| {
        if let Some(owner) = &merged.owner_id {
            row.owner_id = owner.after;
        }
        let Some(theirs) = theirs else { return };
        row.merged.push(MergedRow { id: other, number: theirs.number });
        row.merged.extend(theirs.merged);
        row.created_at = row.created_at.min(theirs.created_at);
        // Of two at one time the one that was recorded later is the last.
        let when = |last: &super::rows::LastRow| (last.at, interactions.place(last.interaction_id));
        row.first_contact_at = earlier(row.first_contact_at, theirs.first_contact_at);
        row.last = [row.last, theirs.last].into_iter().flatten().max_by_key(when);
        for lead in theirs.lead_ids {
            if !row.lead_ids.contains(&lead) {
                row.lead_ids.push(lead);
            }
        }
    });
}

/// What others said of the duplicate they say of the survivor. What the duplicate said of others
/// goes on with what the merge took over.
fn rehang(customers: &mut Customers, tx: &mut Tx<'_>, pair: (Uuid, Uuid), links: &[LinkRow]) {
    let (id, other) = pair;
    for theirs in links.iter().filter(|link| link.other != id) {
        customers.accounts.change(tx, theirs.other, |row| {
            let kept: Vec<LinkRow> = row
                .links
                .iter()
                .filter(|link| link.other != other || link.way == Way::To)
                .map(
                    |link| if link.other == other { LinkRow { other: id, ..*link } } else { *link },
                )
                .collect();
            row.links.clear();
            for link in kept {
                if !row.links.contains(&link) {
                    row.links.push(link);
                }
            }
        });
        if theirs.way == Way::From {
            customers.accounts.change(tx, id, |row| {
                if !row.links.contains(theirs) {
                    row.links.push(*theirs);
                }
            });
        }
    }
}

/// A contact took in another one.
pub fn contacts_merged(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    merged: &ContactsMerged,
) {
    let other = merged.duplicate_id.0;
    let theirs = customers.contacts.place(other);
    let theirs = theirs.and_then(|at| tx.get::<ContactRow>(CONTACTS, &place(at)));
    contacts::updated(customers, tx, event, &merged.filled);
    let Some(at) = customers.contacts.place(event.fact.stream.id) else { return };
    let (Some(mut row), Some(theirs)) = (tx.get::<ContactRow>(CONTACTS, &place(at)), theirs) else {
        return;
    };
    row.merged_ids.push(other);
    row.merged_ids.extend(theirs.merged_ids);
    // Ids stay as they were written, those of the two themselves too: answers follow them.
    row.links.extend(theirs.links);
    row.created_at = row.created_at.min(theirs.created_at);
    row.from_lead_id = row.from_lead_id.or(theirs.from_lead_id);
    for lead in theirs.lead_ids {
        if !row.lead_ids.contains(&lead) {
            row.lead_ids.push(lead);
        }
    }
    customers.describe_contact(at, &row.external_id, &row);
    tx.put(CONTACTS, &place(at), &row);
}
