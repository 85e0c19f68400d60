//! Plans of contacts with a lead (C60).

use event_schema::command::{PlanLeadContacts, StopLeadContacts};
use event_schema::event::{LeadContactsPlanned, LeadContactsStopped, PlannedStep};
use rules::settings::PlanStep;

use super::guard::{changeable, open_stage};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Plans contacts with an open lead by the version of the plan that is in force. The same plan again
/// is nothing to do, unless it is to start at another time.
pub(super) fn plan(
    c: &PlanLeadContacts,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    open_stage(c.lead_id, seen, "given a plan of contacts")?;
    let facts = changeable(c.lead_id, seen)?.facts();
    let found = ctx.book.contact_plan(c.plan, ctx.occurred_at);
    let plan = found.map_err(|why| Rejection::unknown("plan", why.to_string()))?;
    let version = plan.used.version;
    let started_at = c.starts_at.map_or(ctx.occurred_at, |starts_at| starts_at.0);
    let under_way = facts.contact_plan.as_deref().filter(|known| {
        (known.plan, known.version) == (c.plan, version)
            && (c.starts_at.is_none() || known.started_at == started_at)
    });
    if under_way.is_some() {
        return Ok(Decision::default());
    }
    let mut words = Words::new(ctx);
    words.used.push(plan.used);
    let mut step = |step: &PlanStep| PlannedStep {
        channel: words.text("channel", &step.channel),
        due_at: step.after.from(started_at),
        note: step.note.clone(),
    };
    let steps = plan.body.steps.iter().map(&mut step).collect();
    let planned = LeadContactsPlanned { plan: c.plan, version, started_at, steps };
    Ok(Decision { drafts: vec![Draft::new(c.lead_id, planned)], settings: words.used })
}

/// Ends the plan that is under way, if one is.
pub(super) fn stop(c: &StopLeadContacts, seen: &Seen) -> Result<Decision, Rejection> {
    let facts = changeable(c.lead_id, seen)?.facts();
    let Some(plan) = &facts.contact_plan else { return Ok(Decision::default()) };
    let stopped = LeadContactsStopped { plan: plan.plan, reason: c.reason.clone() };
    Ok(Decision { drafts: vec![Draft::new(c.lead_id, stopped)], ..Decision::default() })
}
