//! Handing an account over with a process (C109): it begins, is prepared, and ends with another owner
//! or as if it had never been.

use chrono::NaiveDate;
use event_schema::Personal;
use event_schema::command::{
    CancelAccountHandover, CompleteAccountHandover, HandOverAccount, UpdateAccountHandover,
};
use event_schema::event::{
    AccountHandoverCancelled, AccountHandoverCompleted, AccountHandoverStarted,
    AccountHandoverUpdated, Changed, Document,
};
use event_schema::field::Change;
use event_schema::id::{AccountId, InteractionId, PersonId};
use event_schema::problem::FieldError;
use event_schema::{Event, StreamId};
use rules::settings::{HandoverRules, Progress, Visit};
use rules::zone::Zone;

use super::{distinct, owner};
use crate::aggregate::Account;
use crate::aggregate::account::Handover;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::{Rejection, error};

/// The field that names a joint visit.
const VISIT: &str = "joint_visit_interaction_id";
/// What to do where something is missing.
const PREPARE: &str = "; the next step is UpdateAccountHandover";

/// A joint visit, and the account that it was with, which may have been merged since.
pub(super) fn needs_visit(visit: Option<InteractionId>, seen: &Seen, needs: &mut Needs) {
    let Some(visit) = visit else { return };
    needs.stream(visit);
    let logged = seen.interaction(visit).ok().flatten();
    needs.streams.extend(logged.and_then(|logged| logged.account_id).map(StreamId::from));
}

/// The joint visits of a hand-over, and what changes hands with the account.
pub(super) fn needs(c: &CompleteAccountHandover, seen: &Seen, needs: &mut Needs) {
    let account = seen.account(c.account_id).ok().flatten();
    let Some(handover) = account.and_then(|account| account.handover.as_deref()) else { return };
    needs.streams.extend(handover.visits.iter().copied().map(StreamId::from));
    owner::needs_included(c.account_id, &handover.include, seen, needs);
}

/// Begins a hand-over, if none is under way and the account isn't theirs already.
pub(super) fn begin(
    c: &HandOverAccount,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let account = account(c.account_id, seen)?;
    if account.handover.is_some() {
        let state = "being handed over";
        let (stream, verb) = (c.account_id.into(), "handed over once more");
        return Err(Rejection::WrongState { stream, state, verb });
    }
    check_visit(c.account_id, c.joint_visit_interaction_id, seen)?;
    if account.owner_id == Some(c.to) {
        return Ok(Decision::default());
    }
    let documents = c.documents.as_ref().map_or(&[][..], |documents| &documents.0);
    let started = AccountHandoverStarted {
        from: account.owner_id,
        to: c.to,
        reason: c.reason.clone(),
        started_on: today(ctx)?,
        effective_on: c.effective_on,
        documents: documents.iter().cloned().map(Document::from).collect(),
        joint_visit_planned_on: c.joint_visit_planned_on,
        joint_visit: c.joint_visit_interaction_id,
        background: c.background.is_some(),
        include: distinct(c.include.iter().flatten().copied()),
    };
    let background = Personal { note: c.background.clone(), ..Personal::default() };
    Ok(only((c.account_id, account), started, background))
}

/// Changes what really changes of a hand-over.
pub(super) fn update(c: &UpdateAccountHandover, seen: &Seen) -> Result<Decision, Rejection> {
    let (account, known) = under_way(c.account_id, "changed", seen)?;
    check_visit(c.account_id, c.joint_visit_interaction_id, seen)?;
    let documents = c
        .documents
        .map(|list| -> Vec<Document> { list.0.iter().cloned().map(Document::from).collect() });
    let documents = match documents {
        Change::Set(documents) if documents.is_empty() => Change::Clear,
        change @ (Change::Set(_) | Change::Clear | Change::Keep) => change,
    };
    let listed = Some(&known.documents).filter(|documents| !documents.is_empty());
    let effective_on = c.effective_on.map_or(Change::Keep, Change::Set);
    let planned = known.joint_visit_planned_on.as_ref();
    let updated = AccountHandoverUpdated {
        effective_on: Changed::by(&effective_on, Some(&known.effective_on)),
        documents: Changed::by(&documents, listed),
        joint_visit_planned_on: Changed::by(&c.joint_visit_planned_on, planned),
        joint_visit: c.joint_visit_interaction_id.filter(|visit| !known.visits.contains(visit)),
        background: c.background.is_some(),
    };
    if updated == AccountHandoverUpdated::default() {
        return Ok(Decision::default());
    }
    let background = Personal { note: c.background.clone(), ..Personal::default() };
    Ok(only((c.account_id, account), updated, background))
}

