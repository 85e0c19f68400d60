//! Folding contacts.

use event_schema::commit::Recorded;
use event_schema::event::ContactCreated;

use super::rows::ContactRow;
use super::{CONTACTS, Customers};
use crate::models::person::KeptBox;
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
        decision_role: created.decision_role,
        influence: created.influence,
        from_lead_id: created.from_lead_id.map(|id| id.0),
        external_id: created.external_id.clone(),
        created_at: event.commit.occurred_at,
        updated_at: event.commit.occurred_at,
    };
    let at = customers.contacts.add(&row);
    tx.put(CONTACTS, &place(at), &row);
}
