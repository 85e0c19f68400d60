//! Handing an account over.

use event_schema::command::{ChangeAccountOwner, OwnerScope};
use event_schema::event::{AccountOwnerChanged, OpportunityOwnerChanged};

use crate::aggregate::Key;
use crate::decide::{Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// The open opportunities, if they change hands too.
pub(super) fn needs(c: &ChangeAccountOwner, seen: &Seen, needs: &mut Needs) {
    if takes_opportunities(c) {
        needs.holders_at(Key::OpenOpportunities, c.account_id, seen);
    }
}

fn takes_opportunities(c: &ChangeAccountOwner) -> bool {
    c.include.as_ref().is_some_and(|include| include.contains(&OwnerScope::OpenOpportunities))
}

/// Hands the account over, and its open opportunities if that was asked: all of them or nothing.
pub(super) fn change(c: &ChangeAccountOwner, seen: &Seen) -> Result<Decision, Rejection> {
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
        for stream in seen.holders_at(Key::OpenOpportunities, c.account_id) {
            let Some(opportunity) = seen.opportunity(stream)? else { continue };
            let before = opportunity.deal().owner_id;
            if before != Some(c.owner_id) {
                let reason = c.reason.clone();
                let changed = OpportunityOwnerChanged { before, after: c.owner_id, reason };
                drafts.push(Draft::new(stream, changed));
            }
        }
    }
    Ok(Decision { drafts, ..Decision::default() })
}
