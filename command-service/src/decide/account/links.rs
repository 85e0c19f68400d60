//! What accounts are to each other.

use event_schema::command::{LinkAccounts, UnlinkAccounts};
use event_schema::event::{AccountsLinked, AccountsUnlinked};
use event_schema::id::AccountId;
use event_schema::value::Code;
use rules::settings::{PARTNER, RELATION};

use super::check_parent;
use crate::aggregate::Account;
use crate::aggregate::account::{Link, parent};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// The accounts, and those that they have to do with: one of them may have been merged.
pub(super) fn needs(accounts: [AccountId; 2], seen: &Seen, needs: &mut Needs) {
    for id in accounts {
        needs.stream(id);
        if let Ok(Some(account)) = seen.account(id) {
            needs.streams.extend(account.links.iter().map(|link| link.other.into()));
        }
    }
}

/// The links of an account that say this of the other one, as they were written: under the other's
/// own id, or that of one that was merged into it.
fn written<'a>(
    account: &'a Account,
    (other, relation): (AccountId, Code),
    seen: &'a Seen,
) -> impl Iterator<Item = Link> + 'a {
    let links = account.links.iter().copied();
    links.filter(move |link| link.relation == relation && seen.account_meant(link.other) == other)
}

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
    if written(account, (c.other_id, c.relation), seen).next().is_some() {
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
    if written(account, (c.other_id, c.relation), seen).next().is_none() {
        return Ok(Decision::default());
    }
    let mut drafts = Vec::new();
    for (on, other) in sides(c.account_id, c.other_id, c.relation) {
        let Some(account) = seen.account(on)? else { continue };
        for Link { other, relation } in written(account, (other, c.relation), seen) {
            drafts.push(Draft::new(on, AccountsUnlinked { other_id: other, relation }));
        }
    }
    Ok(Decision { drafts, ..Decision::default() })
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
