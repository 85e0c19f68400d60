//! The fields that a kind of record has beside its own: those that are named take the place of what
//! they were, all others stay, so that none is ever forgotten.

use event_schema::command::{DefineFields, FieldShape};
use event_schema::event::SettingKind;
use event_schema::field::Faults;
use rules::settings::{Body, FIELDED, Fields, check};
use serde_json::{Value as Json, json};

use super::{latest, object, publish};
use crate::decide::{Context, Decision};
use crate::rejection::Rejection;

const KIND: SettingKind = SettingKind::Fields;

/// Publishes a version; what the latest one says of a field's type holds for ever.
pub fn define(c: &DefineFields, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let is_object = latest(SettingKind::Object, c.key, ctx).is_some();
    if !is_object && !FIELDED.contains(&c.key.as_str()) {
        let known = FIELDED.join(", ");
        let message = format!("must be one of {known}, or an object that DefineObject made");
        return Err(Rejection::invalid("key", "unknown-value", message));
    }
    let known = latest(KIND, c.key, ctx);
    let given: Vec<Json> = c.fields.0.iter().map(field).collect();
    // Told by their places in the command; those that stay were checked when they came.
    let mut invalid =
        check(ctx.book, KIND, c.key, &json!({"fields": given})).err().unwrap_or_default();
    invalid.extend(known.map(|known| unlike(known, &given)).unwrap_or_default());
    if !invalid.is_empty() {
        return Err(Rejection::Invalid(Faults { malformed: Vec::new(), invalid }));
    }
    let before = known.and_then(|known| known["fields"].as_array()).map_or(&[][..], Vec::as_slice);
    let fields = together(before, given);
    publish(KIND, c.key, object([("fields", Some(Json::Array(fields)))]), c.effective_from, ctx)
}

/// The fields that were there with the given ones in their places, and new ones behind them. Where all
/// that were there are given, their order is the given one.
fn together(before: &[Json], given: Vec<Json>) -> Vec<Json> {
    let same = |one: &Json, other: &Json| one["key"] == other["key"];
    let is_given = |old: &Json| given.iter().any(|new| same(new, old));
    if before.iter().all(is_given) {
        return given;
    }
    let newer = |old: &Json| given.iter().find(|new| same(new, old)).unwrap_or(old).clone();
    let is_new = |new: &&Json| !before.iter().any(|old| same(old, new));
    before.iter().map(newer).chain(given.iter().filter(is_new).cloned()).collect()
}

/// What the command changes of fields that were there and can't be changed.
fn unlike(known: &Json, fields: &[Json]) -> Vec<event_schema::problem::FieldError> {
    let read = |body: &Json| match Body::read(KIND, body) {
        Ok(Body::Fields(fields)) => Some(fields),
        Ok(_) | Err(_) => None,
    };
    let later: Option<Fields> = read(&json!({"fields": fields}));
    match (read(known), later) {
        (Some(known), Some(later)) => known.unlike(&later),
        // Whatever can't be read is told by the check of the whole body.
        (Some(_) | None, Some(_) | None) => Vec::new(),
    }
}

fn field(field: &FieldShape) -> Json {
    let yes = |flag: Option<bool>| (flag == Some(true)).then_some(Json::Bool(true));
    object([
        ("key", Some(json!(field.key))),
        ("label", field.label.as_ref().map(|v| json!(v))),
        ("type", Some(json!(field.r#type))),
        ("codes", field.codes.as_ref().filter(|codes| !codes.0.is_empty()).map(|v| json!(v.0))),
        ("of", field.of.map(|v| json!(v))),
        ("max_length", field.max_length.map(|v| json!(v))),
        ("min", field.min.map(|v| json!(v))),
        ("max", field.max.map(|v| json!(v))),
        ("required", yes(field.required)),
        ("personal", yes(field.personal)),
        ("removed", yes(field.removed)),
    ])
}
