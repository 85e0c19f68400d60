//! Changing an account's fields.

use event_schema::command::UpdateAccount;
use event_schema::event::custom::changes;
use event_schema::event::{AccountUpdated, Changed, CustomChanges, ExternalId};
use event_schema::field::{Change, ExternalIdShape};
use event_schema::problem::Slug;
use event_schema::value::{LookupKey, Text};
use event_schema::{StreamId, StreamType};
use rules::keys::AccountIdentity;
use rules::normalise::NORMALISER;
use rules::settings::{GRADE, LIFE_CYCLE};
use smallvec::SmallVec;

use super::{KIND, check_parent, check_revenue, distinct, domain_of, needs_parents};
use crate::aggregate::Account;
use crate::decide::custom::{self, Customs};
use crate::decide::taken::{holders, refuse_held};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(c: &UpdateAccount, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    if let Change::Set(parent) = c.parent_id {
        needs_parents(parent, seen, needs);
    }
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    let Ok(Some(account)) = seen.account(c.account_id) else { return };
    needs.streams.extend(account.parent().map(StreamId::from));
    if let Ok(updated) = updated(c, account, seen, &mut Words::new(ctx), ctx) {
        holders(StreamType::Account, &new_keys(&updated, account), seen, needs);
    }
}

/// Changes what really changes, and refuses what another account holds.
pub(super) fn update(
    c: &UpdateAccount,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let unknown = || Rejection::UnknownTarget(c.account_id.into());
    let account = seen.account(c.account_id)?.ok_or_else(unknown)?;
    let mut words = Words::new(ctx);
    let custom = check(c, account, seen, &mut words)?;
    let updated = AccountUpdated { custom, ..updated(c, account, seen, &mut words, ctx)? };
    if let Some(parent) = updated.parent_id.as_ref().and_then(|changed| changed.after) {
        check_parent("parent_id", (c.account_id, parent), seen)?;
    }
    if is_nothing(&updated) {
        return Ok(Decision::default());
    }
    let own = c.account_id.into();
    let keys = new_keys(&updated, account);
    refuse_held(Slug::DuplicateAccount, own, &keys, seen, |_, _| true)?;
    Ok(Decision { drafts: vec![Draft::new(own, updated)], settings: words.used })
}

/// Refuses what is wrong with the fields, all at once; what changes of the custom ones.
fn check(
    c: &UpdateAccount,
    account: &Account,
    seen: &Seen,
    words: &mut Words<'_>,
) -> Result<CustomChanges, Rejection> {
    if c.name == Change::Clear {
        words.faults.invalid("name", "missing", "can't be emptied");
    }
    check_revenue("revenue", set(&c.revenue).copied(), words);
    words.code("grade", GRADE, set(&c.grade).copied())?;
    words.code("life_cycle", LIFE_CYCLE, set(&c.life_cycle).copied())?;
    let had = Customs { plain: account.custom.clone(), ..Customs::default() };
    let custom = custom::changed(KIND, c.custom.as_ref(), had, seen, words)?;
    words.finish()?;
    Ok(changes(&account.custom, &custom.plain))
}

fn set<T>(change: &Change<T>) -> Option<&T> {
    match change {
        Change::Set(value) => Some(value),
        Change::Keep | Change::Clear => None,
    }
}

/// What changes: everything with its value before.
fn updated(
    c: &UpdateAccount,
    account: &Account,
    seen: &Seen,
    words: &mut Words<'_>,
    ctx: &Context<'_>,
) -> Result<AccountUpdated, Rejection> {
    // The same parent under the id of one that was merged into it is the same parent.
    let parent = account.parent();
    let meant = parent.map(|parent| seen.account_meant(parent));
    let same_parent = meant.is_some_and(|meant| c.parent_id == Change::Set(meant));
    let parent_id = if same_parent { None } else { Changed::by(&c.parent_id, parent.as_ref()) };
    let domain = domain(c, account, words, ctx)?;
    let industry = normalised("industry", &c.industry, words);
    let region = normalised("region", &c.region, words);
    let mut updated = AccountUpdated {
        name: Changed::by(&c.name, Some(&account.name)),
        industry: Changed::by(&industry, account.industry.as_ref()),
        size: Changed::by(&c.size, account.size.as_ref()),
        revenue: Changed::by(&c.revenue, account.revenue.as_ref()).map(Box::new),
        region: Changed::by(&region, account.region.as_ref()),
        grade: Changed::by(&c.grade, account.grade.as_ref()).map(Box::new),
        tags: tags(c, account),
        domain: Changed::by(&domain, account.domain.as_ref()),
        website: Changed::by(&c.website, account.website.as_ref()),
        phone: Changed::by(&c.phone, account.phone.as_ref()),
        address: Changed::by(&c.address, account.address.as_ref()),
        need: Changed::by(&c.need, account.need.as_ref()),
        parent_id,
        life_cycle: Changed::by(&c.life_cycle, account.life_cycle.as_ref()).map(Box::new),
        external_id: Changed::by(&external_change(&c.external_id), account.external_id.as_ref())
            .map(Box::new),
        custom: CustomChanges::new(),
        as_written: std::mem::take(&mut words.as_written),
        keys: SmallVec::new(),
        normaliser: NORMALISER,
    };
    updated.keys = keys(&updated, account, ctx);
    Ok(updated)
}

