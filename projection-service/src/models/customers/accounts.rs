//! Folding accounts.

use event_schema::commit::Recorded;
use event_schema::event::AccountCreated;
use uuid::Uuid;

use super::index::Accounts;
use super::rows::AccountRow;
use super::{ACCOUNTS, Customers, number};
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
    let number = number::next(customers, tx, event.commit.recorded_at);
    let row = AccountRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        number,
        name: created.name.to_string(),
        industry: created.industry.as_ref().map(ToString::to_string),
        size: created.size,
        region: created.region.as_ref().map(ToString::to_string),
        owner_id: created.owner_id,
        grade: created.grade,
        tags: created.tags.iter().map(ToString::to_string).collect(),
        domain: created.domain.as_ref().map(ToString::to_string),
        external_id: created.external_id.clone(),
        // The conversion itself stands before this fact in its commit.
        lead_ids: created.from_lead_id.map(|lead| lead.0).into_iter().collect(),
        created_at: event.commit.occurred_at,
        updated_at: event.commit.occurred_at,
    };
    let at = customers.accounts.add(&row);
    tx.put(ACCOUNTS, &place(at), &row);
}

impl Accounts {
    /// Changes an account's row, if its beginning was seen.
    pub fn change(&mut self, tx: &mut Tx<'_>, id: Uuid, step: impl FnOnce(&mut AccountRow)) {
        let Some(at) = self.place(id) else { return };
        let Some(mut row) = tx.get::<AccountRow>(ACCOUNTS, &place(at)) else { return };
        step(&mut row);
        self.describe(at, &row);
        tx.put(ACCOUNTS, &place(at), &row);
    }
}
