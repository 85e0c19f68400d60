//! Moving a deal between the open stages of its pipeline.

use event_schema::command::{ChangeOpportunityStage, StageKind};
use event_schema::event::OpportunityStageChanged;
use event_schema::problem::FieldError;
use event_schema::value::Key;
use rules::settings::{InForce, Pipeline, STANDARD_PIPELINE, Stage};

use super::guard::{met, open_deal};
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

/// Moves an open deal to another open stage, by the rules of its pipeline. What they ask for more is
/// told all at once.
pub(super) fn change(
    c: &ChangeOpportunityStage,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "moved")?;
    if deal.stage == c.stage {
        return Ok(Decision::default());
    }
    let (pipeline, stage) = placed(Some(deal.pipeline), Some(c.stage), "", ctx)?;
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
        probability: stage.probability,
        criteria,
        reason: c.reason.clone(),
        idle: None,
    };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, changed)], settings })
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
