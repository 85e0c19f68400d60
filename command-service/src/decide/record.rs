//! Deciding about records of objects that a tenant defined (C94).

use event_schema::command::{CreateRecord, RecordCommand, RemoveRecord, UpdateRecord};
use event_schema::event::custom::changes;
use event_schema::event::{Changed, RecordCreated, RecordRemoved, RecordUpdated};
use event_schema::field::Change;
use event_schema::id::RecordId;
use event_schema::problem::Slug;
use event_schema::value::LookupKey;
use event_schema::{StreamId, StreamType};
use uuid::Uuid;

use super::account::external_change;
use super::custom::{self, CUSTOM, Customs};
use super::taken::{holders, refuse_held, refuse_id};
use super::words::Words;
use super::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::aggregate::CustomRecord;
use crate::rejection::{Rejection, error};

/// The field that names what a record belongs to.
const OF: &str = "of_id";

/// The stream that the command is about.
pub fn own_stream(command: &RecordCommand, ctx: &Context<'_>) -> StreamId {
    match command {
        RecordCommand::CreateRecord(c) => id_of(c, ctx).into(),
        RecordCommand::UpdateRecord(c) => c.record_id.into(),
        RecordCommand::RemoveRecord(c) => c.record_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &RecordCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        RecordCommand::CreateRecord(c) => {
            holders(StreamType::Record, keys_of(c, ctx), seen, needs);
            custom::needs(c.object.as_str(), c.custom.as_ref(), ctx, needs);
            let object = ctx.book.object(c.object, ctx.occurred_at).ok().flatten();
            let of = object.and_then(|object| object.body.belongs_to()).zip(c.of_id);
            needs.streams.extend(of.map(|(kind, id)| StreamId::new(kind, id)));
        }
        RecordCommand::UpdateRecord(c) => {
            let Ok(Some(record)) = seen.record(c.record_id) else { return };
            custom::needs(record.object.as_str(), c.custom.as_ref(), ctx, needs);
            if let (Some(of), Change::Set(id)) = (record.of, &c.of_id) {
                needs.stream(StreamId::new(of.kind, *id));
            }
            needs.streams.extend(record.of);
            holders(StreamType::Record, &new_keys(c, ctx), seen, needs);
        }
        RecordCommand::RemoveRecord(_) => {}
    }
}

/// Judges a command about a record.
pub fn decide(
    command: &RecordCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        RecordCommand::CreateRecord(c) => create(c, seen, ctx),
        RecordCommand::UpdateRecord(c) => update(c, seen, ctx),
        RecordCommand::RemoveRecord(c) => remove(c, seen),
    }
}

fn id_of(c: &CreateRecord, ctx: &Context<'_>) -> RecordId {
    c.record_id.unwrap_or(RecordId(ctx.ids.own()))
}

fn keys_of<'a>(c: &CreateRecord, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.reference_keys(StreamType::Record, external.as_ref())
    })
}

fn create(c: &CreateRecord, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    let unknown = || Rejection::unknown("object", format!("names no object: {}", c.object));
    let object = ctx.book.object(c.object, ctx.occurred_at)?.ok_or_else(unknown)?;
    let mut words = Words::new(ctx);
    words.used.push(object.used);
    let of = belongs(object.body.belongs_to(), c.of_id, seen, &mut words);
    let kind = (c.object.as_str(), CUSTOM);
    let given = c.custom.as_ref();
    let customs = custom::created(kind, given, Customs::default(), seen, &mut words)?;
    words.finish()?;
    refuse_id(Slug::DuplicateRecord, id.into(), seen)?;
    let keys = keys_of(c, ctx);
    refuse_held(Slug::DuplicateRecord, id.into(), keys, seen, |_, _| true)?;
    let created = RecordCreated {
        object: c.object,
        name: c.name.clone(),
        of,
        custom: customs.plain,
        external_id: c.external_id.clone().map(Into::into),
        keys: keys.to_vec(),
    };
    Ok(Decision { drafts: vec![Draft::new(id, created)], settings: words.used })
}

/// What a new record belongs to: as its object asks for it. Notes what is wrong.
fn belongs(
    kind: Option<StreamType>,
    given: Option<Uuid>,
    seen: &Seen,
    words: &mut Words<'_>,
) -> Option<StreamId> {
    match (kind, given) {
        (None, None) => None,
        (None, Some(_)) => {
            words.faults.invalid(OF, "not-legal", "is given, and the object belongs to nothing");
            None
        }
        (Some(kind), None) => {
            let message = format!("is required: each belongs to one {}", kind.name());
            words.faults.invalid(OF, "missing", message);
            None
        }
        (Some(kind), Some(id)) => there(StreamId::new(kind, id), seen, words),
    }
}

