//! Settings: each command publishes a new version, made from the one in force and checked whole.

use event_schema::StreamId;
use event_schema::StreamType;
use event_schema::command::{
    DefinePipeline, DefineScoringModel, DefineTenant, SettingCommand, StageShape,
};
use event_schema::event::{SettingDefined, SettingKind};
use event_schema::field::{Faults, Instant};
use event_schema::value::Key;
use rules::settings::{DEFAULT_KEY, check, patched};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{Context, Decision, Draft};
use crate::rejection::Rejection;

/// The namespace of setting streams: their ids follow from kind and key.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b69_7468_0000_5000_8000_7365_7474_696e);

/// The stream that the command is about.
pub fn own_stream(command: &SettingCommand) -> StreamId {
    match command {
        SettingCommand::DefineTenant(_) => setting_stream(SettingKind::Tenant, default_key()),
        SettingCommand::DefineScoringModel(_) => {
            setting_stream(SettingKind::ScoringModel, default_key())
        }
        SettingCommand::DefinePipeline(c) => setting_stream(SettingKind::Pipeline, c.key),
    }
}

/// Judges a command about a setting.
pub fn decide(command: &SettingCommand, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    match command {
        SettingCommand::DefineTenant(c) => define_tenant(c, ctx),
        SettingCommand::DefineScoringModel(c) => define_scoring(c, ctx),
        SettingCommand::DefinePipeline(c) => define_pipeline(c, ctx),
    }
}

/// The stream of a setting.
pub fn setting_stream(kind: SettingKind, key: Key) -> StreamId {
    let name = format!("{}/{key}", kind.name());
    StreamId::new(StreamType::Setting, Uuid::new_v5(&NAMESPACE, name.as_bytes()))
}

fn default_key() -> Key {
    DEFAULT_KEY.parse().expect("the default key is a key")
}

fn define_tenant(c: &DefineTenant, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let patch = object([
        ("time_zone", c.time_zone.as_ref().map(|v| json!(v))),
        ("base_currency", c.base_currency.map(|v| json!(v))),
        ("country", c.country.as_ref().map(|v| json!(v))),
        ("fiscal_year_start", c.fiscal_year_start.map(|v| json!(v))),
        ("week_start", c.week_start.map(|v| json!(v))),
    ]);
    define(SettingKind::Tenant, default_key(), &patch, c.effective_from, ctx)
}

fn define_scoring(c: &DefineScoringModel, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let icp = c.icp.as_ref().map(|icp| {
        object([
            ("industries", icp.industries.as_ref().map(|v| json!(v))),
            ("regions", icp.regions.as_ref().map(|v| json!(v))),
            ("size_min", icp.size_min.map(|v| json!(v))),
            ("size_max", icp.size_max.map(|v| json!(v))),
        ])
    });
    let patch = object([
        ("icp", icp),
        ("fit", c.fit.as_ref().map(|v| json!(v))),
        ("behaviour", c.behaviour.as_ref().map(|v| json!(v))),
        ("mql_total", c.mql_total.map(|v| json!(v))),
        ("key_behaviours", c.key_behaviours.as_ref().map(|v| json!(v))),
    ]);
    define(SettingKind::ScoringModel, default_key(), &patch, c.effective_from, ctx)
}

fn define_pipeline(c: &DefinePipeline, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let stage = |stage: &StageShape| {
        object([
            ("key", Some(json!(stage.key))),
            ("probability", Some(json!(stage.probability))),
            ("kind", Some(json!(stage.kind))),
            ("criteria", stage.criteria.as_ref().map(|v| json!(v))),
        ])
    };
    let patch = object([
        ("stages", Some(c.stages.iter().map(stage).collect())),
        ("one_step", c.one_step.map(|v| json!(v))),
    ]);
    define(SettingKind::Pipeline, c.key, &patch, c.effective_from, ctx)
}

fn object<const N: usize>(fields: [(&str, Option<Json>); N]) -> Json {
    let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Json::Object(given.collect::<Map<_, _>>())
}

/// The next version: the latest with what the command changes. Publishing what holds already does
/// nothing.
fn define(
    kind: SettingKind,
    key: Key,
    patch: &Json,
    effective_from: Option<Instant>,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let latest = ctx
        .book
        .versions()
        .filter(|version| version.defined.kind == kind && version.defined.key == key)
        .last();
    let body = patched(latest.map_or(&Json::Null, |version| &version.defined.body), patch);
    check(kind, key, &body)
        .map_err(|invalid| Rejection::Invalid(Faults { malformed: Vec::new(), invalid }))?;
    if latest.is_some_and(|version| version.defined.body == body) && effective_from.is_none() {
        return Ok(Decision::default());
    }
    let defined = SettingDefined {
        kind,
        key,
        version: ctx.book.next_version(kind, key),
        effective_from: effective_from.map(|at| at.0),
        shipped: false,
        body,
    };
    let drafts = vec![Draft::new(setting_stream(kind, key), defined)];
    Ok(Decision { drafts, ..Decision::default() })
}
