//! Handing an account over.

use event_schema::command::{ChangeAccountOwner, OwnerScope};
use event_schema::event::{AccountOwnerChanged, OpportunityOwnerChanged};
use event_schema::id::{AccountId, UserId};
use event_schema::value::Text;

use crate::aggregate::{Account, Key};
use crate::decide::{Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// The open opportunities, if they change hands too.
pub(super) fn needs(c: &ChangeAccountOwner, seen: &Seen, needs: &mut Needs) {
    needs_included(c.account_id, c.include.as_deref().unwrap_or_default(), seen, needs);
}

/// The open opportunities of an account, if they change hands along with it.
pub(super) fn needs_included(
    id: AccountId,
    include: &[OwnerScope],
    seen: &Seen,
    needs: &mut Needs,
) {
    if include.contains(&OwnerScope::OpenOpportunities) {
        needs.holders_at(Key::OpenOpportunities, id, seen);
    }
}

/// Hands the account over, and its open opportunities if that was asked: all of them or nothing.
pub(super) fn change(c: &ChangeAccountOwner, seen: &Seen) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.account_id.into());
    let account = seen.account(c.account_id)?.ok_or_else(unknown)?;
    let include = c.include.as_deref().unwrap_or_default();
    let drafts = hand_over((c.account_id, account), (c.owner_id, &c.reason), include, seen)?;
    Ok(Decision { drafts, ..Decision::default() })
}

/// What changes hands of an account, and with it.
pub(super) fn hand_over(
    (id, account): (AccountId, &Account),
    (after, reason): (UserId, &Text<100>),
    include: &[OwnerScope],
    seen: &Seen,
) -> Result<Vec<Draft>, Rejection> {
    let mut drafts = Vec::new();
    if account.owner_id != Some(after) {
        let (before, reason) = (account.owner_id, reason.clone());
        drafts.push(Draft::new(id, AccountOwnerChanged { before, after, reason }));
    }
    if include.contains(&OwnerScope::OpenOpportunities) {
        for stream in seen.holders_at(Key::OpenOpportunities, id) {
            let Some(opportunity) = seen.opportunity(stream)? else { continue };
            let before = opportunity.deal().owner_id;
            if before != Some(after) {
                let changed = OpportunityOwnerChanged { before, after, reason: reason.clone() };
                drafts.push(Draft::new(stream, changed));
            }
        }
    }
    Ok(drafts)
}
