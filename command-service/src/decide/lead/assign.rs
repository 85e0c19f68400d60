//! Whose a lead is: assigned, accepted, declined (C43, C47).

use event_schema::command::{AcceptLead, AssignLead, DeclineLead};
use event_schema::event::{LeadAccepted, LeadAssigned, LeadDeclined};
use event_schema::id::LeadId;
use rules::settings::DECLINE;

use super::guard::changeable;
use super::leave::noted;
use crate::decide::codes::{list, unknown_code};
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Gives a lead to somebody, in whatever state it is but converted.
pub(super) fn assign(c: &AssignLead, seen: &Seen) -> Result<Decision, Rejection> {
    let before = changeable(c.lead_id, seen)?.facts().owner_id;
    if before == Some(c.owner_id) {
        return Ok(Decision::default());
    }
    let assigned = LeadAssigned { before, after: c.owner_id, reason: c.reason.clone() };
    Ok(Decision { drafts: vec![Draft::new(c.lead_id, assigned)], ..Decision::default() })
}

/// Takes a lead on for its owner.
pub(super) fn accept(c: &AcceptLead, seen: &Seen) -> Result<Decision, Rejection> {
    let facts = changeable(c.lead_id, seen)?.facts();
    let owner_id = facts.owner_id.ok_or(wrong(c.lead_id, "without an owner", "accepted"))?;
    if facts.accepted {
        return Ok(Decision::default());
    }
    let accepted = Draft::new(c.lead_id, LeadAccepted { owner_id });
    Ok(Decision { drafts: vec![accepted], ..Decision::default() })
}

/// Gives a lead back that was not accepted yet.
pub(super) fn decline(
    c: &DeclineLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let reasons = ctx.book.codes(list(DECLINE), ctx.occurred_at)?;
    if !reasons.body.accepts(c.reason) {
        return Err(unknown_code("reason", &reasons));
    }
    let facts = lead.facts();
    let before = facts.owner_id.ok_or(wrong(c.lead_id, "without an owner", "declined"))?;
    if facts.accepted {
        return Err(wrong(c.lead_id, "accepted", "declined"));
    }
    let declined = LeadDeclined { before, reason: c.reason };
    let draft = noted(Draft::new(c.lead_id, declined), facts, c.note.as_ref());
    Ok(Decision { drafts: vec![draft], settings: [reasons.used].into_iter().collect() })
}

fn wrong(lead: LeadId, state: &'static str, verb: &'static str) -> Rejection {
    Rejection::WrongState { stream: lead.into(), state, verb }
}
