//! Folding opportunities.

mod cells;
mod change;
mod idle;
mod index;
mod row;
mod view;

use event_schema::OpportunityEvent;
use event_schema::commit::Recorded;
use event_schema::event::{OpportunityLost, OpportunityOpened, OpportunityWon};
use rules::idle::Silence;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Customers, OPPORTUNITIES};
use crate::models::person::KeptBox;
use crate::projection::Tx;
use crate::store::key::place;

pub use index::{Opportunities, OpportunityColumns, Stay};
pub use row::{OpportunityRow, Standing};
pub use view::opportunity as view_of;

use row::Visit;

/// Folds in one fact about an opportunity.
pub fn apply(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    fact: &OpportunityEvent,
) {
    if let OpportunityEvent::OpportunityOpened(opened) = fact {
        open(customers, tx, event, opened);
        return;
    }
    customers.opportunities.change(tx, event.fact.stream.id, |row| {
        row.touch(event);
        step(row, event, fact);
    });
}

fn step(row: &mut OpportunityRow, event: &Recorded<'_>, fact: &OpportunityEvent) {
    let at = event.commit.occurred_at;
    match fact {
        OpportunityEvent::OpportunityOpened(_) => {}
        OpportunityEvent::OpportunityStageChanged(changed) => {
            if let Some(duty) = &changed.idle {
                row.silence.meet(duty);
            }
            // A won deal may move on to another stage that counts as won, and stays won.
            row.enter(changed.after, at);
            row.probability = changed.probability;
        }
        OpportunityEvent::OpportunityReopened(reopened) => {
            row.standing = Standing::Open;
            row.closing_note = None;
            row.enter(reopened.stage, at);
            row.probability = reopened.probability;
        }
        OpportunityEvent::OpportunityWon(won) => win(row, event, won),
        OpportunityEvent::OpportunityLost(lost) => lose(row, event, lost),
        OpportunityEvent::OpportunityOwnerChanged(changed) => row.owner_id = Some(changed.after),
        OpportunityEvent::OpportunityUpdated(updated) => change::update(row, updated),
        OpportunityEvent::OpportunityAmountChanged(changed) => row.amount = changed.after,
        OpportunityEvent::ExpectedCloseChanged(changed) => change::expected_close(row, changed),
        OpportunityEvent::ProbabilityOverridden(changed) => {
            row.probability = changed.after;
            row.overridden = !changed.ended;
        }
        OpportunityEvent::StageApprovalRequested(_)
        | OpportunityEvent::StageApproved(_)
        | OpportunityEvent::StageRejected(_) => change::approval(row, event, fact),
        OpportunityEvent::OpportunityRiskMarked(marked) => change::risk(row, event, marked),
        OpportunityEvent::OpportunityRiskCleared(cleared) => {
            row.risks.retain(|known| known.risk != cleared.risk);
        }
        OpportunityEvent::MilestoneSet(set) => change::milestone(row, set),
        OpportunityEvent::MilestoneCompleted(done) => change::completed(row, done),
        OpportunityEvent::BuyingRoleSet(set) => change::role(row, set),
        OpportunityEvent::BuyingRoleRemoved(removed) => {
            row.roles.retain(|(contact, _)| *contact != removed.contact_id.0);
        }
    }
}

fn open(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    opened: &OpportunityOpened,
) {
    let id = event.fact.stream.id;
    if customers.opportunities.place(id).is_some() {
        return;
    }
    let at = event.commit.occurred_at;
    let row = OpportunityRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        account_id: customers.accounts.aliases.meant(opened.account_id.0),
        lead_id: opened.lead_id.map(|id| id.0),
        name: opened.name.to_string(),
        standing: Standing::Open,
        pipeline: opened.pipeline,
        stage: opened.stage,
        probability: opened.probability,
        overridden: false,
        amount: opened.amount,
        expected_close: opened.expected_close,
        pushes: 0,
        pushed_days: 0,
        kind: opened.kind,
        product: opened.product.as_ref().map(ToString::to_string),
        region: opened.region.as_ref().map(ToString::to_string),
        source: opened.source.as_ref().map(ToString::to_string),
        owner_id: opened.owner_id,
        driver_id: None,
        use_case: opened.use_case.as_ref().map(ToString::to_string),
        partner: opened.partner,
        competitors: opened.competitors.iter().map(ToString::to_string).collect(),
        buying_motives: opened.buying_motives.iter().map(ToString::to_string).collect(),
        next_step: opened.next_step.as_ref().map(ToString::to_string),
        next_step_on: opened.next_step_on,
        documents: Vec::new(),
        in_pipeline: opened.in_pipeline,
        approval: None,
        risks: Vec::new(),
        milestones: Vec::new(),
        roles: opened.buying_roles.iter().map(|part| (part.contact_id.0, part.role)).collect(),
        visits: vec![Visit { stage: opened.stage, open: true, entered_at: at, left_at: None }],
        external_id: opened.external_id.clone(),
        custom: opened.custom.clone(),
        closing_note: None,
        opened_at: at,
        silence: Silence::new(at, event.commit.recorded_at),
        updated_at: at,
    };
    let at = customers.add_opportunity(&row);
    tx.put(OPPORTUNITIES, &place(at), &row);
}

fn win(row: &mut OpportunityRow, event: &Recorded<'_>, won: &OpportunityWon) {
    row.standing = Standing::Won { at: won.won_at, reason: won.reason };
    row.closing_note = KeptBox::of(event);
    row.enter(won.stage, won.won_at);
    row.amount = won.amount;
    row.probability = Decimal::ONE_HUNDRED;
}

fn lose(row: &mut OpportunityRow, event: &Recorded<'_>, lost: &OpportunityLost) {
    let at = event.commit.occurred_at;
    row.standing = Standing::Lost { at, reason: lost.reason };
    row.closing_note = KeptBox::of(event);
    row.enter(lost.stage, at);
    row.probability = Decimal::ZERO;
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
