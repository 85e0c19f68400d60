//! How an account is looked after.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::event::TemplateUsed;
use event_schema::id::UserId;
use event_schema::value::Money;
use projection_service::query::{HandoverView, ProposedGrade};
use uuid::Uuid;

use super::body;
use super::opportunity::OpportunityDocument;

body! {
    /// The template that a record was made of.
    Template {
        /// Its key.
        key: String,
        /// Its version then.
        version: u32,
    }
}

body! {
    /// From what a grade is proposed.
    GradeReason {
        /// The sum of its orders in the base currency, without those that were cancelled.
        amount: Money,
        /// How many there are, in whatever currency.
        orders: u32,
        /// Over so many days, up to today.
        window_days: u32,
    }
}

body! {
    /// The grade that the orders of an account propose. It has it once somebody says so, with
    /// `ReviewAccountGrade` or `UpdateAccount`.
    GradeProposal {
        /// The grade.
        grade: String,
        /// From what.
        because: GradeReason,
    }
}

body! {
    /// The latest hand-over of an account.
    Handover {
        /// started, completed or cancelled.
        state: String,
        /// To whom.
        to: UserId,
        /// Why.
        reason: String,
        /// When it began, in business.
        since: Timestamp,
        /// From which day on the other one is responsible.
        effective_on: NaiveDate,
        /// When it ended, in business.
        ended_at: Option<Timestamp>,
        /// What it lacks to be completed: documents, joint_visit_interaction_id, background,
        /// effective_on.
        missing: Vec<String>,
        /// What the other one has to know.
        documents: Vec<OpportunityDocument>,
        /// When the customer is to be visited together.
        joint_visit_planned_on: Option<NaiveDate>,
        /// The interactions that were named as joint visits.
        joint_visit_ids: Vec<Uuid>,
        /// The history of the account in short; null in lists, and where persons are sealed.
        background: Option<String>,
        /// What changes hands along with it.
        include: Vec<String>,
    }
}

impl From<TemplateUsed> for Template {
    fn from(used: TemplateUsed) -> Self {
        Self { key: used.key.to_string(), version: used.version }
    }
}

impl From<ProposedGrade> for GradeProposal {
    fn from(proposed: ProposedGrade) -> Self {
        let ProposedGrade { grade, amount, orders, window_days } = proposed;
        Self { grade, because: GradeReason { amount, orders, window_days } }
    }
}

impl From<HandoverView> for Handover {
    fn from(handover: HandoverView) -> Self {
        Self {
            state: handover.state.name().to_owned(),
            to: handover.to,
            reason: handover.reason,
            since: handover.since,
            effective_on: handover.effective_on,
            ended_at: handover.ended_at,
            missing: handover.missing,
            documents: handover.documents.into_iter().map(Into::into).collect(),
            joint_visit_planned_on: handover.joint_visit_planned_on,
            joint_visit_ids: handover.joint_visit_ids,
            background: handover.background,
            include: handover.include,
        }
    }
}
