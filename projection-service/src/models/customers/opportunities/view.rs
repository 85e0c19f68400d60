//! Answers about opportunities.

use std::borrow::Cow;

use event_schema::id::AccountId;
use event_schema::value::Key;
use event_schema::{StreamId, StreamType, Timestamp};
use rules::settings::{Book, Hygiene};
use rules::views::{Condition, List, Operand};
use rules::zone::Zone;
use uuid::Uuid;

use super::cells::state as state_name;
use super::idle::next_downgrade;
use super::row::{ApprovalRow, MilestoneRow, OpportunityRow, RiskRow, Standing, Visit};
use crate::column::Place;
use crate::models::customers::index::referred;
use crate::models::customers::sift::{Wanted, days_ago};
use crate::models::customers::{Customers, OPPORTUNITIES};
use crate::models::listing::{between, is};
use crate::models::person::{KeptBox, Viewer};
use crate::models::settings::zone;
use crate::projection::Rows;
use crate::query::{
    ApprovalView, AskError, BuyingRoleView, DateRange, MilestoneView, OpportunityFilter,
    OpportunityState, OpportunityView, Page, Paging, RiskView, StageStay,
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
        let account = filter.account.map(|id| self.accounts.aliases.meant(id));
        let of_account =
            account.map(|id| index.by_account.get(&id).map_or(&[][..], |places| places.as_slice()));
        let external = referred(&index.external, &filter.external_id);
        let wanted = Wanted {
            list: List::Opportunities,
            conditions: asked(filter, (book, at)),
            within: [of_account, external].into_iter().flatten().map(Cow::Borrowed).collect(),
        };
        let chosen = self.sifted(wanted, (&filter.sifting, paging), (book, at))?;
        let shown = (book, at);
        let item = |at: &Place| Ok(opportunity(self.deal_row(rows, *at)?, viewer, shown));
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// These opportunities; those that there aren't are left out.
    pub fn opportunities_named(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        present: (&Book, Timestamp),
        ids: &[Uuid],
    ) -> Result<Page<OpportunityView>, AskError> {
        let places = ids.iter().filter_map(|id| self.opportunities.place(*id));
        let item = |at| Ok(opportunity(self.deal_row(rows, at)?, viewer, present));
        Ok(Page::whole(places.map(item).collect::<Result<_, AskError>>()?))
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
        Ok(opportunity(self.deal_row(rows, at)?, viewer, present))
    }

    /// The row of an opportunity, with merged records replaced by those that they turned out to be.
    pub fn deal_row(&self, rows: Rows<'_>, at: Place) -> Result<OpportunityRow, AskError> {
        let mut row = opportunity_row(rows, at)?;
        row.account_id = self.accounts.aliases.meant(row.account_id);
        if let Some(partner) = &mut row.partner {
            partner.account_id = AccountId(self.accounts.aliases.meant(partner.account_id.0));
        }
        let aliases = &self.contacts.aliases;
        let mut roles: Vec<(Uuid, Key)> = Vec::new();
        for (contact, _) in &row.roles {
            let contact = aliases.meant(*contact);
            if roles.iter().any(|(known, _)| *known == contact) {
                continue;
            }
            // Of several parts that turned out to be of one contact, its own comes first, then those
            // of the merged ones in their order, as for whoever changes it.
            let part = |name: &Uuid| row.roles.iter().find(|(known, _)| known == name);
            let role = match part(&contact) {
                Some(own) => Some(own),
                None => self.merged_contacts(rows, contact)?.iter().find_map(part),
            };
            roles.extend(role.map(|(_, role)| (contact, *role)));
        }
        row.roles = roles;
        Ok(row)
    }
}

