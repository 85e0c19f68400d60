//! Answers about opportunities.

use uuid::Uuid;

use super::index::referred;
use super::rows::{OpportunityRow, Standing};
use super::{Customers, OPPORTUNITIES};
use crate::column::Place;
use crate::models::listing::choose;
use crate::projection::Rows;
use crate::query::{AskError, OpportunityFilter, OpportunityView, Page, Paging};
use crate::store::key::place;

impl Customers {
    /// A page of opportunities.
    pub fn opportunities(
        &self,
        rows: Rows<'_>,
        filter: &OpportunityFilter,
        paging: &Paging,
    ) -> Result<Page<OpportunityView>, AskError> {
        let index = &self.opportunities;
        let number = |value: &Option<String>| value.as_ref().map(|v| index.values.number(v));
        let (stage, pipeline) = (number(&filter.stage), number(&filter.pipeline));
        let of_account = filter
            .account
            .map(|id| index.by_account.get(&id).map_or(&[][..], |places| places.as_slice()));
        let external = referred(&index.external, &filter.external_id);
        let chosen = choose(&index.positions, of_account.or(external), paging, |at| {
            let columns = &index.columns[at as usize];
            filter.owner.is_none_or(|owner| columns.owner == Some(owner))
                && filter.state.is_none_or(|state| columns.state == state)
                && stage.is_none_or(|stage| stage == Some(columns.stage))
                && pipeline.is_none_or(|pipeline| pipeline == Some(columns.pipeline))
                && external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| opportunity_row(rows, *at).map(opportunity);
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// One opportunity.
    pub fn opportunity(&self, rows: Rows<'_>, id: Uuid) -> Result<OpportunityView, AskError> {
        let at = self.opportunities.place(id).ok_or(AskError::NotFound)?;
        opportunity_row(rows, at).map(opportunity)
    }
}

/// The row of an opportunity.
pub(super) fn opportunity_row(rows: Rows<'_>, at: Place) -> Result<OpportunityRow, AskError> {
    rows.get(OPPORTUNITIES, &place(at))?.ok_or(AskError::NotFound)
}

/// An opportunity as it is shown.
pub(super) fn opportunity(row: OpportunityRow) -> OpportunityView {
    let state = row.standing.state();
    let (won_at, lost_at, loss_reason) = match row.standing {
        Standing::Open => (None, None, None),
        Standing::Won { at } => (Some(at), None, None),
        Standing::Lost { at, reason } => (None, Some(at), Some(reason.to_string())),
    };
    OpportunityView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        lead_id: row.lead_id,
        name: row.name,
        state,
        pipeline: row.pipeline.to_string(),
        stage: row.stage.to_string(),
        probability: row.probability,
        amount: row.amount,
        expected_close: row.expected_close,
        kind: row.kind.name().to_owned(),
        product: row.product,
        region: row.region,
        source: row.source,
        owner_id: row.owner_id,
        external_id: row.external_id,
        opened_at: row.opened_at,
        won_at,
        lost_at,
        loss_reason,
        updated_at: row.updated_at,
    }
}