/// Makes the other one the owner, or says everything that is missing.
pub(super) fn complete(
    c: &CompleteAccountHandover,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let (account, handover) = under_way(c.account_id, "completed", seen)?;
    let rules = ctx.book.account_rules(ctx.occurred_at);
    let nothing = HandoverRules::default();
    let asked = rules.as_ref().map_or(&nothing, |rules| &rules.body.handover);
    let zone = zone(ctx)?;
    let missing = missing(asked, (account, handover), (zone, today(ctx)?), seen)?;
    if !missing.is_empty() {
        return Err(Rejection::Unmet { missing, next: PREPARE });
    }
    let (to, reason) = (handover.to, handover.reason.clone());
    let mut drafts =
        vec![Draft::new(c.account_id, AccountHandoverCompleted { to, reason: reason.clone() })];
    let own = (c.account_id, account);
    drafts.extend(owner::hand_over(own, (to, &reason), &handover.include, seen)?);
    Ok(Decision { drafts, settings: rules.iter().map(|rules| rules.used).collect() })
}

/// Ends a hand-over without effect.
pub(super) fn cancel(c: &CancelAccountHandover, seen: &Seen) -> Result<Decision, Rejection> {
    let (account, handover) = under_way(c.account_id, "kept by its owner", seen)?;
    let cancelled = AccountHandoverCancelled { to: handover.to, reason: c.reason.clone() };
    Ok(only((c.account_id, account), cancelled, Personal::default()))
}

fn account(id: AccountId, seen: &Seen) -> Result<&Account, Rejection> {
    seen.account(id)?.ok_or(Rejection::UnknownTarget(id.into()))
}

/// The account and its hand-over, if one is under way; `verb` is what was asked, as a participle.
fn under_way<'a>(
    id: AccountId,
    verb: &'static str,
    seen: &'a Seen,
) -> Result<(&'a Account, &'a Handover), Rejection> {
    let account = account(id, seen)?;
    let state = "not being handed over";
    let none = || Rejection::WrongState { stream: id.into(), state, verb };
    Ok((account, account.handover.as_deref().ok_or_else(none)?))
}

/// Refuses a visit that wasn't logged, or with another account.
fn check_visit(id: AccountId, visit: Option<InteractionId>, seen: &Seen) -> Result<(), Rejection> {
    let Some(visit) = visit else { return Ok(()) };
    let Some(logged) = seen.interaction(visit)? else {
        return Err(Rejection::unknown(VISIT, format!("names no interaction: {visit}")));
    };
    if logged.account_id.map(|with| seen.account_meant(with)) != Some(id) {
        let other = error(VISIT, "other-account", "wasn't with this account");
        return Err(Rejection::UnknownReference(vec![other]));
    }
    Ok(())
}

fn missing(
    asked: &HandoverRules,
    (account, handover): (&Account, &Handover),
    (zone, today): (Zone, NaiveDate),
    seen: &Seen,
) -> Result<Vec<FieldError>, Rejection> {
    let mut visits = Vec::new();
    for visit in &handover.visits {
        let Some(logged) = seen.interaction(*visit)? else { continue };
        visits.push(Visit {
            on: zone.date_of(logged.at),
            channel: logged.channel.as_str(),
            attendees: &logged.attendees,
        });
    }
    let progress = Progress {
        started_on: handover.started_on,
        effective_on: handover.effective_on,
        from: account.owner_id,
        to: handover.to,
        documents: handover.documents.len(),
        background: handover.background,
        visits: &visits,
    };
    Ok(asked.missing(&progress, today))
}

fn zone(ctx: &Context<'_>) -> Result<Zone, Rejection> {
    Ok(ctx.book.tenant(ctx.occurred_at)?.body.time_zone)
}

/// The day of the command in the tenant's zone.
fn today(ctx: &Context<'_>) -> Result<NaiveDate, Rejection> {
    Ok(zone(ctx)?.date_of(ctx.occurred_at))
}

/// One event on the account; free text about it is sealed under the account itself.
fn only((id, account): (AccountId, &Account), event: impl Into<Event>, said: Personal) -> Decision {
    let draft = Draft::new(id, event).with(PersonId(id.0), account.key_slot, said);
    Decision { drafts: vec![draft], ..Decision::default() }
}
