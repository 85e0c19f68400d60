//! Folding opportunities.

use event_schema::commit::Recorded;
use event_schema::event::{
    OpportunityLost, OpportunityOpened, OpportunityStageChanged, OpportunityWon,
};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::index::Opportunities;
use super::rows::{OpportunityRow, Standing};
use super::{Customers, OPPORTUNITIES};
use crate::projection::Tx;
use crate::store::key::place;

pub fn opened(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    opened: &OpportunityOpened,
) {
    let id = event.fact.stream.id;
    if customers.opportunities.place(id).is_some() {
        return;
    }
    let row = OpportunityRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        account_id: opened.account_id.0,
        lead_id: opened.lead_id.map(|id| id.0),
        name: opened.name.to_string(),
        standing: Standing::Open,
        pipeline: opened.pipeline,
        stage: opened.stage,
        probability: opened.probability,
        amount: opened.amount,
        expected_close: opened.expected_close,
        kind: opened.kind,
        product: opened.product.as_ref().map(ToString::to_string),
        region: opened.region.as_ref().map(ToString::to_string),
        source: opened.source.as_ref().map(ToString::to_string),
        owner_id: opened.owner_id,
        external_id: opened.external_id.clone(),
        opened_at: event.commit.occurred_at,
        updated_at: event.commit.occurred_at,
    };
    let at = customers.opportunities.add(&row);
    tx.put(OPPORTUNITIES, &place(at), &row);
}

pub fn stage_changed(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    changed: &OpportunityStageChanged,
) {
    customers.opportunities.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        row.stage = changed.after;
        row.probability = changed.probability;
        row.standing = Standing::Open;
    });
}

pub fn won(customers: &mut Customers, tx: &mut Tx<'_>, event: &Recorded<'_>, won: &OpportunityWon) {
    customers.opportunities.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        row.stage = won.stage;
        row.amount = won.amount;
        row.probability = Decimal::ONE_HUNDRED;
        row.standing = Standing::Won { at: won.won_at };
    });
}

pub fn lost(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    lost: &OpportunityLost,
) {
    customers.opportunities.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        row.stage = lost.stage;
        row.probability = Decimal::ZERO;
        row.standing = Standing::Lost { at: event.commit.occurred_at, reason: lost.reason };
    });
}

impl Opportunities {
    /// Changes an opportunity's row, if its beginning was seen.
    pub fn change(&mut self, tx: &mut Tx<'_>, id: Uuid, step: impl FnOnce(&mut OpportunityRow)) {
        let Some(at) = self.place(id) else { return };
        let Some(mut row) = tx.get::<OpportunityRow>(OPPORTUNITIES, &place(at)) else { return };
        step(&mut row);
        self.describe(at, &row);
        tx.put(OPPORTUNITIES, &place(at), &row);
    }
}
