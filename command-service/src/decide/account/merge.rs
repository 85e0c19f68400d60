//! Making one account of two (C24).
//!
//! The survivor's values stay and its blanks are filled. What names the duplicate is followed, so
//! nothing is copied: contacts, deals and dealings stay where they were recorded.

use event_schema::command::MergeAccounts;
use event_schema::event::custom;
use event_schema::event::{
    AccountMergedInto, AccountUpdated, AccountsLinked, AccountsMerged, Changed,
};
use event_schema::id::AccountId;
use event_schema::value::LookupKey;
use rules::normalise::NORMALISER;
use smallvec::SmallVec;

use super::update::{keys, some};
use super::{distinct, needs_parents, parent_of};
use crate::aggregate::account::parent;
use crate::aggregate::{Account, Key};
use crate::decide::contact::no_longer_main;
use crate::decide::duplicate::{inherited, needs_apart};
use crate::decide::merged::{additional, filled, refuse_between, refuse_same};
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(c: &MergeAccounts, seen: &Seen, needs: &mut Needs) {
    for id in [c.survivor_id, c.duplicate_id] {
        needs.stream(id);
        let id = seen.account_meant(id);
        needs_parents(id, seen, needs);
        needs.holders_at(Key::MainContact, id, seen);
        if let Ok(Some(account)) = seen.account(id) {
            needs.streams.extend(account.links.iter().map(|link| link.other.into()));
        }
    }
    let other = seen.account_meant(c.duplicate_id);
    if let Ok(Some(account)) = seen.account(other) {
        needs_apart(other.into(), &account.apart, needs);
    }
}

/// Merges the duplicate into the survivor; both are followed first, so no ring can come about.
pub(super) fn merge(
    c: &MergeAccounts,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    refuse_same(c.survivor_id, c.duplicate_id, "account")?;
    let (id, other) = (seen.account_meant(c.survivor_id), seen.account_meant(c.duplicate_id));
    let unknown = || Rejection::UnknownTarget(c.survivor_id.into());
    let survivor = seen.account(id)?.ok_or_else(unknown)?;
    let Some(duplicate) = seen.account(other)? else {
        let message = format!("names no account: {}", c.duplicate_id);
        return Err(Rejection::unknown("duplicate_id", message));
    };
    if id == other {
        return Ok(Decision::default());
    }
    refuse_between(id, other, |id| parent_of(id, seen))?;
    let filled = Box::new(blanks((id, survivor), (other, duplicate), seen, ctx));
    // What was filled may change again, and the duplicate's keys find the survivor all the same.
    let theirs = duplicate.keys.iter().chain(&duplicate.identities);
    let merged = AccountsMerged {
        duplicate_id: other,
        merged_ids: duplicate.merged.clone(),
        reason: c.reason.clone(),
        owner_id: self::filled(&survivor.owner_id, &duplicate.owner_id),
        links: links((id, survivor), (other, duplicate), seen),
        identities: additional::<LookupKey>(survivor.identities.iter(), theirs),
        filled,
    };
    let mut drafts = vec![Draft::new(id, merged)];
    if seen.holders_at(Key::MainContact, id).next().is_some() {
        for holder in seen.holders_at(Key::MainContact, other) {
            drafts.extend(no_longer_main(holder, seen)?);
        }
    }
    let own = (id.into(), &*survivor.apart);
    drafts.extend(inherited(own, (other.into(), &duplicate.apart), seen));
    drafts.push(Draft::new(other, AccountMergedInto { survivor_id: id }));
    Ok(Decision { drafts, ..Decision::default() })
}

/// What the duplicate knows and the survivor doesn't; tags are united.
fn blanks(
    (id, own): (AccountId, &Account),
    (other, theirs): (AccountId, &Account),
    seen: &Seen,
    ctx: &Context<'_>,
) -> AccountUpdated {
    let tags = distinct(own.tags.iter().chain(&theirs.tags).cloned());
    let (before, after) = (some(own.tags.clone()), some(tags));
    let mut updated = AccountUpdated {
        name: None,
        industry: filled(&own.industry, &theirs.industry),
        size: filled(&own.size, &theirs.size),
        revenue: filled(&own.revenue, &theirs.revenue).map(Box::new),
        region: filled(&own.region, &theirs.region),
        grade: filled(&own.grade, &theirs.grade).map(Box::new),
        tags: (before != after).then_some(Changed { before, after }),
        domain: filled(&own.domain, &theirs.domain),
        website: filled(&own.website, &theirs.website),
        phone: filled(&own.phone, &theirs.phone),
        address: filled(&own.address, &theirs.address),
        need: filled(&own.need, &theirs.need),
        parent_id: parent_of_both((id, own), (other, theirs), seen),
        life_cycle: filled(&own.life_cycle, &theirs.life_cycle).map(Box::new),
        external_id: filled(&own.external_id, &theirs.external_id).map(Box::new),
        custom: custom::filled(&own.custom, &theirs.custom),
        as_written: Default::default(),
        keys: SmallVec::new(),
        normaliser: NORMALISER,
    };
    updated.keys = keys(&updated, own, ctx);
    updated
}

/// The survivor's parent stays, unless it is the duplicate itself; a blank is filled.
fn parent_of_both(
    (id, own): (AccountId, &Account),
    (other, theirs): (AccountId, &Account),
    seen: &Seen,
) -> Option<Changed<AccountId>> {
    let before = own.parent();
    if before.is_some_and(|parent| seen.account_meant(parent) != other) {
        return None;
    }
    let after = theirs.parent().map(|parent| seen.account_meant(parent));
    let after = after.filter(|parent| *parent != id);
    (before != after).then_some(Changed { before, after })
}

/// What other accounts were to the duplicate and aren't to the survivor yet.
fn links(
    (id, own): (AccountId, &Account),
    (other, theirs): (AccountId, &Account),
    seen: &Seen,
) -> Vec<AccountsLinked> {
    let meant = |account: &Account| -> Vec<AccountsLinked> {
        let links = account.links.iter().filter(|link| link.relation != parent());
        let linked = links.map(|link| AccountsLinked {
            other_id: seen.account_meant(link.other),
            relation: link.relation,
        });
        linked.filter(|link| link.other_id != id && link.other_id != other).collect()
    };
    additional(meant(own).iter(), meant(theirs).iter())
}
