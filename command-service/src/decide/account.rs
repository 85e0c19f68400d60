//! Deciding about accounts.

use event_schema::StreamId;
use event_schema::command::{AccountCommand, ChangeAccountOwner, OwnerScope};
use event_schema::event::{AccountOwnerChanged, OpportunityOwnerChanged};

use super::{Decision, Draft, Needs, Seen};
use crate::aggregate::Key;
use crate::rejection::Rejection;

/// The stream that the command is about.
pub fn own_stream(command: &AccountCommand) -> StreamId {
    match command {
        AccountCommand::ChangeAccountOwner(c) => c.account_id.into(),
    }
}

/// What the command must see beside its own stream.
pub fn needs(command: &AccountCommand, seen: &Seen, needs: &mut Needs) {
    match command {
        AccountCommand::ChangeAccountOwner(c) => needs_owner(c, seen, needs),
    }
}

/// Judges a command about an account.
pub fn decide(command: &AccountCommand, seen: &Seen) -> Result<Decision, Rejection> {
    match command {
        AccountCommand::ChangeAccountOwner(c) => change_owner(c, seen),
    }
}

fn needs_owner(c: &ChangeAccountOwner, seen: &Seen, needs: &mut Needs) {
    if takes_opportunities(c) {
        needs.holders(Key::OpenOpportunities(c.account_id), seen);
    }
}

fn takes_opportunities(c: &ChangeAccountOwner) -> bool {
    c.include.as_ref().is_some_and(|include| include.contains(&OwnerScope::OpenOpportunities))
}

/// Hands the account over, and its open opportunities if that was asked: all of them or nothing.
fn change_owner(c: &ChangeAccountOwner, seen: &Seen) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.account_id.into());
    let account = seen.account(c.account_id)?.ok_or_else(unknown)?;
    let mut drafts = Vec::new();
    if account.owner_id != Some(c.owner_id) {
        let changed = AccountOwnerChanged {
            before: account.owner_id,
            after: c.owner_id,
            reason: c.reason.clone(),
        };
        drafts.push(Draft::new(c.account_id, changed));
    }
    if takes_opportunities(c) {
        for stream in seen.holders(Key::OpenOpportunities(c.account_id)) {
            let Some(opportunity) = seen.opportunity(*stream)? else { continue };
            let before = opportunity.deal().owner_id;
            if before != Some(c.owner_id) {
                let reason = c.reason.clone();
                let changed = OpportunityOwnerChanged { before, after: c.owner_id, reason };
                drafts.push(Draft::new(*stream, changed));
            }
        }
    }
    Ok(Decision { drafts, ..Decision::default() })
}