/// What the parameters ask for, but for those that narrow the search.
fn asked(filter: &OpportunityFilter, present: (&Book, Timestamp)) -> Vec<Condition> {
    let word = |field: &str, word: &Option<String>| {
        word.clone().map(|word| is(field, Operand::Word(word)))
    };
    let name = |field: &str, name: Option<&str>| word(field, &name.map(str::to_owned));
    let DateRange { from, to } = filter.close;
    let close = (from.is_some() || to.is_some())
        .then(|| between("expected_close", from.map(Operand::Date), to.map(Operand::Date)));
    let least = filter.amount_min.map(Operand::Decimal);
    let most = filter.amount_max.map(|most| {
        let below = between("amount", None, Some(Operand::Decimal(most)));
        Condition::Any(vec![below, is("amount", Operand::Decimal(most))])
    });
    let pushed = filter.pushed.map(|pushed| match pushed {
        true => between("pushes", Some(Operand::Number(1)), None),
        false => is("pushes", Operand::Number(0)),
    });
    let idle = filter.idle_days_min.map(|days| {
        let quiet = days_ago("last_activity_at", days, present);
        // No day ago and less is whenever; a day before all days is never.
        let whenever = || if days == 0 { Condition::All(vec![]) } else { Condition::Any(vec![]) };
        let open = is("state", Operand::Word(state_name(OpportunityState::Open).into()));
        Condition::All(vec![open, quiet.unwrap_or_else(whenever)])
    });
    let all = [
        filter.owner.map(|owner| is("owner", Operand::Id(owner.0))),
        name("state", filter.state.map(state_name)),
        name("kind", filter.kind.map(|kind| kind.name())),
        word("stage", &filter.stage),
        word("pipeline", &filter.pipeline),
        word("product", &filter.product),
        word("region", &filter.region),
        word("source", &filter.source),
        word("risks", &filter.risk),
        close,
        least.map(|least| between("amount", Some(least), None)),
        most,
        pushed,
        filter.large.map(|large| is("large", Operand::Flag(large))),
        idle,
    ];
    all.into_iter().flatten().collect()
}

/// The row of an opportunity.
fn opportunity_row(rows: Rows<'_>, at: Place) -> Result<OpportunityRow, AskError> {
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
    let (won_at, lost_at) = match row.standing {
        Standing::Open => (None, None),
        Standing::Won { at, .. } => (Some(at), None),
        Standing::Lost { at, .. } => (None, Some(at)),
    };
    let text = |key: Key| key.to_string();
    let downgrade_due_at = next_downgrade(&row, (book, at));
    let pipeline = book.pipeline(row.pipeline, at).ok();
    let large = pipeline.as_ref().is_some_and(|pipeline| pipeline.body.is_large(row.amount));
    let hygiene = pipeline.map_or(Hygiene::default(), |pipeline| pipeline.body.hygiene);
    let review = review(&row, (hygiene, large), (zone(book, at), at));
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
        large,
        review,
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
        use_case: row.use_case,
        partner: row.partner,
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
        custom: row.custom,
        opened_at: row.opened_at,
        last_activity_at: row.silence.since,
        downgrade_due_at,
        won_at,
        lost_at,
        win_reason: row.standing.win_reason().map(text),
        loss_reason: row.standing.loss_reason().map(text),
        closing_note: note(row.closing_note),
        updated_at: row.updated_at,
    }
}

/// Why an open deal is to be looked at in the weekly review, on the day of the answer (C136).
fn review(
    row: &OpportunityRow,
    (hygiene, large): (Hygiene, bool),
    (zone, at): (Zone, Timestamp),
) -> Vec<String> {
    if row.standing != Standing::Open {
        return Vec::new();
    }
    let today = zone.date_of(at);
    let quiet = (today - zone.date_of(row.silence.since)).num_days();
    let marks = [
        ("overdue", row.expected_close < today),
        ("pushed", hygiene.is_pushed(row.pushes)),
        ("idle", hygiene.is_idle(u32::try_from(quiet).unwrap_or(0))),
        ("large", large),
    ];
    marks.into_iter().filter(|(_, is)| *is).map(|(mark, _)| mark.to_owned()).collect()
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
