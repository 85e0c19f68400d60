//! Objects: kinds of record of the tenant's own.

use event_schema::command::{DefineObject, ObjectOf};
use event_schema::event::SettingKind;
use serde_json::json;

use super::{latest, object, publish};
use crate::decide::{Context, Decision};
use crate::rejection::Rejection;

const KIND: SettingKind = SettingKind::Object;

/// Publishes a version; what its records belong to holds for ever.
pub fn define(c: &DefineObject, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let known = latest(KIND, c.key, ctx).map(|known| known["of"].clone());
    let of = match (known, c.of) {
        (None, given) => json!(given.unwrap_or(ObjectOf::None)),
        (Some(known), None) => known,
        (Some(known), Some(given)) if known == json!(given) => known,
        (Some(_), Some(_)) => {
            let message = "can't change: there may be records that belong to something else";
            return Err(Rejection::invalid("of", "unchangeable", message));
        }
    };
    let body = object([("name", Some(json!(c.name))), ("of", Some(of))]);
    publish(KIND, c.key, body, c.effective_from, ctx)
}
