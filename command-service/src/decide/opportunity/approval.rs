//! Approving that a deal enters a stage (C129).

use event_schema::command::{ApproveStage, RejectStage, RequestStageApproval};
use event_schema::event::{StageApprovalRequested, StageApproved, StageRejected};
use event_schema::id::OpportunityId;
use event_schema::value::Key;

use super::guard::{met, noted, only, open_deal};
use super::stage::placed;
use crate::aggregate::opportunity::{Approval, Deal};
use crate::decide::{Context, Decision, Seen};
use crate::rejection::{Rejection, error};

/// Asks for an approval. One that is asked for already, or that covers the present amount, need not
/// be asked for again.
pub(super) fn request(
    c: &RequestStageApproval,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "approved")?;
    let (pipeline, stage) = placed(Some(deal.pipeline), Some(c.stage), "", ctx)?;
    if !stage.approval {
        let message = format!("needs no approval in pipeline {}", deal.pipeline);
        return Err(Rejection::invalid("stage", "needs-no-approval", message));
    }
    let enough =
        |approval: &Approval| *approval == Approval::Requested || approval.covers(deal.amount);
    if deal.approvals.get(&c.stage).is_some_and(enough) {
        return Ok(Decision::default());
    }
    let requested = StageApprovalRequested { stage: c.stage, amount: deal.amount };
    let mut decision = noted((c.opportunity_id, deal), requested, &c.note);
    decision.settings.push(pipeline.used);
    Ok(decision)
}

/// Approves what was asked for, up to the present amount, if price and feasibility were both found
/// good.
pub(super) fn approve(c: &ApproveStage, seen: &Seen) -> Result<Decision, Rejection> {
    let deal = requested(c.opportunity_id, c.stage, seen, "approved")?;
    let asked = [("price", c.price), ("feasibility", c.feasibility)];
    let missing = asked.into_iter().filter(|(_, good)| !good);
    let message = "must be true to approve; else send RejectStage";
    met(missing.map(|(field, _)| error(field, "unmet", message)).collect(), "")?;
    let approved = StageApproved { stage: c.stage, amount: deal.amount };
    Ok(noted((c.opportunity_id, deal), approved, &c.note))
}

/// Refuses what was asked for.
pub(super) fn reject(c: &RejectStage, seen: &Seen) -> Result<Decision, Rejection> {
    requested(c.opportunity_id, c.stage, seen, "rejected")?;
    let rejected = StageRejected { stage: c.stage, reason: c.reason.clone() };
    Ok(only(c.opportunity_id, rejected))
}

/// The open deal, if an approval of this stage was asked for and not decided.
fn requested<'a>(
    id: OpportunityId,
    stage: Key,
    seen: &'a Seen,
    verb: &'static str,
) -> Result<&'a Deal, Rejection> {
    let deal = open_deal(id, seen, verb)?;
    let state = match deal.approvals.get(&stage) {
        Some(Approval::Requested) => return Ok(deal),
        Some(Approval::Approved(_)) => "open and has an approval of this stage (approved)",
        Some(Approval::Rejected) => "open and was refused this stage (rejected)",
        None => "open without a request for this stage",
    };
    Err(Rejection::WrongState { stream: id.into(), state, verb })
}
