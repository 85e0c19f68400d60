//! What accounts are to each other.

use event_schema::command::{LinkAccounts, UnlinkAccounts};
use event_schema::event::{AccountsLinked, AccountsUnlinked};
use event_schema::id::AccountId;
use event_schema::value::Code;
use rules::settings::{PARTNER, RELATION};

use super::check_parent;
use crate::aggregate::account::{Link, parent};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Links an account to another one. A partner is one from both sides, so both get the fact.
pub(super) fn link(
    c: &LinkAccounts,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.account_id.into());
    let account = seen.account(c.account_id)?.ok_or_else(unknown)?;
    let mut words = Words::new(ctx);
    words.code("relation", RELATION, Some(c.relation))?;
    if c.account_id == c.other_id {
        words.faults.invalid("other_id", "self", "must be another account");
    }
    words.finish()?;
    if seen.account(c.other_id)?.is_none() {
        let message = format!("names no account: {}", c.other_id);
        return Err(Rejection::unknown("other_id", message));
    }
    let link = Link { other: c.other_id, relation: c.relation };
    if account.links.contains(&link) {
        return Ok(Decision::default());
    }
    if c.relation == parent() {
        if account.parent().is_some() {
            let (state, verb) = ("under another parent", "put under this one");
            return Err(Rejection::WrongState { stream: c.account_id.into(), state, verb });
        }
        check_parent("other_id", (c.account_id, c.other_id), seen)?;
    }
    let drafts = sides(c.account_id, c.other_id, c.relation)
        .map(|(on, other_id)| Draft::new(on, AccountsLinked { other_id, relation: c.relation }));
    Ok(Decision { drafts: drafts.collect(), settings: words.used })
}

/// Takes a link back.
pub(super) fn unlink(c: &UnlinkAccounts, seen: &Seen) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.account_id.into());
    let account = seen.account(c.account_id)?.ok_or_else(unknown)?;
    if !account.links.contains(&Link { other: c.other_id, relation: c.relation }) {
        return Ok(Decision::default());
    }
    let drafts = sides(c.account_id, c.other_id, c.relation)
        .map(|(on, other_id)| Draft::new(on, AccountsUnlinked { other_id, relation: c.relation }));
    Ok(Decision { drafts: drafts.collect(), ..Decision::default() })
}

/// The accounts that a link stands on, with what it leads to from there.
fn sides(
    account: AccountId,
    other: AccountId,
    relation: Code,
) -> impl Iterator<Item = (AccountId, AccountId)> {
    let back = (relation.as_str() == PARTNER).then_some((other, account));
    std::iter::once((account, other)).chain(back)
}
