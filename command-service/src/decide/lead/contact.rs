//! What was said with a lead (C60, C61).

use event_schema::Personal;
use event_schema::command::LogLeadContact;
use event_schema::event::{AsWritten, LeadContacted};

use super::guard::changeable;
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Records a contact. Every one counts: the same call twice is two calls.
pub(super) fn log(
    c: &LogLeadContact,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let facts = changeable(c.lead_id, seen)?.facts();
    let mut words = Words::new(ctx);
    let contacted = LeadContacted {
        channel: words.text("channel", &c.channel),
        outcome: words.text("outcome", &c.outcome),
        at: ctx.at("at", c.at)?,
        interest: c.interest,
        next_at: c.next_at.map(|at| at.0),
        as_written: AsWritten::new(),
    };
    let Words { as_written, used, .. } = words;
    let contacted = LeadContacted { as_written, ..contacted };
    let said = Personal {
        note: c.note.clone(),
        next_action: c.next_action.clone(),
        objections: c.objections.clone(),
        ..Personal::default()
    };
    let draft = Draft::new(c.lead_id, contacted).with(facts.person_id, facts.key_slot, said);
    Ok(Decision { drafts: vec![draft], settings: used })
}
