//! Fields that the tenant defined (C94), in whatever command gives them: judged by the version in force
//! at the command's business time, every fault at once.

use event_schema::command::FieldType;
use event_schema::field::CustomGiven;
use event_schema::value::{CustomFields, CustomValue, Key, Text};
use event_schema::{StreamId, StreamType};
use rules::settings::{CustomField, Fields};
use uuid::Uuid;

use super::words::Words;
use super::{Context, Needs, Seen};
use crate::rejection::{Rejection, error};

/// The custom fields of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Customs {
    /// Those that stand in events.
    pub plain: CustomFields,
    /// Those in the person's box.
    pub personal: CustomFields,
}

/// The kind of record, and where its custom fields stand in the command.
pub type Of<'a> = (&'a str, &'a str);

/// Where custom fields stand in commands about one record.
pub const CUSTOM: &str = "custom";

/// The records that custom fields name.
pub fn needs(kind: &str, given: Option<&CustomGiven>, ctx: &Context<'_>, needs: &mut Needs) {
    let Some(given) = given else { return };
    let Ok(Some(defined)) = ctx.book.fields(kind, ctx.occurred_at) else { return };
    for (key, value) in &given.0 {
        let (Some(field), Some(value)) = (defined.body.named(*key), value) else { continue };
        if let Ok(CustomValue::Text(id)) = field.read(value) {
            needs.streams.extend(record(field, &id));
        }
    }
}

/// The record that a value names; `None` for any other field.
fn record(field: &CustomField, id: &Text<200>) -> Option<StreamId> {
    let of = field.of.filter(|_| field.kind == FieldType::Record)?;
    Some(StreamId::new(StreamType::named(of.as_str())?, Uuid::try_parse(id.as_str()).ok()?))
}

/// The fields of a new record: the given ones, and those of `carried` that they don't name. Notes
/// what is wrong with them, and what is missing.
pub fn created(
    (kind, path): Of<'_>,
    given: Option<&CustomGiven>,
    carried: Customs,
    seen: &Seen,
    words: &mut Words<'_>,
) -> Result<Customs, Rejection> {
    let Some(fields) = defined((kind, path), given, words)? else { return Ok(Customs::default()) };
    let mut customs = carried;
    let given = given.cloned().unwrap_or_default();
    put((fields, path), &given, &mut customs, seen, words);
    for field in fields.in_use().filter(|field| field.required) {
        let has =
            customs.plain.contains_key(&field.key) || customs.personal.contains_key(&field.key);
        // One that is given and wrong is told as wrong.
        let wrong = given.0.get(&field.key).is_some_and(Option::is_some);
        if !has && !wrong {
            let path = format!("{path}.{}", field.key);
            words.faults.invalid(path, "missing", "is required");
        }
    }
    Ok(customs)
}

/// The fields of a record from now on: those that it had, with what the command changes. Notes what
/// is wrong.
pub fn changed(
    kind: &str,
    given: Option<&CustomGiven>,
    had: Customs,
    seen: &Seen,
    words: &mut Words<'_>,
) -> Result<Customs, Rejection> {
    let Some(given) = given.filter(|given| !given.0.is_empty()) else { return Ok(had) };
    let Some(fields) = defined((kind, CUSTOM), Some(given), words)? else { return Ok(had) };
    for (key, _) in given.0.iter().filter(|(_, value)| value.is_none()) {
        if fields.named(*key).is_some_and(|field| field.required) {
            words.faults.invalid(format!("{CUSTOM}.{key}"), "missing", "can't be emptied");
        }
    }
    let mut customs = had;
    put((fields, CUSTOM), given, &mut customs, seen, words);
    Ok(customs)
}

/// The fields in force. Where there are none, whatever is given is unknown.
fn defined<'a>(
    (kind, path): Of<'_>,
    given: Option<&CustomGiven>,
    words: &mut Words<'a>,
) -> Result<Option<&'a Fields>, Rejection> {
    let ctx = words.ctx;
    let Some(defined) = ctx.book.fields(kind, ctx.occurred_at)? else {
        for key in given.into_iter().flat_map(|given| given.0.keys()) {
            unknown(path, *key, words);
        }
        return Ok(None);
    };
    if !words.used.contains(&defined.used) {
        words.used.push(defined.used);
    }
    Ok(Some(defined.body))
}

fn unknown(path: &str, key: Key, words: &mut Words<'_>) {
    let message = "is no field of this kind of record: DefineFields makes one";
    words.faults.invalid(format!("{path}.{key}"), "unknown-field", message);
}

/// Puts what is given into the fields.
fn put(
    (fields, path): (&Fields, &str),
    given: &CustomGiven,
    customs: &mut Customs,
    seen: &Seen,
    words: &mut Words<'_>,
) {
    for (key, value) in &given.0 {
        let Some(field) = fields.named(*key) else {
            unknown(path, *key, words);
            continue;
        };
        let of = if field.personal { &mut customs.personal } else { &mut customs.plain };
        let Some(value) = value else {
            of.remove(key);
            continue;
        };
        match field.read(value) {
            Ok(value) => drop(of.insert(*key, meant(field, value, path, seen, words))),
            Err((code, message)) => words.faults.invalid(format!("{path}.{key}"), code, message),
        }
    }
}

/// The value, where a record that was merged is the one that it turned out to be. Notes one that there
/// isn't.
fn meant(
    field: &CustomField,
    value: CustomValue,
    path: &str,
    seen: &Seen,
    words: &mut Words<'_>,
) -> CustomValue {
    let CustomValue::Text(id) = &value else { return value };
    let Some(named) = record(field, id) else { return value };
    if !seen.exists(named) {
        let message = format!("names no {}: {id}", named.kind.name());
        words.unknown.push(error(&format!("{path}.{}", field.key), "unknown", message));
    }
    match Text::new(&seen.survivor(named).id.to_string()) {
        Ok(id) => CustomValue::Text(id),
        Err(_) => value,
    }
}

/// What of a lead's fields fills a record of another kind that has a field with the same key and type,
/// as far as that takes the value (C76). What is sealed stays sealed.
pub fn carried(lead: &Customs, to: &str, ctx: &Context<'_>) -> Result<Customs, Rejection> {
    let at = ctx.occurred_at;
    let (from, to) = (ctx.book.fields("lead", at)?, ctx.book.fields(to, at)?);
    let (Some(from), Some(to)) = (from, to) else { return Ok(Customs::default()) };
    let taken = |(key, value): (&Key, &CustomValue)| {
        let source = from.body.fields.iter().find(|field| field.key == *key)?;
        let field = to.body.named(*key)?;
        let same = |field: &CustomField| (field.kind, field.of, field.personal);
        let value = field.read(&value.into()).ok().filter(|_| same(source) == same(field))?;
        Some((*key, value))
    };
    Ok(Customs {
        plain: lead.plain.iter().filter_map(taken).collect(),
        personal: lead.personal.iter().filter_map(taken).collect(),
    })
}
