//! Opportunities.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::event::{Document, OpportunityKind};
use event_schema::id::UserId;
use event_schema::value::Money;
use projection_service::query::{
    ApprovalState, ApprovalView, BuyingRoleView, MilestoneView, OpportunityState, OpportunityView,
    RiskView, StageStay,
};
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;
use uuid::Uuid;

use super::custom::Custom;
use super::values::{ExternalRef, ReferringPartner};
use super::{Definitions, Described, body};
use crate::params::Word;

impl Word for OpportunityKind {
    const ALL: &'static [Self] = &[Self::New, Self::Renewal, Self::Expansion];
}

impl Word for ApprovalState {
    const ALL: &'static [Self] = &[Self::Requested, Self::Approved, Self::Rejected];
}

impl Described for ApprovalState {
    fn schema(_: &mut Definitions) -> Json {
        <Self as Word>::schema()
    }
}

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
        /// Where what was said with that lead is read: the interactions with it; null without a lead.
        lead_interactions: Option<String>,
        /// What it is called.
        name: String,
        /// Open, won or lost.
        state: OpportunityState,
        /// Which pipeline.
        pipeline: String,
        /// Which stage.
        stage: String,
        /// When it came into that stage, in business.
        stage_since: Timestamp,
        /// Every stage it was in, in turn.
        stages: Vec<OpportunityStage>,
        /// Chance of winning, in percent.
        probability: Option<f64>,
        /// Whether a manager put that chance in place of the stage's.
        overridden: bool,
        /// Whether its amount is above the threshold that its pipeline has now for large deals.
        large: bool,
        /// Why an open deal is to be looked at, on the day of the answer: overdue (the expected close
        /// has gone by), pushed and idle by the limits of its pipeline (`hygiene`), large.
        review: Vec<String>,
        /// What it would bring.
        amount: Money,
        /// When it should close.
        expected_close: NaiveDate,
        /// How often that date was put off.
        pushes: u32,
        /// By how many days in all.
        pushed_days: u32,
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
        /// Who drives it.
        driver_id: Option<UserId>,
        /// What the customer would use it for.
        use_case: Option<String>,
        /// Who referred it, and for what.
        partner: Option<ReferringPartner>,
        /// Who else wants it.
        competitors: Vec<String>,
        /// Why the customer buys.
        buying_motives: Vec<String>,
        /// What is to be done next.
        next_step: Option<String>,
        /// By when.
        next_step_on: Option<NaiveDate>,
        /// Its documents.
        documents: Vec<OpportunityDocument>,
        /// False if it is left out of the pipeline's figures, for low intent.
        in_pipeline: bool,
        /// The latest request or decision that it may enter a stage; null if there was none.
        approval: Option<OpportunityApproval>,
        /// Its risks.
        risks: Vec<OpportunityRisk>,
        /// Its milestones.
        milestones: Vec<OpportunityMilestone>,
        /// Who decides at the customer.
        buying_roles: Vec<BuyingRole>,
        /// The same deal in another system.
        external_id: Option<ExternalRef>,
        /// Fields that the tenant defined for opportunities, by key: those that have a value.
        custom: Custom,
        /// When it was opened, in business.
        opened_at: Timestamp,
        /// When a person last did something about it, in business.
        last_activity_at: Timestamp,
        /// When it goes a stage back if nobody does anything; null where its pipeline asks for none,
        /// and in the first stage.
        downgrade_due_at: Option<Timestamp>,
        /// When it was won, in business.
        won_at: Option<Timestamp>,
        /// When it was lost, in business.
        lost_at: Option<Timestamp>,
        /// Why it was won: a code of the list `win_reason`, or null.
        win_reason: Option<String>,
        /// Why it was lost: a code of the list `loss`.
        loss_reason: Option<String>,
        /// What was noted when it was won or lost; null where personal fields are sealed.
        closing_note: Option<String>,
        /// When it last changed, in business.
        updated_at: Timestamp,
    }
}

body! {
    /// One stay of a deal in a stage.
    OpportunityStage {
        /// Which stage.
        stage: String,
        /// When it came into it, in business.
        entered_at: Timestamp,
        /// When it left it; null while it is there.
        left_at: Option<Timestamp>,
    }
}

body! {
    /// A document of a deal or of a hand-over.
    OpportunityDocument {
        /// What it is called.
        name: String,
        /// Where it lies.
        url: String,
    }
}