/// The record that is meant by an id. Notes one that there isn't.
fn there(named: StreamId, seen: &Seen, words: &mut Words<'_>) -> Option<StreamId> {
    if seen.exists(named) {
        return Some(seen.survivor(named));
    }
    let message = format!("names no {}: {}", named.kind.name(), named.id);
    words.unknown.push(error(OF, "unknown", message));
    None
}

/// A record that is there and can change.
fn changeable(id: RecordId, seen: &Seen) -> Result<&CustomRecord, Rejection> {
    let record = seen.record(id)?.ok_or(Rejection::UnknownTarget(id.into()))?;
    if record.removed {
        let (stream, state, verb) = (id.into(), "removed", "changed");
        return Err(Rejection::WrongState { stream, state, verb });
    }
    Ok(record)
}

fn update(c: &UpdateRecord, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let record = changeable(c.record_id, seen)?;
    let mut words = Words::new(ctx);
    if c.name == Change::Clear {
        words.faults.invalid("name", "missing", "can't be emptied");
    }
    let of = changed_of(c, record, seen, &mut words);
    let had = Customs { plain: record.custom.clone(), ..Customs::default() };
    let kind = record.object.as_str();
    let customs = custom::changed(kind, c.custom.as_ref(), had, seen, &mut words)?;
    words.finish()?;
    let external = external_change(&c.external_id);
    let external_id = Changed::by(&external, record.external_id.as_ref()).map(Box::new);
    let keys = match &external_id {
        None => record.keys.to_vec(),
        Some(changed) => {
            ctx.hasher.reference_keys(StreamType::Record, changed.after.as_ref()).to_vec()
        }
    };
    let updated = RecordUpdated {
        name: Changed::by(&c.name, Some(&record.name)),
        of,
        custom: changes(&record.custom, &customs.plain),
        external_id,
        keys,
    };
    let RecordUpdated { name, of, custom, external_id, keys } = &updated;
    let nothing = name.is_none() && of.is_none() && custom.is_empty() && external_id.is_none();
    if nothing {
        return Ok(Decision::default());
    }
    let own: StreamId = c.record_id.into();
    refuse_held(Slug::DuplicateRecord, own, keys, seen, |_, _| true)?;
    Ok(Decision { drafts: vec![Draft::new(own, updated)], settings: words.used })
}

/// What the record belongs to from now on, if that is another one. Notes what is wrong.
fn changed_of(
    c: &UpdateRecord,
    record: &CustomRecord,
    seen: &Seen,
    words: &mut Words<'_>,
) -> Option<Changed<StreamId>> {
    match (&c.of_id, record.of) {
        (Change::Keep, _) | (Change::Clear, None) => None,
        (Change::Clear, Some(_)) => {
            words.faults.invalid(OF, "missing", "can't be emptied");
            None
        }
        (Change::Set(id), None) => {
            belongs(None, Some(*id), seen, words);
            None
        }
        (Change::Set(id), Some(of)) => {
            let after = there(StreamId::new(of.kind, *id), seen, words)?;
            // The same one under the id of one that was merged into it is the same one.
            (seen.survivor(of) != after).then_some(Changed { before: Some(of), after: Some(after) })
        }
    }
}

/// The keys that a new reference would have.
fn new_keys(c: &UpdateRecord, ctx: &Context<'_>) -> Vec<LookupKey> {
    match external_change(&c.external_id) {
        Change::Set(external) => {
            ctx.hasher.reference_keys(StreamType::Record, Some(&external)).to_vec()
        }
        Change::Keep | Change::Clear => Vec::new(),
    }
}

/// Takes a record away, once.
fn remove(c: &RemoveRecord, seen: &Seen) -> Result<Decision, Rejection> {
    let record = seen.record(c.record_id)?.ok_or(Rejection::UnknownTarget(c.record_id.into()))?;
    if record.removed {
        return Ok(Decision::default());
    }
    let removed = RecordRemoved { reason: c.reason.clone() };
    Ok(Decision { drafts: vec![Draft::new(c.record_id, removed)], ..Decision::default() })
}
