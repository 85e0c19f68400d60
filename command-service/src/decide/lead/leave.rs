//! Taking a lead out of the sales queue: given up, put back for later, nurtured.

use event_schema::Personal;
use event_schema::command::{DisqualifyLead, NurtureLead, RecycleLead};
use event_schema::commit::SettingUsed;
use event_schema::event::{LeadDisqualified, LeadNurtured, LeadRecycled};
use event_schema::id::LeadId;
use event_schema::personal::NOTE_LEN_MAX;
use event_schema::value::{Code, Text};
use rules::settings::{DISQUALIFY, RECYCLE};
use smallvec::SmallVec;

use super::guard::{changeable, open_stage};
use crate::aggregate::Lead;
use crate::aggregate::lead::{Facts, Stage};
use crate::decide::codes::{list, unknown_code};
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// The settings that a decision used.
type Used = SmallVec<[SettingUsed; 2]>;

/// Gives a lead up, for a reason of the list. Once given up, it is given up.
pub(super) fn disqualify(
    c: &DisqualifyLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let settings = listed(DISQUALIFY, Some(c.reason), ctx)?;
    match lead {
        Lead::Disqualified { .. } => return Ok(Decision::default()),
        Lead::Open { .. } => {}
        Lead::Recycled { .. } | Lead::Converted { .. } => {
            return Err(wrong(c.lead_id, lead, "disqualified"));
        }
    }
    let disqualified = Draft::new(c.lead_id, LeadDisqualified { reason: c.reason });
    let drafts = vec![noted(disqualified, lead.facts(), c.note.as_ref())];
    Ok(Decision { drafts, settings })
}

/// Puts a lead back for later: an open one, and one that was given up.
pub(super) fn recycle(
    c: &RecycleLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let settings = listed(RECYCLE, c.reason, ctx)?;
    match lead {
        Lead::Recycled { .. } => return Ok(Decision::default()),
        Lead::Open { .. } | Lead::Disqualified { .. } => {}
        Lead::Converted { .. } => return Err(wrong(c.lead_id, lead, "recycled")),
    }
    let recycled = Draft::new(c.lead_id, LeadRecycled { reason: c.reason });
    Ok(Decision { drafts: vec![noted(recycled, lead.facts(), c.note.as_ref())], settings })
}

/// Puts an open lead to be nurtured; a person may take it back from any stage.
pub(super) fn nurture(
    c: &NurtureLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let stage = open_stage(c.lead_id, seen, "nurtured")?;
    let settings = listed(RECYCLE, c.reason, ctx)?;
    if stage == Stage::Nurturing {
        return Ok(Decision::default());
    }
    let facts = changeable(c.lead_id, seen)?.facts();
    let nurtured = Draft::new(c.lead_id, LeadNurtured { reason: c.reason });
    Ok(Decision { drafts: vec![noted(nurtured, facts, c.note.as_ref())], settings })
}

/// Refuses a reason that its list doesn't have. Without a reason no list is asked.
fn listed(name: &str, reason: Option<Code>, ctx: &Context<'_>) -> Result<Used, Rejection> {
    let Some(reason) = reason else { return Ok(Used::new()) };
    let reasons = ctx.book.codes(list(name), ctx.occurred_at)?;
    if reasons.body.accepts(reason) {
        Ok([reasons.used].into_iter().collect())
    } else {
        Err(unknown_code("reason", &reasons))
    }
}

fn wrong(id: LeadId, lead: &Lead, verb: &'static str) -> Rejection {
    Rejection::WrongState { stream: id.into(), state: lead.state_name(), verb }
}

/// A fact with a note about the lead's person beside it, if there is one.
pub(super) fn noted(draft: Draft, lead: &Facts, note: Option<&Text<NOTE_LEN_MAX>>) -> Draft {
    let note = Personal { note: note.cloned(), ..Personal::default() };
    draft.with(lead.person_id, lead.key_slot, note)
}
