//! Answers about opportunities.

use event_schema::value::Key;
use event_schema::{StreamId, StreamType, Timestamp};
use rules::settings::Book;
use uuid::Uuid;

use super::row::{ApprovalRow, MilestoneRow, OpportunityRow, RiskRow, Standing, Visit};
use crate::column::Place;
use crate::models::customers::figures::Present;
use crate::models::customers::index::referred;
use crate::models::customers::{Customers, OPPORTUNITIES};
use crate::models::listing::choose;
use crate::models::person::{KeptBox, Viewer};
use crate::projection::Rows;
use crate::query::{
    ApprovalView, AskError, BuyingRoleView, MilestoneView, OpportunityFilter, OpportunityView,
    Page, Paging, RiskView, StageStay,
};
use crate::store::key::place;

impl Customers {
    /// A page of opportunities.
    pub fn opportunities(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        (filter, paging): (&OpportunityFilter, &Paging),
        (book, at): (&Book, Timestamp),
    ) -> Result<Page<OpportunityView>, AskError> {
        let index = &self.opportunities;
        let of_account = filter
            .account
            .map(|id| index.by_account.get(&id).map_or(&[][..], |places| places.as_slice()));
        let external = referred(&index.external, &filter.external_id);
        let present = Present::new(index, book, at);
        let fits = self.fits(filter, &present);
        let chosen = choose(&index.positions, of_account.or(external), paging, |at| {
            fits(at) && external.is_none_or(|places| places.contains(&at))
        });
        let shown = (book, at);
        let item = |at: &Place| Ok(opportunity(opportunity_row(rows, *at)?, viewer, shown));
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// One opportunity.
    pub fn opportunity(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
        present: (&Book, Timestamp),
    ) -> Result<OpportunityView, AskError> {
        let at = self.opportunities.place(id).ok_or(AskError::NotFound)?;
        Ok(opportunity(opportunity_row(rows, at)?, viewer, present))
    }

    /// Whether a deal passes a filter, account and external reference aside.
    fn fits<'a>(
        &'a self,
        filter: &'a OpportunityFilter,
        present: &'a Present<'a>,
    ) -> impl Fn(Place) -> bool + 'a {
        let index = &self.opportunities;
        let number = |value: &Option<String>| value.as_ref().map(|v| index.values.number(v));
        let texts = [&filter.stage, &filter.pipeline, &filter.product, &filter.region];
        let texts = texts.map(number);
        let (source, risk) = (number(&filter.source), number(&filter.risk));
        move |at| {
            let columns = &index.columns[at as usize];
            let own = [columns.stage, columns.pipeline, columns.product, columns.region];
            let amount = columns.amount.amount;
            filter.owner.is_none_or(|owner| columns.owner == Some(owner))
                && filter.state.is_none_or(|state| columns.state == state)
                && texts.iter().zip(own).all(|(wanted, own)| wanted.is_none_or(|w| w == Some(own)))
                && source.is_none_or(|source| source == Some(columns.source))
                && filter.kind.is_none_or(|kind| kind == columns.kind)
                && filter.close.contains(columns.expected_close)
                && filter.amount_min.is_none_or(|min| amount >= min)
                && filter.amount_max.is_none_or(|max| amount <= max)
                && filter.pushed.is_none_or(|pushed| pushed == columns.pushed)
                && risk.is_none_or(|risk| {
                    risk.is_some_and(|risk| index.risks[at as usize].contains(&risk))
                })
                && filter.large.is_none_or(|large| large == present.is_large(columns))
                && filter.idle_days_min.is_none_or(|least| {
                    present.idle_days(columns).is_some_and(|days| days >= least)
                })
        }
    }
}

/// The row of an opportunity.
pub fn opportunity_row(rows: Rows<'_>, at: Place) -> Result<OpportunityRow, AskError> {
    rows.get(OPPORTUNITIES, &place(at))?.ok_or(AskError::NotFound)
}

/// One opportunity as it is shown. Whether it is large is the word of the pipeline in force.
pub fn opportunity(
    row: OpportunityRow,
    viewer: &Viewer<'_>,
    (book, at): (&Book, Timestamp),
) -> OpportunityView {
    let state = row.standing.state();
    let stream = StreamId::new(StreamType::Opportunity, row.id);
    let note = |kept: Option<KeptBox>| viewer.note(stream, kept);
    let (won_at, lost_at, loss_reason) = match row.standing {
        Standing::Open => (None, None, None),
        Standing::Won { at } => (Some(at), None, None),
        Standing::Lost { at, reason } => (None, Some(at), Some(reason.to_string())),
    };
    let pipeline = book.pipeline(row.pipeline, at);
    OpportunityView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        lead_id: row.lead_id,
        name: row.name,
        state,
        pipeline: row.pipeline.to_string(),
        stage: row.stage.to_string(),
        stage_since: row.visits.last().map_or(row.opened_at, |visit| visit.entered_at),
        stages: row.visits.iter().map(stay).collect(),
        probability: row.probability,
        overridden: row.overridden,
        large: pipeline.is_ok_and(|pipeline| pipeline.body.is_large(row.amount)),
        amount: row.amount,
        expected_close: row.expected_close,
        pushes: row.pushes,
        pushed_days: row.pushed_days,
        kind: row.kind.name().to_owned(),
        product: row.product,
        region: row.region,
        source: row.source,
        owner_id: row.owner_id,
        driver_id: row.driver_id,
        competitors: row.competitors,
        buying_motives: row.buying_motives,
        next_step: row.next_step,
        next_step_on: row.next_step_on,
        documents: row.documents,
        in_pipeline: row.in_pipeline,
        approval: row.approval.map(|known| approval(known, note)),
        risks: row.risks.into_iter().map(|known| risk(known, note)).collect(),
        milestones: row.milestones.into_iter().map(milestone).collect(),
        buying_roles: row.roles.into_iter().map(buying_role).collect(),
        external_id: row.external_id,
        opened_at: row.opened_at,
        last_activity_at: row.last_activity_at,
        won_at,
        lost_at,
        loss_reason,
        updated_at: row.updated_at,
    }
}

fn stay(visit: &Visit) -> StageStay {
    let Visit { stage, open: _, entered_at, left_at } = *visit;
    StageStay { stage: stage.to_string(), entered_at, left_at }
}

fn approval(known: ApprovalRow, note: impl Fn(Option<KeptBox>) -> Option<String>) -> ApprovalView {
    ApprovalView {
        stage: known.stage.to_string(),
        state: known.state,
        amount: known.amount,
        at: known.at,
        by: known.by,
        reason: known.reason,
        note: note(known.note),
    }
}

fn risk(known: RiskRow, note: impl Fn(Option<KeptBox>) -> Option<String>) -> RiskView {
    RiskView {
        risk: known.risk.to_string(),
        level: known.level.name().to_owned(),
        marked_at: known.marked_at,
        note: note(known.note),
    }
}

fn milestone(known: MilestoneRow) -> MilestoneView {
    let MilestoneRow { milestone, name, due_on, done_on } = known;
    MilestoneView { milestone: milestone.to_string(), name, due_on, done_on }
}

fn buying_role((contact_id, role): (Uuid, Key)) -> BuyingRoleView {
    BuyingRoleView { contact_id, role: role.to_string() }
}