body! {
    /// A request that a deal may enter a stage, and what became of it.
    OpportunityApproval {
        /// Which stage.
        stage: String,
        /// requested, approved or rejected.
        state: ApprovalState,
        /// For which amount it was asked or up to which it was approved; null if it was rejected.
        amount: Option<Money>,
        /// When it was asked or decided, in business.
        at: Timestamp,
        /// Who asked or decided: the user behind the command, else the token's subject.
        by: String,
        /// Why it was rejected.
        reason: Option<String>,
        /// The note beside it; null where personal fields are sealed.
        note: Option<String>,
    }
}

body! {
    /// A risk of a deal.
    OpportunityRisk {
        /// Which risk.
        risk: String,
        /// high, medium or low.
        level: String,
        /// When it was last marked, in business.
        marked_at: Timestamp,
        /// The latest note beside it; null where personal fields are sealed.
        note: Option<String>,
    }
}

body! {
    /// A milestone of a deal.
    OpportunityMilestone {
        /// Its key.
        milestone: String,
        /// What it is called.
        name: Option<String>,
        /// By when.
        due_on: Option<NaiveDate>,
        /// When it was reached; null if it wasn't yet.
        done_on: Option<NaiveDate>,
    }
}

body! {
    /// A contact's part in the decision about a deal.
    BuyingRole {
        /// Who.
        contact_id: Uuid,
        /// Which part.
        role: String,
    }
}

impl From<OpportunityView> for Opportunity {
    fn from(deal: OpportunityView) -> Self {
        Self {
            id: deal.id,
            revision: deal.revision,
            account_id: deal.account_id,
            lead_id: deal.lead_id,
            lead_interactions: deal.lead_id.map(|lead| format!("/v1/interactions?lead={lead}")),
            name: deal.name,
            state: deal.state,
            pipeline: deal.pipeline,
            stage: deal.stage,
            stage_since: deal.stage_since,
            stages: all(deal.stages),
            probability: deal.probability.to_f64(),
            overridden: deal.overridden,
            large: deal.large,
            review: deal.review,
            amount: in_minor_units(deal.amount),
            expected_close: deal.expected_close,
            pushes: deal.pushes,
            pushed_days: deal.pushed_days,
            kind: deal.kind,
            product: deal.product,
            region: deal.region,
            source: deal.source,
            owner_id: deal.owner_id,
            driver_id: deal.driver_id,
            use_case: deal.use_case,
            partner: deal.partner.map(Into::into),
            competitors: deal.competitors,
            buying_motives: deal.buying_motives,
            next_step: deal.next_step,
            next_step_on: deal.next_step_on,
            documents: all(deal.documents),
            in_pipeline: deal.in_pipeline,
            approval: deal.approval.map(Into::into),
            risks: all(deal.risks),
            milestones: all(deal.milestones),
            buying_roles: all(deal.buying_roles),
            external_id: deal.external_id.map(Into::into),
            custom: deal.custom.into(),
            opened_at: deal.opened_at,
            last_activity_at: deal.last_activity_at,
            downgrade_due_at: deal.downgrade_due_at,
            won_at: deal.won_at,
            lost_at: deal.lost_at,
            win_reason: deal.win_reason,
            loss_reason: deal.loss_reason,
            closing_note: deal.closing_note,
            updated_at: deal.updated_at,
        }
    }
}

/// With as many decimals as the currency has, which is never fewer than the amount has.
pub fn in_minor_units(mut money: Money) -> Money {
    money.amount.rescale(money.currency.decimals());
    money
}

fn all<A, B: From<A>>(parts: Vec<A>) -> Vec<B> {
    parts.into_iter().map(B::from).collect()
}

impl From<StageStay> for OpportunityStage {
    fn from(stay: StageStay) -> Self {
        Self { stage: stay.stage, entered_at: stay.entered_at, left_at: stay.left_at }
    }
}

impl From<Document> for OpportunityDocument {
    fn from(document: Document) -> Self {
        Self { name: document.name.to_string(), url: document.url.to_string() }
    }
}

impl From<ApprovalView> for OpportunityApproval {
    fn from(known: ApprovalView) -> Self {
        Self {
            stage: known.stage,
            state: known.state,
            amount: known.amount.map(in_minor_units),
            at: known.at,
            by: known.by,
            reason: known.reason,
            note: known.note,
        }
    }
}

impl From<RiskView> for OpportunityRisk {
    fn from(known: RiskView) -> Self {
        let RiskView { risk, level, marked_at, note } = known;
        Self { risk, level, marked_at, note }
    }
}

impl From<MilestoneView> for OpportunityMilestone {
    fn from(known: MilestoneView) -> Self {
        let MilestoneView { milestone, name, due_on, done_on } = known;
        Self { milestone, name, due_on, done_on }
    }
}

impl From<BuyingRoleView> for BuyingRole {
    fn from(known: BuyingRoleView) -> Self {
        Self { contact_id: known.contact_id, role: known.role }
    }
}
