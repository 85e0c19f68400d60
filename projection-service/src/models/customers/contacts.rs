//! Folding contacts.

use event_schema::commit::Recorded;
use event_schema::event::custom::take_over;
use event_schema::event::{ContactCreated, ContactUpdated};
use uuid::Uuid;

use super::aliases::Aliases;
use super::contact_has::PersonHas;
use super::rows::ContactRow;
use super::{CONTACTS, Customers};
use crate::models::person::KeptBox;
use crate::models::similar::personal_keys;
use crate::projection::Tx;
use crate::store::key::place;

pub fn created(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    created: &ContactCreated,
) {
    let id = event.fact.stream.id;
    if customers.contacts.place(id).is_some() {
        return;
    }
    let row = ContactRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        account_id: created.account_id.0,
        person_id: created.person_id,
        boxes: KeptBox::of(event).into_iter().collect(),
        person_has: PersonHas::born(created),
        decision_role: created.decision_role,
        influence: created.influence,
        main: created.main,
        reports_to: created.reports_to.map(|id| id.0),
        links: Vec::new(),
        from_lead_id: created.from_lead_id.map(|id| id.0),
        lead_ids: created.from_lead_id.map(|lead| lead.0).into_iter().collect(),
        keys: personal_keys(&created.keys),
        merged_ids: Vec::new(),
        external_id: created.external_id.clone(),
        custom: created.custom.clone(),
        created_at: event.commit.occurred_at,
        updated_at: event.commit.occurred_at,
    };
    let at = customers.add_contact(&row);
    tx.put(CONTACTS, &place(at), &row);
}

/// A lead was converted into a contact that was there; a new one says itself where it came from.
pub fn converted(customers: &Customers, tx: &mut Tx<'_>, contact: Uuid, lead: Uuid) {
    let Some(at) = customers.contacts.place(contact) else { return };
    let Some(mut row) = tx.get::<ContactRow>(CONTACTS, &place(at)) else { return };
    if !row.lead_ids.contains(&lead) {
        row.lead_ids.push(lead);
        tx.put(CONTACTS, &place(at), &row);
    }
}

/// Something was said of a contact that its row has no field for.
pub fn touched(customers: &mut Customers, tx: &mut Tx<'_>, event: &Recorded<'_>) {
    change(customers, tx, event.fact.stream.id, |row, _| row.touch(event));
}

/// Changes a contact's row, if its beginning was seen.
pub fn change(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    id: Uuid,
    step: impl FnOnce(&mut ContactRow, &Aliases),
) {
    let Some(at) = customers.contacts.place(id) else { return };
    let Some(mut row) = tx.get::<ContactRow>(CONTACTS, &place(at)) else { return };
    let external = row.external_id.clone();
    step(&mut row, &customers.contacts.aliases);
    customers.describe_contact(at, &external, &row);
    tx.put(CONTACTS, &place(at), &row);
}

pub fn updated(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    updated: &ContactUpdated,
) {
    let Some(at) = customers.contacts.place(event.fact.stream.id) else { return };
    let Some(mut row) = tx.get::<ContactRow>(CONTACTS, &place(at)) else { return };
    let external = row.external_id.clone();
    row.touch(event);
    if let Some(account) = updated.account_id.as_ref().and_then(|changed| changed.after) {
        row.account_id = account.0;
    }
    if let Some(changed) = &updated.decision_role {
        row.decision_role = changed.after;
    }
    if let Some(changed) = &updated.influence {
        row.influence = changed.after;
    }
    if let Some(changed) = &updated.main {
        row.main = changed.after == Some(true);
    }
    if let Some(changed) = &updated.reports_to {
        row.reports_to = changed.after.map(|id| id.0);
    }
    if let Some(changed) = &updated.external_id {
        row.external_id.clone_from(&changed.after);
    }
    row.person_has.update(updated);
    take_over(&mut row.custom, &updated.custom);
    // The box has the person whole, so it takes the place of all before it.
    if updated.changes_person() {
        row.boxes = KeptBox::of(event).into_iter().collect();
    }
    row.keys = personal_keys(&updated.keys);
    customers.describe_contact(at, &external, &row);
    tx.put(CONTACTS, &place(at), &row);
}
