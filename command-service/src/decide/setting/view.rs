//! Saved views: a setting each, of their owner or of all.

use event_schema::command::DefineView;
use event_schema::event::SettingKind;
use event_schema::field::{Change, Faults};
use event_schema::value::Key;
use rules::settings::View;
use serde_json::{Value as Json, json};

use super::{latest, object, publish, setting_stream};
use crate::decide::{Context, Decision};
use crate::rejection::Rejection;

const KIND: SettingKind = SettingKind::View;

/// The key of the setting that the command is about.
pub fn key(c: &DefineView, ctx: &Context<'_>) -> Option<Key> {
    View::setting_key(c.key, owner(c, ctx))
}

fn owner<'a>(c: &DefineView, ctx: &'a Context<'_>) -> Option<&'a event_schema::Actor> {
    (c.shared != Some(true)).then_some(&ctx.actor)
}

pub fn define(c: &DefineView, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let bad_key = || {
        let message = "is too long for a view of one's own, or begins with own.";
        Rejection::invalid("key", "bad-key", message)
    };
    let key = key(c, ctx).ok_or_else(bad_key)?;
    let known = latest(KIND, key, ctx);
    let was_removed = known.is_some_and(|known| known["removed"] == true);
    match (c.removed, known) {
        (Some(true), None) => return Err(Rejection::UnknownTarget(setting_stream(KIND, key))),
        (Some(true), Some(_)) if was_removed => return Ok(Decision::default()),
        (Some(_) | None, _) => {}
    }
    let before = |field: &str| known.and_then(|known| known.get(field)).cloned();
    let list = c.list.map(|list| json!(list)).or_else(|| before("list"));
    let filter = c.filter.as_ref().map(|filter| filter.0.clone()).or_else(|| before("filter"));
    let mut missing = Faults::default();
    for (field, value) in [("list", &list), ("filter", &filter)] {
        if value.is_none() {
            missing.invalid(field, "missing", "is required of a new view");
        }
    }
    if !missing.is_empty() {
        return Err(Rejection::Invalid(missing));
    }
    let name = c.name.as_ref().map(|name| json!(name)).or_else(|| before("name"));
    let sort = match &c.sort {
        Change::Keep => before("sort"),
        Change::Clear => None,
        Change::Set(sort) => Some(json!(sort)),
    };
    let body = object([
        ("key", Some(json!(c.key))),
        ("owner", owner(c, ctx).map(|owner| json!(owner))),
        ("list", list),
        ("name", Some(name.unwrap_or_else(|| json!(c.key)))),
        ("filter", filter),
        ("sort", sort),
        ("removed", (c.removed == Some(true)).then_some(Json::Bool(true))),
    ]);
    publish(KIND, key, body, None, ctx)
}
