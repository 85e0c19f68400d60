//! What follows for an account from everything around it.

use std::borrow::Cow;

use event_schema::Timestamp;
use projection_service::query::{Filled, NextStep, OrderFigures, RelationView};
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use super::body;
use super::deals::sums;
use super::values::Sum;

body! {
    /// What another account is to this one, or this one to another.
    Relation {
        /// The other account.
        account_id: Uuid,
        /// Such as parent or partner.
        relation: String,
        /// `to`: the other is that to this one; `from`: this one is that to the other; `mutual`.
        direction: String,
    }
}

body! {
    /// An account that turned out to be this one.
    MergedAccount {
        /// Its id, which leads here.
        id: Uuid,
        /// The number that it had.
        number: String,
    }
}

impl From<projection_service::query::MergedAccount> for MergedAccount {
    fn from(merged: projection_service::query::MergedAccount) -> Self {
        Self { id: merged.id, number: merged.number }
    }
}

body! {
    /// A next step.
    NextAction {
        /// When it is due.
        at: Timestamp,
        /// The interaction that asks for it.
        interaction_id: Uuid,
    }
}

body! {
    /// The orders of an account, without those that were cancelled.
    OrderSum {
        /// How many.
        count: u64,
        /// For how much: one entry for each currency.
        amount: Vec<Sum>,
        /// When the last one was.
        last_at: Option<Timestamp>,
    }
}

body! {
    /// How complete a record is.
    Completeness {
        /// Filled key fields by key fields, 0 to 1; null without key fields.
        share: Option<f64>,
        /// The key fields that it lacks.
        missing: Vec<Cow<'static, str>>,
        /// True if the share is below the goal.
        incomplete: bool,
    }
}

impl From<RelationView> for Relation {
    fn from(relation: RelationView) -> Self {
        let RelationView { account_id, relation, direction } = relation;
        Self { account_id, relation, direction }
    }
}

impl From<NextStep> for NextAction {
    fn from(step: NextStep) -> Self {
        Self { at: step.at, interaction_id: step.interaction_id }
    }
}

impl From<OrderFigures> for OrderSum {
    fn from(orders: OrderFigures) -> Self {
        Self { count: orders.count, amount: sums(orders.amount), last_at: orders.last_at }
    }
}

impl From<Filled> for Completeness {
    fn from(filled: Filled) -> Self {
        let share = filled.share.and_then(|share| share.to_f64());
        Self { share, missing: filled.missing, incomplete: filled.incomplete }
    }
}
