//! Deciding about accounts.

mod create;
mod handover;
mod links;
mod merge;
mod owner;
mod review;
mod tagged;
mod template;
mod update;

use event_schema::StreamId;
use event_schema::command::AccountCommand;
use event_schema::id::AccountId;
use event_schema::value::{Money, Text};
use rules::normalise::{is_domain, registrable_domain};
use rules::settings::Duplicates;
use rust_decimal::Decimal;

use super::words::Words;
use super::{Context, Decision, Needs, Seen, above};
use crate::rejection::Rejection;

pub(super) use create::{NewAccount, codes, make};
pub(super) use tagged::{Source, tagged};
pub(super) use update::external_change;

/// What custom fields are defined for.
pub(super) const KIND: &str = "account";

/// The stream that the command is about.
pub fn own_stream(command: &AccountCommand, seen: &Seen, ctx: &Context<'_>) -> StreamId {
    match command {
        AccountCommand::CreateAccount(c) => create::id_of(c, ctx).into(),
        AccountCommand::UpdateAccount(c) => c.account_id.into(),
        AccountCommand::ChangeAccountOwner(c) => c.account_id.into(),
        AccountCommand::LinkAccounts(c) => c.account_id.into(),
        AccountCommand::UnlinkAccounts(c) => c.account_id.into(),
        AccountCommand::MergeAccounts(c) => seen.survivor(c.survivor_id),
        AccountCommand::ReviewAccountGrade(c) => c.account_id.into(),
        AccountCommand::HandOverAccount(c) => c.account_id.into(),
        AccountCommand::UpdateAccountHandover(c) => c.account_id.into(),
        AccountCommand::CompleteAccountHandover(c) => c.account_id.into(),
        AccountCommand::CancelAccountHandover(c) => c.account_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &AccountCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        AccountCommand::CreateAccount(c) => create::needs(c, seen, ctx, needs),
        AccountCommand::UpdateAccount(c) => update::needs(c, seen, ctx, needs),
        AccountCommand::ChangeAccountOwner(c) => owner::needs(c, seen, needs),
        AccountCommand::LinkAccounts(c) => {
            needs_parents(c.other_id, seen, needs);
            links::needs([c.account_id, c.other_id], seen, needs);
        }
        AccountCommand::UnlinkAccounts(c) => {
            links::needs([c.account_id, c.other_id], seen, needs);
        }
        AccountCommand::MergeAccounts(c) => merge::needs(c, seen, needs),
        AccountCommand::ReviewAccountGrade(_) | AccountCommand::CancelAccountHandover(_) => {}
        AccountCommand::HandOverAccount(c) => {
            handover::needs_visit(c.joint_visit_interaction_id, seen, needs);
        }
        AccountCommand::UpdateAccountHandover(c) => {
            handover::needs_visit(c.joint_visit_interaction_id, seen, needs);
        }
        AccountCommand::CompleteAccountHandover(c) => handover::needs(c, seen, needs),
    }
}

/// Judges a command about an account.
pub fn decide(
    command: &AccountCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        AccountCommand::CreateAccount(c) => create::create(c, seen, ctx),
        AccountCommand::UpdateAccount(c) => update::update(c, seen, ctx),
        AccountCommand::ChangeAccountOwner(c) => owner::change(c, seen),
        AccountCommand::LinkAccounts(c) => links::link(c, seen, ctx),
        AccountCommand::UnlinkAccounts(c) => links::unlink(c, seen),
        AccountCommand::MergeAccounts(c) => merge::merge(c, seen, ctx),
        AccountCommand::ReviewAccountGrade(c) => review::review(c, seen, ctx),
        AccountCommand::HandOverAccount(c) => handover::begin(c, seen, ctx),
        AccountCommand::UpdateAccountHandover(c) => handover::update(c, seen),
        AccountCommand::CompleteAccountHandover(c) => handover::complete(c, seen, ctx),
        AccountCommand::CancelAccountHandover(c) => handover::cancel(c, seen),
    }
}

/// An account, and those above it as far as they are known.
pub(super) fn needs_parents(first: AccountId, seen: &Seen, needs: &mut Needs) {
    for id in above::chain(first, |id| parent_of(id, seen)) {
        needs.stream(id);
    }
}

fn parent_of(id: AccountId, seen: &Seen) -> Option<AccountId> {
    let parent = seen.account(id).ok().flatten()?.parent();
    parent.map(|parent| seen.account_meant(parent))
}

/// Refuses a parent that doesn't exist or stands below the account.
fn check_parent(
    field: &str,
    (id, parent): (AccountId, AccountId),
    seen: &Seen,
) -> Result<(), Rejection> {
    if seen.account(parent)?.is_none() && parent != id {
        return Err(Rejection::unknown(field, format!("names no account: {parent}")));
    }
    above::refuse_ring(field, id, parent, |id| parent_of(id, seen))
}

/// The registrable domain that is given, or else that of a web site; a public mail provider's is
/// nobody's own.
pub(super) fn domain_of(
    field: &str,
    given: Option<&Text<253>>,
    website: Option<&Text<200>>,
    rules: &Duplicates,
) -> Result<Option<Text<253>>, Rejection> {
    let own = |host: &str| registrable_domain(host).filter(|domain| !rules.is_generic(domain));
    match (given, website) {
        (Some(given), _) => match own(given.as_str()).filter(|domain| is_domain(domain)) {
            Some(domain) => Ok(Text::new(&domain).ok()),
            None => {
                let message = "must be a domain that somebody registered, and no mail provider's";
                Err(Rejection::invalid(field, "bad-domain", message))
            }
        },
        (None, Some(website)) => {
            Ok(own(host_of(website.as_str())).and_then(|domain| Text::new(&domain).ok()))
        }
        (None, None) => Ok(None),
    }
}

/// The host in the address of a web site, however much of it was written.
fn host_of(website: &str) -> &str {
    let rest = website.split_once("://").map_or(website, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    rest.split(':').next().unwrap_or_default()
}

/// Notes a revenue below nothing.
pub(super) fn check_revenue(field: &str, revenue: Option<Money>, words: &mut Words<'_>) {
    if revenue.is_some_and(|revenue| revenue.amount < Decimal::ZERO) {
        words.faults.invalid(field, "negative", "must be 0 or more");
    }
}

/// A list without repetitions, in the order in which it was given.
pub(super) fn distinct<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}
