//! Facts that change what is known of an opportunity.

use event_schema::OpportunityEvent;
use event_schema::commit::Recorded;
use event_schema::event::custom::take_over;
use event_schema::event::{
    BuyingRoleSet, Changed, ExpectedCloseChanged, MilestoneCompleted, MilestoneSet,
    OpportunityRiskMarked, OpportunityUpdated,
};
use event_schema::value::Key;

use super::row::{ApprovalRow, MilestoneRow, OpportunityRow, RiskRow};
use crate::models::person::KeptBox;
use crate::query::ApprovalState;

pub fn update(row: &mut OpportunityRow, updated: &OpportunityUpdated) {
    let OpportunityUpdated {
        name,
        product,
        region,
        kind,
        use_case,
        partner,
        competitors,
        buying_motives,
        next_step,
        next_step_on,
        documents,
        in_pipeline,
        driver_id,
        custom,
        as_written: _,
    } = updated;
    take_over(&mut row.custom, custom);
    if let Some(name) = after(name) {
        row.name = name.to_string();
    }
    if let Some(kind) = after(kind) {
        row.kind = *kind;
    }
    if let Some(in_pipeline) = after(in_pipeline) {
        row.in_pipeline = *in_pipeline;
    }
    text(&mut row.product, product);
    text(&mut row.region, region);
    text(&mut row.use_case, use_case);
    if let Some(changed) = partner {
        row.partner = changed.after;
    }
    text(&mut row.next_step, next_step);
    texts(&mut row.competitors, competitors);
    texts(&mut row.buying_motives, buying_motives);
    if let Some(changed) = next_step_on {
        row.next_step_on = changed.after;
    }
    if let Some(changed) = driver_id {
        row.driver_id = changed.after;
    }
    if let Some(changed) = documents {
        row.documents = changed.after.clone().unwrap_or_default();
    }
}

fn after<T>(changed: &Option<Changed<T>>) -> Option<&T> {
    changed.as_ref()?.after.as_ref()
}

fn text<T: ToString>(field: &mut Option<String>, changed: &Option<Changed<T>>) {
    if let Some(changed) = changed {
        *field = changed.after.as_ref().map(ToString::to_string);
    }
}

fn texts<T: ToString>(field: &mut Vec<String>, changed: &Option<Changed<Vec<T>>>) {
    if let Some(changed) = changed {
        *field = changed.after.iter().flatten().map(ToString::to_string).collect();
    }
}

/// A later date than before is a push; an earlier one takes none back.
pub fn expected_close(row: &mut OpportunityRow, changed: &ExpectedCloseChanged) {
    let days = (changed.after - changed.before).num_days();
    if let Some(days) = u32::try_from(days).ok().filter(|days| *days > 0) {
        row.pushes = row.pushes.saturating_add(1);
        row.pushed_days = row.pushed_days.saturating_add(days);
    }
    row.expected_close = changed.after;
}

/// The latest request or decision; what was decided by whom before is in the audit trail.
pub fn approval(row: &mut OpportunityRow, event: &Recorded<'_>, fact: &OpportunityEvent) {
    let (stage, state, amount, reason) = match fact {
        OpportunityEvent::StageApprovalRequested(asked) => {
            (asked.stage, ApprovalState::Requested, Some(asked.amount), None)
        }
        OpportunityEvent::StageApproved(approved) => {
            (approved.stage, ApprovalState::Approved, Some(approved.amount), None)
        }
        OpportunityEvent::StageRejected(rejected) => {
            (rejected.stage, ApprovalState::Rejected, None, Some(rejected.reason.to_string()))
        }
        OpportunityEvent::OpportunityOpened(_)
        | OpportunityEvent::OpportunityStageChanged(_)
        | OpportunityEvent::OpportunityOwnerChanged(_)
        | OpportunityEvent::OpportunityWon(_)
        | OpportunityEvent::OpportunityLost(_)
        | OpportunityEvent::OpportunityUpdated(_)
        | OpportunityEvent::OpportunityAmountChanged(_)
        | OpportunityEvent::ExpectedCloseChanged(_)
        | OpportunityEvent::ProbabilityOverridden(_)
        | OpportunityEvent::OpportunityReopened(_)
        | OpportunityEvent::OpportunityRiskMarked(_)
        | OpportunityEvent::OpportunityRiskCleared(_)
        | OpportunityEvent::MilestoneSet(_)
        | OpportunityEvent::MilestoneCompleted(_)
        | OpportunityEvent::BuyingRoleSet(_)
        | OpportunityEvent::BuyingRoleRemoved(_) => return,
    };
    let by = event.commit.on_behalf_of.map(|user| user.to_string());
    row.approval = Some(ApprovalRow {
        stage,
        state,
        amount,
        at: event.commit.occurred_at,
        by: by.unwrap_or_else(|| event.commit.actor.to_string()),
        reason,
        note: KeptBox::of(event),
    });
}

pub fn risk(row: &mut OpportunityRow, event: &Recorded<'_>, marked: &OpportunityRiskMarked) {
    let Some(level) = marked.level.after else { return };
    let marked_at = event.commit.occurred_at;
    let note = KeptBox::of(event);
    match row.risks.iter_mut().find(|known| known.risk == marked.risk) {
        Some(known) => {
            (known.level, known.marked_at) = (level, marked_at);
            known.note = note.or(known.note.take());
        }
        None => row.risks.push(RiskRow { risk: marked.risk, level, marked_at, note }),
    }
}

pub fn milestone(row: &mut OpportunityRow, set: &MilestoneSet) {
    let known = milestone_of(row, set.milestone);
    text(&mut known.name, &set.name);
    if let Some(changed) = &set.due_on {
        known.due_on = changed.after;
    }
}

pub fn completed(row: &mut OpportunityRow, done: &MilestoneCompleted) {
    milestone_of(row, done.milestone).done_on = done.done_on.after;
}

fn milestone_of(row: &mut OpportunityRow, milestone: Key) -> &mut MilestoneRow {
    let known = row.milestones.iter().position(|known| known.milestone == milestone);
    let at = known.unwrap_or_else(|| {
        let new = MilestoneRow { milestone, name: None, due_on: None, done_on: None };
        row.milestones.push(new);
        row.milestones.len() - 1
    });
    &mut row.milestones[at]
}

pub fn role(row: &mut OpportunityRow, set: &BuyingRoleSet) {
    let Some(part) = set.role.after else { return };
    let contact = set.contact_id.0;
    match row.roles.iter_mut().find(|(known, _)| *known == contact) {
        Some((_, known)) => *known = part,
        None => row.roles.push((contact, part)),
    }
}