fn normalised(field: &str, change: &Change<Text<100>>, words: &mut Words<'_>) -> Change<Text<100>> {
    match change {
        Change::Set(text) => Change::Set(words.text(field, text)),
        Change::Clear => Change::Clear,
        Change::Keep => Change::Keep,
    }
}

pub(in crate::decide) fn external_change(change: &Change<ExternalIdShape>) -> Change<ExternalId> {
    match change {
        Change::Set(shape) => Change::Set(shape.clone().into()),
        Change::Clear => Change::Clear,
        Change::Keep => Change::Keep,
    }
}

/// The domain, where it is given or where a new web site gives an account its first.
fn domain(
    c: &UpdateAccount,
    account: &Account,
    words: &mut Words<'_>,
    ctx: &Context<'_>,
) -> Result<Change<Text<253>>, Rejection> {
    let website = match (&c.domain, set(&c.website)) {
        (Change::Clear, _) => return Ok(Change::Clear),
        (Change::Set(_), website) => website,
        (Change::Keep, Some(website)) if account.domain.is_none() => Some(website),
        (Change::Keep, _) => return Ok(Change::Keep),
    };
    let rules = ctx.book.duplicates(ctx.occurred_at)?;
    words.used.push(rules.used);
    let domain = domain_of("domain", set(&c.domain), website, rules.body)?;
    Ok(domain.map_or(Change::Keep, Change::Set))
}

/// The tags whole: those given or had, with some more and without others.
fn tags(c: &UpdateAccount, account: &Account) -> Option<Changed<Vec<Text<50>>>> {
    let had = match &c.tags {
        Change::Keep => account.tags.clone(),
        Change::Clear => Vec::new(),
        Change::Set(tags) => tags.clone(),
    };
    let mut tags = distinct(had.into_iter().chain(c.add_tags.clone().unwrap_or_default()));
    let gone = c.remove_tags.as_deref().unwrap_or_default();
    tags.retain(|tag| !gone.contains(tag));
    let (before, after) = (some(account.tags.clone()), some(tags));
    (before != after).then_some(Changed { before, after })
}

pub(super) fn some(tags: Vec<Text<50>>) -> Option<Vec<Text<50>>> {
    if tags.is_empty() { None } else { Some(tags) }
}

pub(super) fn keys(updated: &AccountUpdated, account: &Account, ctx: &Context<'_>) -> LookupKeys {
    let name = Changed::or(updated.name.as_ref(), Some(&account.name)).unwrap_or(&account.name);
    let domain = Changed::or(updated.domain.as_ref(), account.domain.as_ref());
    ctx.hasher.account_keys(AccountIdentity {
        domain: domain.map(Text::as_str),
        name: Some(name.as_str()),
        region: Changed::or(updated.region.as_ref(), account.region.as_ref()),
        external: Changed::or(updated.external_id.as_deref(), account.external_id.as_ref()),
    })
}

/// The keys that the account doesn't hold yet: what it holds already was judged before.
fn new_keys(updated: &AccountUpdated, account: &Account) -> Vec<LookupKey> {
    let held = |key: &LookupKey| account.keys.contains(key) || account.identities.contains(key);
    updated.keys.iter().copied().filter(|key| !held(key)).collect()
}

fn is_nothing(updated: &AccountUpdated) -> bool {
    let AccountUpdated {
        name,
        industry,
        size,
        revenue,
        region,
        grade,
        tags,
        domain,
        website,
        phone,
        address,
        need,
        parent_id,
        life_cycle,
        external_id,
        custom,
        as_written: _,
        keys: _,
        normaliser: _,
    } = updated;
    let company = name.is_none()
        && industry.is_none()
        && size.is_none()
        && region.is_none()
        && revenue.is_none();
    let ours = grade.is_none() && tags.is_none() && life_cycle.is_none() && need.is_none();
    let reached = domain.is_none() && website.is_none() && phone.is_none() && address.is_none();
    company && ours && reached && parent_id.is_none() && external_id.is_none() && custom.is_empty()
}
