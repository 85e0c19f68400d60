//! Deciding what the clock asks for. A duty that is void by now is nothing to do: the deal was closed
//! meanwhile, or the setting asks for something else.

use event_schema::StreamId;
use event_schema::command::ClockCommand;

use super::{Context, Decision, Seen, lead, opportunity};
use crate::rejection::Rejection;

/// The stream that the command is about.
pub fn own_stream(command: &ClockCommand) -> StreamId {
    match command {
        ClockCommand::DowngradeIdleOpportunity(c) => c.opportunity_id.into(),
        ClockCommand::ScoreIdleLead(c) => c.lead_id.into(),
    }
}

/// Judges a command of the clock.
pub fn decide(
    command: &ClockCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        ClockCommand::DowngradeIdleOpportunity(c) => opportunity::downgrade(c, seen, ctx),
        ClockCommand::ScoreIdleLead(c) => lead::idled(c, seen, ctx),
    }
}
