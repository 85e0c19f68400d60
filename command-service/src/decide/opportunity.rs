//! Deciding about opportunities.

mod approval;
mod close;
mod details;
mod guard;
mod idle;
mod money;
mod open;
mod risks;
mod roles;
mod stage;

use event_schema::StreamId;
use event_schema::command::OpportunityCommand;

use super::{Context, Decision, Needs, Seen};
use crate::rejection::Rejection;

pub use idle::downgrade;
pub use open::{close_in_past, free};

/// What custom fields are defined for.
pub(super) const KIND: &str = "opportunity";

/// The stream that the command is about.
pub fn own_stream(command: &OpportunityCommand, ctx: &Context<'_>) -> StreamId {
    let id = match command {
        OpportunityCommand::OpenOpportunity(c) => open::id_of(c, ctx),
        OpportunityCommand::ChangeOpportunityStage(c) => c.opportunity_id,
        OpportunityCommand::WinOpportunity(c) => c.opportunity_id,
        OpportunityCommand::LoseOpportunity(c) => c.opportunity_id,
        OpportunityCommand::ReopenOpportunity(c) => c.opportunity_id,
        OpportunityCommand::UpdateOpportunity(c) => c.opportunity_id,
        OpportunityCommand::ChangeOpportunityAmount(c) => c.opportunity_id,
        OpportunityCommand::ChangeExpectedClose(c) => c.opportunity_id,
        OpportunityCommand::ChangeOpportunityOwner(c) => c.opportunity_id,
        OpportunityCommand::OverrideProbability(c) => c.opportunity_id,
        OpportunityCommand::RequestStageApproval(c) => c.opportunity_id,
        OpportunityCommand::ApproveStage(c) => c.opportunity_id,
        OpportunityCommand::RejectStage(c) => c.opportunity_id,
        OpportunityCommand::MarkOpportunityRisk(c) => c.opportunity_id,
        OpportunityCommand::ClearOpportunityRisk(c) => c.opportunity_id,
        OpportunityCommand::SetMilestone(c) => c.opportunity_id,
        OpportunityCommand::CompleteMilestone(c) => c.opportunity_id,
        OpportunityCommand::SetBuyingRole(c) => c.opportunity_id,
    };
    id.into()
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &OpportunityCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        OpportunityCommand::OpenOpportunity(c) => open::needs(c, seen, ctx, needs),
        OpportunityCommand::SetBuyingRole(c) => needs.stream(c.contact_id),
        OpportunityCommand::UpdateOpportunity(c) => details::needs(c, ctx, needs),
        OpportunityCommand::ChangeOpportunityStage(_)
        | OpportunityCommand::WinOpportunity(_)
        | OpportunityCommand::LoseOpportunity(_)
        | OpportunityCommand::ReopenOpportunity(_)
        | OpportunityCommand::ChangeOpportunityAmount(_)
        | OpportunityCommand::ChangeExpectedClose(_)
        | OpportunityCommand::ChangeOpportunityOwner(_)
        | OpportunityCommand::OverrideProbability(_)
        | OpportunityCommand::RequestStageApproval(_)
        | OpportunityCommand::ApproveStage(_)
        | OpportunityCommand::RejectStage(_)
        | OpportunityCommand::MarkOpportunityRisk(_)
        | OpportunityCommand::ClearOpportunityRisk(_)
        | OpportunityCommand::SetMilestone(_)
        | OpportunityCommand::CompleteMilestone(_) => {}
    }
}

/// Judges a command about an opportunity.
pub fn decide(
    command: &OpportunityCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        OpportunityCommand::OpenOpportunity(c) => open::open(c, seen, ctx),
        OpportunityCommand::ChangeOpportunityStage(c) => stage::change(c, seen, ctx),
        OpportunityCommand::WinOpportunity(c) => close::win(c, seen, ctx),
        OpportunityCommand::LoseOpportunity(c) => close::lose(c, seen, ctx),
        OpportunityCommand::ReopenOpportunity(c) => close::reopen(c, seen, ctx),
        OpportunityCommand::UpdateOpportunity(c) => details::update(c, seen, ctx),
        OpportunityCommand::ChangeOpportunityAmount(c) => money::amount(c, seen),
        OpportunityCommand::ChangeExpectedClose(c) => money::expected_close(c, seen, ctx),
        OpportunityCommand::ChangeOpportunityOwner(c) => details::owner(c, seen),
        OpportunityCommand::OverrideProbability(c) => money::probability(c, seen, ctx),
        OpportunityCommand::RequestStageApproval(c) => approval::request(c, seen, ctx),
        OpportunityCommand::ApproveStage(c) => approval::approve(c, seen),
        OpportunityCommand::RejectStage(c) => approval::reject(c, seen),
        OpportunityCommand::MarkOpportunityRisk(c) => risks::mark(c, seen, ctx),
        OpportunityCommand::ClearOpportunityRisk(c) => risks::clear(c, seen, ctx),
        OpportunityCommand::SetMilestone(c) => risks::set_milestone(c, seen),
        OpportunityCommand::CompleteMilestone(c) => risks::complete_milestone(c, seen, ctx),
        OpportunityCommand::SetBuyingRole(c) => roles::set(c, seen, ctx),
    }
}

#[cfg(test)]
mod tests;
