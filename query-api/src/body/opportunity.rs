//! Opportunities.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::id::UserId;
use event_schema::value::Money;
use projection_service::query::{OpportunityState, OpportunityView};
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use super::body;
use super::values::ExternalRef;

body! {
    /// A deal that may be won.
    Opportunity {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// With which account.
        account_id: Uuid,
        /// The lead whose conversion opened it.
        lead_id: Option<Uuid>,
        /// What it is called.
        name: String,
        /// Open, won or lost.
        state: OpportunityState,
        /// Which pipeline.
        pipeline: String,
        /// Which stage.
        stage: String,
        /// Chance of winning, in percent.
        probability: Option<f64>,
        /// What it would bring.
        amount: Money,
        /// When it should close.
        expected_close: NaiveDate,
        /// new, renewal or expansion.
        kind: String,
        /// Product.
        product: Option<String>,
        /// Region.
        region: Option<String>,
        /// Source of the lead it came from.
        source: Option<String>,
        /// Who owns it.
        owner_id: Option<UserId>,
        /// The same deal in another system.
        external_id: Option<ExternalRef>,
        /// When it was opened, in business.
        opened_at: Timestamp,
        /// When it was won, in business.
        won_at: Option<Timestamp>,
        /// When it was lost, in business.
        lost_at: Option<Timestamp>,
        /// Why it was lost.
        loss_reason: Option<String>,
        /// When it last changed, in business.
        updated_at: Timestamp,
    }
}

impl From<OpportunityView> for Opportunity {
    fn from(deal: OpportunityView) -> Self {
        Self {
            id: deal.id,
            revision: deal.revision,
            account_id: deal.account_id,
            lead_id: deal.lead_id,
            name: deal.name,
            state: deal.state,
            pipeline: deal.pipeline,
            stage: deal.stage,
            probability: deal.probability.to_f64(),
            amount: in_minor_units(deal.amount),
            expected_close: deal.expected_close,
            kind: deal.kind,
            product: deal.product,
            region: deal.region,
            source: deal.source,
            owner_id: deal.owner_id,
            external_id: deal.external_id.map(Into::into),
            opened_at: deal.opened_at,
            won_at: deal.won_at,
            lost_at: deal.lost_at,
            loss_reason: deal.loss_reason,
            updated_at: deal.updated_at,
        }
    }
}

/// With as many decimals as the currency has, which is never fewer than the amount has.
pub fn in_minor_units(mut money: Money) -> Money {
    money.amount.rescale(money.currency.decimals());
    money
}
