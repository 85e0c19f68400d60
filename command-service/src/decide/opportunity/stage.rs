//! Moving a deal between the open stages of its pipeline, or, once it is won, between those that
//! count as won.

use event_schema::command::{ChangeOpportunityStage, StageKind};
use event_schema::event::OpportunityStageChanged;
use event_schema::problem::FieldError;
use event_schema::value::Key;
use rules::settings::{InForce, Pipeline, STANDARD_PIPELINE, Stage};
use rust_decimal::Decimal;

use super::guard::{any_deal, met};
use crate::aggregate::Opportunity;
use crate::aggregate::opportunity::Deal;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::{Rejection, error};

/// What to do where only the approval is missing, or is missing, too.
const ASK: &str = "; the next step is RequestStageApproval";

/// The pipeline in force and the open stage of it that is meant; `at` is the path of the object
/// that names them, such as `opportunity.`.
pub(super) fn placed<'a>(
    pipeline: Option<Key>,
    stage: Option<Key>,
    at: &str,
    ctx: &Context<'a>,
) -> Result<(InForce<'a, Pipeline>, &'a Stage), Rejection> {
    let standard = || STANDARD_PIPELINE.parse().expect("the standard pipeline's name is a key");
    let key = pipeline.unwrap_or_else(standard);
    let in_force = ctx.book.pipeline(key, ctx.occurred_at).map_err(|why| match pipeline {
        Some(_) => Rejection::unknown(&format!("{at}pipeline"), why.to_string()),
        None => why.into(),
    })?;
    let field = format!("{at}stage");
    let found = match stage {
        None => in_force.body.first(StageKind::Open),
        Some(stage) => in_force.body.stage(stage),
    };
    let Some(found) = found else {
        return Err(Rejection::unknown(&field, format!("names no stage of pipeline {key}")));
    };
    match found.kind {
        StageKind::Open => Ok((in_force, found)),
        StageKind::Won | StageKind::Lost => {
            let message = "is a closed stage: use WinOpportunity or LoseOpportunity";
            Err(Rejection::invalid(&field, "closed-stage", message))
        }
    }
}

/// Moves an open deal to another open stage and a won one to another that counts as won, by the rules
/// of its pipeline. What they ask for more is told all at once.
pub(super) fn change(
    c: &ChangeOpportunityStage,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let opportunity = any_deal(c.opportunity_id, seen)?;
    let deal = opportunity.deal();
    let found = match opportunity {
        Opportunity::Open(_) | Opportunity::Won(_) if deal.stage == c.stage => None,
        Opportunity::Open(_) => Some(placed(Some(deal.pipeline), Some(c.stage), "", ctx)?),
        Opportunity::Won(_) => Some(after_the_win(c, deal, ctx)?),
        Opportunity::Lost(_) => return Err(stays(c, opportunity)),
    };
    let Some((pipeline, stage)) = found else { return Ok(Decision::default()) };
    let criteria = c.criteria.clone().unwrap_or_default();
    let mut missing = Vec::new();
    if !pipeline.body.may_move(deal.stage, c.stage) {
        let message = format!("skips a stage: {} goes forward by one stage only", deal.pipeline);
        missing.push(error("stage", "skips-stage", message));
    }
    let mut next = "";
    if pipeline.body.place(deal.stage) < pipeline.body.place(c.stage) {
        let left = pipeline.body.stage(deal.stage);
        let met = |key: &Key| criteria.get(key) == Some(&true);
        missing.extend(
            unmet(left, stage)
                .filter(|(key, _)| !met(key))
                .map(|(key, message)| error(&format!("criteria.{key}"), "unmet", message)),
        );
        if let Some(fault) = unapproved(deal, stage, pipeline.body) {
            missing.push(fault);
            next = ASK;
        }
    }
    met(missing, next)?;
    let changed = OpportunityStageChanged {
        before: deal.stage,
        after: c.stage,
        probability: chance(opportunity, stage),
        criteria,
        reason: c.reason.clone(),
        idle: None,
    };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, changed)], settings })
}

/// A closed deal that can't be moved.
fn stays(c: &ChangeOpportunityStage, closed: &Opportunity) -> Rejection {
    let (stream, state) = (c.opportunity_id.into(), closed.state_name());
    Rejection::WrongState { stream, state, verb: "moved" }
}

/// The stage that counts as won, too, to which a won deal is moved (C125). It is won once: only
/// ReopenOpportunity takes it back to an open stage.
fn after_the_win<'a>(
    c: &ChangeOpportunityStage,
    deal: &Deal,
    ctx: &Context<'a>,
) -> Result<(InForce<'a, Pipeline>, &'a Stage), Rejection> {
    let pipeline = ctx.book.pipeline(deal.pipeline, ctx.occurred_at)?;
    let Some(stage) = pipeline.body.stage(c.stage) else {
        let message = format!("names no stage of pipeline {}", deal.pipeline);
        return Err(Rejection::unknown("stage", message));
    };
    match stage.kind {
        StageKind::Won => Ok((pipeline, stage)),
        StageKind::Open | StageKind::Lost => {
            let (stream, state) = (c.opportunity_id.into(), "won");
            Err(Rejection::WrongState { stream, state, verb: "moved to a stage of another kind" })
        }
    }
}

/// What is won is won, whatever chance the pipeline gives its stage.
fn chance(opportunity: &Opportunity, stage: &Stage) -> Decimal {
    match opportunity {
        Opportunity::Won(_) => Decimal::ONE_HUNDRED,
        Opportunity::Open(_) | Opportunity::Lost(_) => stage.probability,
    }
}

/// The criteria of a step forward: those to leave the one stage, then those to enter the other; one
/// that both ask for is named once.
fn unmet<'a>(
    left: Option<&'a Stage>,
    entered: &'a Stage,
) -> impl Iterator<Item = (Key, &'static str)> + use<'a> {
    let left = left.map_or(&[][..], |left| left.exit_criteria.as_slice());
    let enter = entered.criteria.iter().filter(move |key| !left.contains(key));
    let leave = left.iter().map(|key| (*key, "must be true to leave the stage"));
    leave.chain(enter.map(|key| (*key, "must be true to enter the stage")))
}

/// What is missing where a large deal may enter a stage only with an approval (C129).
fn unapproved(deal: &Deal, stage: &Stage, pipeline: &Pipeline) -> Option<FieldError> {
    if !stage.approval || !pipeline.is_large(deal.amount) {
        return None;
    }
    let approval = deal.approvals.get(&stage.key);
    if approval.is_some_and(|approval| approval.covers(deal.amount)) {
        return None;
    }
    let message =
        "is needed of a manager, for at least the present amount, since the deal is large";
    Some(error("approval", "unmet", message))
}
