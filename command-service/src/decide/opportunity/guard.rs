//! Whether a deal is in a state for a command, and what several commands need to say.

use event_schema::id::{OpportunityId, PersonId};
use event_schema::personal::NOTE_LEN_MAX;
use event_schema::problem::{FieldError, Slug};
use event_schema::value::Text;
use event_schema::{Event, Personal, StreamId};

use crate::aggregate::Opportunity;
use crate::aggregate::opportunity::Deal;
use crate::decide::{Decision, Draft, Seen};
use crate::rejection::{Rejection, conflict};

/// The deal, whatever its state.
pub(super) fn any_deal(id: OpportunityId, seen: &Seen) -> Result<&Opportunity, Rejection> {
    seen.opportunity(id)?.ok_or(Rejection::UnknownTarget(id.into()))
}

/// The deal, if it is open; `verb` is what was asked, as a participle.
pub(super) fn open_deal<'a>(
    id: OpportunityId,
    seen: &'a Seen,
    verb: &'static str,
) -> Result<&'a Deal, Rejection> {
    match any_deal(id, seen)? {
        Opportunity::Open(deal) => Ok(deal),
        closed @ (Opportunity::Won(_) | Opportunity::Lost(_)) => {
            Err(Rejection::WrongState { stream: id.into(), state: closed.state_name(), verb })
        }
    }
}

/// Refuses an id that is taken.
pub(super) fn refuse_taken(stream: StreamId, seen: &Seen) -> Result<(), Rejection> {
    if seen.exists(stream) { Err(taken(stream, "id")) } else { Ok(()) }
}

pub(super) fn taken(holder: StreamId, key: &str) -> Rejection {
    Rejection::Duplicate {
        slug: Slug::DuplicateOpportunity,
        what: format!("{holder} has this {key} already"),
        conflicts: vec![conflict(holder, key)],
    }
}

/// Refuses what the rules ask for more of, if they do.
pub(super) fn met(missing: Vec<FieldError>, next: &'static str) -> Result<(), Rejection> {
    if missing.is_empty() { Ok(()) } else { Err(Rejection::Unmet { missing, next }) }
}

/// One event on the deal.
pub(super) fn only(id: OpportunityId, event: impl Into<Event>) -> Decision {
    Decision { drafts: vec![Draft::new(id, event)], ..Decision::default() }
}

/// One event on the deal with a note. A deal has no person of its own; its free text is sealed
/// under the deal itself.
pub(super) fn noted(
    (id, deal): (OpportunityId, &Deal),
    event: impl Into<Event>,
    note: &Option<Text<NOTE_LEN_MAX>>,
) -> Decision {
    let personal = Personal { note: note.clone(), ..Personal::default() };
    let draft = Draft::new(id, event).with(PersonId(id.0), deal.key_slot, personal);
    Decision { drafts: vec![draft], ..Decision::default() }
}
