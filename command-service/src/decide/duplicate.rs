//! Two records that look like one and aren't (C23): what a person said of them.
//!
//! It stands on both streams, so that each record's history tells it and each knows it alone. Whoever
//! takes in one of the two inherits it in the commit of the merge: what isn't a third one, isn't the
//! one that this turned out to be either.

use event_schema::command::{DismissDuplicate, DuplicateCommand, DuplicateKind, RestoreDuplicate};
use event_schema::event::{DuplicateDismissed, DuplicateRestored};
use event_schema::id::{AccountId, ContactId, LeadId};
use event_schema::value::Code;
use event_schema::{StreamId, StreamType};
use rules::settings::NOT_DUPLICATE;
use uuid::Uuid;

use super::lead::changeable;
use super::words::Words;
use super::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// Of how many others it can be said that they are not the same as one record; merges may bring
/// more together. A key that as many records share proposes none of them.
const APART_MAX: usize = 200;

/// The stream that the command is about: the first record's.
pub fn own_stream(command: &DuplicateCommand) -> StreamId {
    let (kind, first, _) = pair(command);
    stream(kind, first)
}

/// What the command must see beside its own stream.
pub fn needs(command: &DuplicateCommand, needs: &mut Needs) {
    let (kind, _, second) = pair(command);
    needs.stream(stream(kind, second));
}

/// Judges a command about two records that look like one.
pub fn decide(
    command: &DuplicateCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        DuplicateCommand::DismissDuplicate(c) => dismiss(c, seen, ctx),
        DuplicateCommand::RestoreDuplicate(c) => restore(c, seen, ctx),
    }
}

/// The kind of the two records, and their ids.
pub fn pair(command: &DuplicateCommand) -> (DuplicateKind, Uuid, Uuid) {
    match command {
        DuplicateCommand::DismissDuplicate(c) => (c.kind, c.first_id, c.second_id),
        DuplicateCommand::RestoreDuplicate(c) => (c.kind, c.first_id, c.second_id),
    }
}

/// The stream of a record of this kind.
pub fn stream(kind: DuplicateKind, id: Uuid) -> StreamId {
    let kind = match kind {
        DuplicateKind::Lead => StreamType::Lead,
        DuplicateKind::Account => StreamType::Account,
        DuplicateKind::Contact => StreamType::Contact,
    };
    StreamId::new(kind, id)
}

fn dismiss(c: &DismissDuplicate, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let [one, other] = two((c.kind, c.first_id, c.second_id), seen)?;
    let mut words = reason(c.reason, ctx)?;
    // It is always said of both, so one of them knows it alone.
    if one.apart.contains(&c.second_id) {
        return Ok(Decision::default());
    }
    if one.apart.len().max(other.apart.len()) >= APART_MAX {
        let message = format!("or the first one isn't the same as {APART_MAX} others already");
        return Err(Rejection::invalid("second_id", "too-many", message));
    }
    let said = |other_id| DuplicateDismissed { other_id, reason: c.reason, said_of: None };
    let drafts = vec![
        Draft::new(one.stream, said(other.stream.id)),
        Draft::new(other.stream, said(one.stream.id)),
    ];
    Ok(Decision { drafts, settings: std::mem::take(&mut words.used) })
}

fn restore(c: &RestoreDuplicate, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let [one, other] = two((c.kind, c.first_id, c.second_id), seen)?;
    let mut words = reason(c.reason, ctx)?;
    if !one.apart.contains(&c.second_id) {
        return Ok(Decision::default());
    }
    let said = |other_id| DuplicateRestored { other_id, reason: c.reason };
    let drafts = vec![
        Draft::new(one.stream, said(other.stream.id)),
        Draft::new(other.stream, said(one.stream.id)),
    ];
    Ok(Decision { drafts, settings: std::mem::take(&mut words.used) })
}

/// A reason must be on its list.
fn reason<'a>(reason: Option<Code>, ctx: &'a Context<'a>) -> Result<Words<'a>, Rejection> {
    let mut words = Words::new(ctx);
    words.code("reason", NOT_DUPLICATE, reason)?;
    words.finish()?;
    Ok(words)
}

/// A record, and which others it isn't.
struct One<'a> {
    stream: StreamId,
    apart: &'a [Uuid],
}

/// The two records, unless they are one, unknown or locked.
fn two(
    (kind, first, second): (DuplicateKind, Uuid, Uuid),
    seen: &Seen,
) -> Result<[One<'_>; 2], Rejection> {
    if first == second {
        let code = format!("same-{}", kind.name());
        return Err(Rejection::invalid("second_id", &code, "is the first one itself"));
    }
    Ok([one(kind, first, seen)?, one(kind, second, seen)?])
}

fn one(kind: DuplicateKind, id: Uuid, seen: &Seen) -> Result<One<'_>, Rejection> {
    let stream = stream(kind, id);
    let apart = match kind {
        DuplicateKind::Lead => Some(&changeable(LeadId(id), seen)?.facts().apart),
        DuplicateKind::Account => seen.account(AccountId(id))?.map(|account| &account.apart),
        DuplicateKind::Contact => seen.contact(ContactId(id))?.map(|contact| &contact.apart),
    };
    let apart = apart.ok_or(Rejection::UnknownTarget(stream))?;
    Ok(One { stream, apart })
}

/// The records that a merge must see, since what was said of the duplicate and them is said of the
/// survivor and them.
pub fn needs_apart(duplicate: StreamId, apart: &[Uuid], needs: &mut Needs) {
    needs.streams.extend(apart.iter().map(|other| StreamId::new(duplicate.kind, *other)));
}

/// What of the others that the duplicate isn't holds for the survivor from now on. Those that were
/// merged handed theirs on already, and those that are converted are proposed to nobody.
pub fn inherited(
    (survivor, own): (StreamId, &[Uuid]),
    (duplicate, theirs): (StreamId, &[Uuid]),
    seen: &Seen,
) -> Vec<Draft> {
    let others = theirs.iter().filter(|other| **other != survivor.id && !own.contains(other));
    let others = others.map(|other| StreamId::new(duplicate.kind, *other));
    let others = others.filter(|other| seen.may_be_proposed(*other));
    let said =
        |other_id| DuplicateDismissed { other_id, reason: None, said_of: Some(duplicate.id) };
    let both = |other: StreamId| {
        [Draft::new(survivor, said(other.id)), Draft::new(other, said(survivor.id))]
    };
    others.flat_map(both).collect()
}
