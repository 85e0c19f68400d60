//! Taking a lead out of the sales queue.

use event_schema::Personal;
use event_schema::command::DisqualifyLead;
use event_schema::event::LeadDisqualified;
use rules::settings::DISQUALIFY;

use super::guard::changeable;
use crate::aggregate::Lead;
use crate::aggregate::lead::Facts;
use crate::decide::codes::{list, unknown_code};
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Gives a lead up, for a reason of the list. Once given up, it is given up.
pub(super) fn disqualify(
    c: &DisqualifyLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let reasons = ctx.book.codes(list(DISQUALIFY), ctx.occurred_at)?;
    if !reasons.body.accepts(c.reason) {
        return Err(unknown_code("reason", &reasons));
    }
    match lead {
        Lead::Disqualified { .. } => return Ok(Decision::default()),
        Lead::Open { .. } => {}
        Lead::Recycled { .. } | Lead::Converted { .. } => {
            let state = lead.state_name();
            let stream = c.lead_id.into();
            return Err(Rejection::WrongState { stream, state, verb: "disqualified" });
        }
    }
    let Facts { person_id, key_slot, .. } = lead.facts();
    let note = Personal { note: c.note.clone(), ..Personal::default() };
    let disqualified = LeadDisqualified { reason: c.reason };
    let draft = Draft::new(c.lead_id, disqualified).with(*person_id, *key_slot, note);
    Ok(Decision { drafts: vec![draft], settings: [reasons.used].into_iter().collect() })
}
