//! Deciding about leads. Their conversion, which makes other records too, stands beside this.

mod create;
mod duplicates;

mod behavior;
mod score;

mod guard;
mod leave;
mod qualify;

use event_schema::StreamId;
use event_schema::command::LeadCommand;

pub use guard::open_stage;
pub use qualify::NURTURE;

use super::{Context, Decision, Needs, Seen, conversion};
use crate::rejection::Rejection;

/// The stream that the command is about.
pub fn own_stream(command: &LeadCommand, ctx: &Context<'_>) -> StreamId {
    match command {
        LeadCommand::CreateLead(c) => create::id_of(c, ctx).into(),
        LeadCommand::RecordLeadBehavior(c) => c.lead_id.into(),
        LeadCommand::QualifyLead(c) => c.lead_id.into(),
        LeadCommand::DisqualifyLead(c) => c.lead_id.into(),
        LeadCommand::ConvertLead(c) => c.lead_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &LeadCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        LeadCommand::CreateLead(c) => create::needs(c, seen, ctx, needs),
        LeadCommand::ConvertLead(c) => conversion::needs(c, seen, ctx, needs),
        LeadCommand::RecordLeadBehavior(_)
        | LeadCommand::QualifyLead(_)
        | LeadCommand::DisqualifyLead(_) => {}
    }
}

/// Judges a command about a lead.
pub fn decide(
    command: &LeadCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        LeadCommand::CreateLead(c) => create::create(c, seen, ctx),
        LeadCommand::RecordLeadBehavior(c) => behavior::record(c, seen, ctx),
        LeadCommand::QualifyLead(c) => qualify::qualify(c, seen),
        LeadCommand::DisqualifyLead(c) => leave::disqualify(c, seen, ctx),
        LeadCommand::ConvertLead(c) => conversion::convert(c, seen, ctx),
    }
}
