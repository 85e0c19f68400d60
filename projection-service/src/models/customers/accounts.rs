//! Folding accounts.

use event_schema::commit::Recorded;
use event_schema::event::custom::take_over;
use event_schema::event::{AccountCreated, AccountUpdated, Changed};
use event_schema::value::Key;
use rules::settings::{PARENT, PARTNER};
use uuid::Uuid;

use super::account_index::Accounts;
use super::rows::{AccountRow, LinkRow, Way};
use super::{ACCOUNTS, Customers, first_contact, number};
use crate::projection::Tx;
use crate::store::key::place;

pub fn created(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    created: &AccountCreated,
) {
    let id = event.fact.stream.id;
    if customers.accounts.place(id).is_some() {
        return;
    }
    let number = number::next(customers, tx, number::ACCOUNT, event.commit.recorded_at);
    let first_contact_at = created.from_lead_id.and_then(|lead| first_contact::of_lead(tx, lead.0));
    let row = AccountRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        number,
        name: created.name.to_string(),
        industry: created.industry.as_ref().map(ToString::to_string),
        size: created.size,
        revenue: created.revenue.as_deref().copied(),
        region: created.region.as_ref().map(ToString::to_string),
        owner_id: created.owner_id,
        grade: created.grade,
        tags: created.tags.iter().map(ToString::to_string).collect(),
        domain: created.domain.as_ref().map(ToString::to_string),
        website: created.website.as_ref().map(ToString::to_string),
        phone: created.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        address: created.address.as_ref().map(ToString::to_string),
        need: created.need.as_ref().map(ToString::to_string),
        life_cycle: created.life_cycle,
        links: Vec::new(),
        last: None,
        first_contact_at,
        external_id: created.external_id.clone(),
        custom: created.custom.clone(),
        // The conversion itself stands before this fact in its commit.
        lead_ids: created.from_lead_id.map(|lead| lead.0).into_iter().collect(),
        merged: Vec::new(),
        grade_reviewed_at: created.grade.map(|_| event.commit.occurred_at),
        by_rule: created.by_rule.iter().map(ToString::to_string).collect(),
        template: created.template.as_deref().copied(),
        handover: None,
        created_at: event.commit.occurred_at,
        updated_at: event.commit.occurred_at,
    };
    let at = customers.add_account(&row);
    tx.put(ACCOUNTS, &place(at), &row);
    if let Some(parent) = created.parent_id {
        link(customers, tx, (id, parent.0), parent_relation());
    }
}

pub fn updated(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    updated: &AccountUpdated,
) {
    fn take<T: ToString>(field: &mut Option<String>, changed: &Option<Changed<T>>) {
        if let Some(changed) = changed {
            *field = changed.after.as_ref().map(ToString::to_string);
        }
    }
    let id = event.fact.stream.id;
    customers.accounts.change(tx, id, |row| {
        row.touch(event);
        if let Some(name) = updated.name.as_ref().and_then(|changed| changed.after.as_ref()) {
            row.name = name.to_string();
        }
        take(&mut row.industry, &updated.industry);
        take(&mut row.region, &updated.region);
        take(&mut row.domain, &updated.domain);
        take(&mut row.website, &updated.website);
        take(&mut row.address, &updated.address);
        take(&mut row.need, &updated.need);
        if let Some(changed) = &updated.phone {
            row.phone = changed.after.as_ref().map(|phone| phone.as_str().to_owned());
        }
        if let Some(changed) = &updated.size {
            row.size = changed.after;
        }
        if let Some(changed) = &updated.revenue {
            row.revenue = changed.after;
        }
        if let Some(changed) = &updated.grade {
            row.graded(changed.after, event.commit.occurred_at);
        }
        if let Some(changed) = &updated.life_cycle {
            row.life_cycle = changed.after;
        }
        if let Some(changed) = &updated.tags {
            row.tags = changed.after.iter().flatten().map(ToString::to_string).collect();
        }
        if let Some(changed) = &updated.external_id {
            row.external_id.clone_from(&changed.after);
        }
        take_over(&mut row.custom, &updated.custom);
    });
    if let Some(changed) = &updated.parent_id {
        if let Some(before) = changed.before {
            unlink(customers, tx, (id, before.0), parent_relation());
        }
        if let Some(after) = changed.after {
            link(customers, tx, (id, after.0), parent_relation());
        }
    }
}

/// Two accounts were linked: both rows say so, each from its side.
pub fn linked(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    (other, relation): (Uuid, Key),
) {
    let id = event.fact.stream.id;
    customers.accounts.change(tx, id, |row| row.touch(event));
    link(customers, tx, (id, other), relation);
}

pub fn unlinked(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    (other, relation): (Uuid, Key),
) {
    let id = event.fact.stream.id;
    customers.accounts.change(tx, id, |row| row.touch(event));
    unlink(customers, tx, (id, other), relation);
}

fn parent_relation() -> Key {
    PARENT.parse().expect("the relation's name is a key")
}

/// The rows that a link stands in, each with what stands there. Partners have each an event of their
/// own, so each says it for itself.
fn sides((one, other): (Uuid, Uuid), relation: Key) -> impl Iterator<Item = (Uuid, LinkRow)> {
    let back = LinkRow { other: one, relation, way: Way::From };
    let back = (relation.as_str() != PARTNER).then_some((other, back));
    std::iter::once((one, LinkRow { other, relation, way: Way::To })).chain(back)
}

/// Two accounts have to do with each other from now on.
pub fn link(customers: &mut Customers, tx: &mut Tx<'_>, pair: (Uuid, Uuid), relation: Key) {
    let Some(pair) = meant(customers, pair) else { return };
    for (id, link) in sides(pair, relation) {
        customers.accounts.change(tx, id, |row| {
            if !row.links.contains(&link) {
                row.links.push(link);
            }
        });
    }
}

/// The accounts that are meant by two ids, unless they are one.
fn meant(customers: &Customers, (one, other): (Uuid, Uuid)) -> Option<(Uuid, Uuid)> {
    let aliases = &customers.accounts.aliases;
    let pair = (aliases.meant(one), aliases.meant(other));
    (pair.0 != pair.1).then_some(pair)
}

fn unlink(customers: &mut Customers, tx: &mut Tx<'_>, pair: (Uuid, Uuid), relation: Key) {
    let Some(pair) = meant(customers, pair) else { return };
    for (id, link) in sides(pair, relation) {
        customers.accounts.change(tx, id, |row| row.links.retain(|known| *known != link));
    }
}

impl Accounts {
    /// Changes an account's row, if its beginning was seen.
    pub fn change(&mut self, tx: &mut Tx<'_>, id: Uuid, step: impl FnOnce(&mut AccountRow)) {
        let Some(at) = self.place(id) else { return };
        let Some(mut row) = tx.get::<AccountRow>(ACCOUNTS, &place(at)) else { return };
        let (name, external) = (row.name.clone(), row.external_id.clone());
        step(&mut row);
        self.rename(at, (&name, &external), &row);
        self.describe(at, &row);
        tx.put(ACCOUNTS, &place(at), &row);
    }
}
