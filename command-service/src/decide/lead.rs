//! Deciding about leads. Their conversion, which makes other records too, stands beside this.

mod create;
mod duplicates;
mod known;

mod consent;
mod merge;
mod onto;
mod update;

mod behavior;
mod score;

mod answer;
mod assign;
mod contact;
mod guard;
mod idle;
mod leave;
mod plan;
mod qualify;

use event_schema::StreamId;
use event_schema::command::LeadCommand;

pub use guard::{changeable, open_stage};
pub use idle::idled;
pub use qualify::NURTURE;

use super::{Context, Decision, Needs, Seen, conversion};
use crate::rejection::Rejection;

/// What custom fields are defined for.
const KIND: &str = "lead";

/// The stream that the command is about.
pub fn own_stream(command: &LeadCommand, seen: &Seen, ctx: &Context<'_>) -> StreamId {
    match command {
        LeadCommand::CreateLead(c) => create::own_stream(c, seen, ctx),
        LeadCommand::RecordLeadBehavior(c) => c.lead_id.into(),
        LeadCommand::QualifyLead(c) => c.lead_id.into(),
        LeadCommand::DisqualifyLead(c) => c.lead_id.into(),
        LeadCommand::ConvertLead(c) => c.lead_id.into(),
        LeadCommand::UpdateLead(c) => c.lead_id.into(),
        LeadCommand::VerifyLead(c) => c.lead_id.into(),
        LeadCommand::AssignLead(c) => c.lead_id.into(),
        LeadCommand::AcceptLead(c) => c.lead_id.into(),
        LeadCommand::DeclineLead(c) => c.lead_id.into(),
        LeadCommand::LogLeadContact(c) => c.lead_id.into(),
        LeadCommand::NurtureLead(c) => c.lead_id.into(),
        LeadCommand::RecycleLead(c) => c.lead_id.into(),
        LeadCommand::MergeLeads(c) => seen.survivor(c.survivor_id),
        LeadCommand::AnswerQuestionnaire(c) => c.lead_id.into(),
        LeadCommand::PlanLeadContacts(c) => c.lead_id.into(),
        LeadCommand::StopLeadContacts(c) => c.lead_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &LeadCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        LeadCommand::CreateLead(c) => create::needs(c, seen, ctx, needs),
        LeadCommand::ConvertLead(c) => conversion::needs(c, seen, ctx, needs),
        LeadCommand::UpdateLead(c) => update::needs(c, seen, ctx, needs),
        LeadCommand::MergeLeads(c) => merge::needs(c, seen, needs),
        LeadCommand::AnswerQuestionnaire(c) => needs.personal.push(c.lead_id.into()),
        LeadCommand::QualifyLead(c) => qualify::needs(c, ctx, needs),
        LeadCommand::RecordLeadBehavior(_)
        | LeadCommand::DisqualifyLead(_)
        | LeadCommand::VerifyLead(_)
        | LeadCommand::AssignLead(_)
        | LeadCommand::AcceptLead(_)
        | LeadCommand::DeclineLead(_)
        | LeadCommand::LogLeadContact(_)
        | LeadCommand::NurtureLead(_)
        | LeadCommand::RecycleLead(_)
        | LeadCommand::PlanLeadContacts(_)
        | LeadCommand::StopLeadContacts(_) => {}
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
        LeadCommand::QualifyLead(c) => qualify::qualify(c, seen, ctx),
        LeadCommand::DisqualifyLead(c) => leave::disqualify(c, seen, ctx),
        LeadCommand::ConvertLead(c) => conversion::convert(c, seen, ctx),
        LeadCommand::UpdateLead(c) => update::update(c, seen, ctx),
        LeadCommand::VerifyLead(c) => qualify::verify(c, seen),
        LeadCommand::AssignLead(c) => assign::assign(c, seen),
        LeadCommand::AcceptLead(c) => assign::accept(c, seen),
        LeadCommand::DeclineLead(c) => assign::decline(c, seen, ctx),
        LeadCommand::LogLeadContact(c) => contact::log(c, seen, ctx),
        LeadCommand::NurtureLead(c) => leave::nurture(c, seen, ctx),
        LeadCommand::RecycleLead(c) => leave::recycle(c, seen, ctx),
        LeadCommand::MergeLeads(c) => merge::merge(c, seen, ctx),
        LeadCommand::AnswerQuestionnaire(c) => answer::answer(c, seen, ctx),
        LeadCommand::PlanLeadContacts(c) => plan::plan(c, seen, ctx),
        LeadCommand::StopLeadContacts(c) => plan::stop(c, seen),
    }
}
