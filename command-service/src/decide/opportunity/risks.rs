//! Risks and milestones of an open deal (C139).

use event_schema::command::{
    ClearOpportunityRisk, CompleteMilestone, MarkOpportunityRisk, SetMilestone,
};
use event_schema::event::{
    Changed, MilestoneCompleted, MilestoneSet, OpportunityRiskCleared, OpportunityRiskMarked,
    RiskLevel,
};
use event_schema::field::Change;
use rules::settings::RISK;

use super::guard::{noted, only, open_deal};
use crate::decide::codes::{list, unknown_code};
use crate::decide::{Context, Decision, Seen};
use crate::rejection::Rejection;

/// Most milestones of a deal.
const MILESTONES_MAX: usize = 50;

/// Marks a risk. A note is news, also where the level stays.
pub(super) fn mark(
    c: &MarkOpportunityRisk,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "marked")?;
    let codes = ctx.book.codes(list(RISK), ctx.occurred_at)?;
    if !codes.body.accepts(c.risk) {
        return Err(unknown_code("risk", &codes));
    }
    let before = deal.risks.get(&c.risk).copied();
    let after = c.level.or(before).unwrap_or(RiskLevel::Medium);
    if before == Some(after) && c.note.is_none() {
        return Ok(Decision::default());
    }
    let level = Changed { before, after: Some(after) };
    let marked = OpportunityRiskMarked { risk: c.risk, level };
    let mut decision = noted((c.opportunity_id, deal), marked, &c.note);
    decision.settings.push(codes.used);
    Ok(decision)
}

/// Clears a risk, also one whose code has left the list since.
pub(super) fn clear(
    c: &ClearOpportunityRisk,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    let Some(before) = deal.risks.get(&c.risk).copied() else {
        let codes = ctx.book.codes(list(RISK), ctx.occurred_at)?;
        let known = codes.body.accepts(c.risk);
        return if known { Ok(Decision::default()) } else { Err(unknown_code("risk", &codes)) };
    };
    let level = Changed { before: Some(before), after: None };
    Ok(only(c.opportunity_id, OpportunityRiskCleared { risk: c.risk, level }))
}

/// Sets a milestone, or changes name or date of one.
pub(super) fn set_milestone(c: &SetMilestone, seen: &Seen) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    let known = deal.milestones.get(&c.milestone);
    if known.is_none() && deal.milestones.len() >= MILESTONES_MAX {
        let message = format!("is one too many: a deal has at most {MILESTONES_MAX}");
        return Err(Rejection::invalid("milestone", "too-many", message));
    }
    let name = Changed::by(&c.name, known.and_then(|known| known.name.as_ref()));
    let due_on = Changed::by(&c.due_on, known.and_then(|known| known.due_on.as_ref()));
    if known.is_some() && name.is_none() && due_on.is_none() {
        return Ok(Decision::default());
    }
    let milestone = c.milestone;
    Ok(only(c.opportunity_id, MilestoneSet { milestone, name, due_on }))
}

/// Says that a milestone was reached; another date corrects the one before.
pub(super) fn complete_milestone(
    c: &CompleteMilestone,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    let Some(known) = deal.milestones.get(&c.milestone) else {
        let message = "names no milestone of this deal: set it with SetMilestone";
        return Err(Rejection::unknown("milestone", message));
    };
    let zone = ctx.book.tenant(ctx.occurred_at)?.body.time_zone;
    if c.done_on.is_some_and(|date| date > zone.date_of(ctx.now)) {
        return Err(Rejection::invalid("done_on", "in-future", "lies in the future"));
    }
    let today = zone.date_of(ctx.occurred_at);
    let done = c.done_on.or(known.done_on).unwrap_or(today);
    let Some(done_on) = Changed::by(&Change::Set(done), known.done_on.as_ref()) else {
        return Ok(Decision::default());
    };
    Ok(only(c.opportunity_id, MilestoneCompleted { milestone: c.milestone, done_on }))
}
