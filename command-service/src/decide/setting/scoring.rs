//! Points for custom fields: they ask for fields that leads have.

use std::collections::BTreeMap;

use event_schema::command::{CustomPointsShape, DefineScoringModel};
use event_schema::field::{Faults, Scalar};
use event_schema::value::Key;
use rules::settings::{CustomPoints, unfit};
use serde_json::{Value as Json, json};

use super::object;
use crate::decide::Context;
use crate::rejection::Rejection;

/// The lines by field, as the setting has them; a field without lines is taken out.
pub fn custom(by_field: &BTreeMap<Key, Vec<CustomPointsShape>>) -> Json {
    let lines = |(key, lines): (&Key, &Vec<CustomPointsShape>)| {
        let lines: Vec<Json> = lines.iter().map(line).collect();
        (key.to_string(), if lines.is_empty() { Json::Null } else { Json::Array(lines) })
    };
    by_field.iter().map(lines).collect()
}

fn line(line: &CustomPointsShape) -> Json {
    object([
        ("is", line.is.as_ref().map(value)),
        ("min", line.min.map(|v| json!(v))),
        ("max", line.max.map(|v| json!(v))),
        ("points", Some(json!(line.points))),
    ])
}

/// A value as a record has it: a number that isn't whole is written as text.
fn value(value: &Scalar) -> Json {
    match value {
        Scalar::Flag(flag) => json!(flag),
        Scalar::Number(number) if number.is_i64() => json!(number),
        Scalar::Number(number) => json!(number.to_string()),
        Scalar::Text(text) => json!(text),
    }
}

/// Refuses points for what isn't a field of leads, or is none that can score.
pub fn refuse_unfit(c: &DefineScoringModel, ctx: &Context<'_>) -> Result<(), Rejection> {
    let Some(by_field) = &c.custom else { return Ok(()) };
    // What can't be read as lines is told by the check of the whole model.
    let read = |(key, lines): (&Key, &Vec<CustomPointsShape>)| {
        let lines = lines.iter().map(line).collect();
        Some((*key, serde_json::from_value::<Vec<CustomPoints>>(lines).ok()?))
    };
    let read: BTreeMap<_, _> = by_field.iter().filter_map(read).collect();
    let at = c.effective_from.map_or(ctx.occurred_at, |from| from.0);
    let fields = ctx.book.fields("lead", at)?;
    let invalid = unfit(read.iter(), fields.map(|fields| fields.body));
    if invalid.is_empty() {
        return Ok(());
    }
    Err(Rejection::Invalid(Faults { malformed: Vec::new(), invalid }))
}
