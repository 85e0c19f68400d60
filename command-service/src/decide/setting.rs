//! Settings: each command publishes a new version, made from the one in force and checked whole.

mod account;
mod duplicates;
mod fields;
mod object;
mod scoring;
mod view;

use std::collections::BTreeMap;

use event_schema::StreamId;
use event_schema::StreamType;
use event_schema::command::{
    ActivityShape, BudgetBandShape, DefineCodes, DefineCompleteness, DefineConversionRules,
    DefineDictionary, DefinePipeline, DefineScoringModel, DefineTenant, DefineTimeline,
    DictionaryEntry, SettingCommand, SourcePointsShape, StageShape, StepTargetShape, TrialShape,
};
use event_schema::event::{SettingDefined, SettingKind};
use event_schema::field::{Change, Faults, Instant};
use event_schema::value::{Code, Key};
use rules::settings::{
    ContactPlan, ConversionRules, DEFAULT_KEY, PERSONA, Questionnaire, check, patched,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::words::Words;
use super::{Context, Decision, Draft};
use crate::rejection::Rejection;

/// The namespace of setting streams: their ids follow from kind and key.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b69_7468_0000_5000_8000_7365_7474_696e);

/// The stream that the command is about.
pub fn own_stream(command: &SettingCommand, ctx: &Context<'_>) -> StreamId {
    match command {
        SettingCommand::DefineTenant(_) => setting_stream(SettingKind::Tenant, default_key()),
        SettingCommand::DefineScoringModel(_) => {
            setting_stream(SettingKind::ScoringModel, default_key())
        }
        SettingCommand::DefinePipeline(c) => setting_stream(SettingKind::Pipeline, c.key),
        SettingCommand::DefineConversionRules(_) => {
            setting_stream(SettingKind::ConversionRules, default_key())
        }
        SettingCommand::DefineCodes(c) => setting_stream(SettingKind::Codes, c.key),
        SettingCommand::DefineDictionary(c) => setting_stream(SettingKind::Dictionary, c.key),
        SettingCommand::DefineCompleteness(c) => setting_stream(SettingKind::Completeness, c.key),
        SettingCommand::DefineView(c) => {
            setting_stream(SettingKind::View, view::key(c, ctx).unwrap_or(c.key))
        }
        SettingCommand::DefineTimeline(_) => setting_stream(SettingKind::Timeline, default_key()),
        SettingCommand::DefineQuestionnaire(c) => setting_stream(SettingKind::Questionnaire, c.key),
        SettingCommand::DefineAccountRules(_) => {
            setting_stream(SettingKind::AccountRules, default_key())
        }
        SettingCommand::DefineTemplate(c) => setting_stream(SettingKind::Template, c.key),
        SettingCommand::DefineFields(c) => setting_stream(SettingKind::Fields, c.key),
        SettingCommand::DefineObject(c) => setting_stream(SettingKind::Object, c.key),
        SettingCommand::DefineDuplicates(_) => {
            setting_stream(SettingKind::Duplicates, default_key())
        }
        SettingCommand::DefineContactPlan(c) => setting_stream(SettingKind::ContactPlan, c.key),
    }
}

/// Judges a command about a setting.
pub fn decide(command: &SettingCommand, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    match command {
        SettingCommand::DefineTenant(c) => define_tenant(c, ctx),
        SettingCommand::DefineScoringModel(c) => define_scoring(c, ctx),
        SettingCommand::DefinePipeline(c) => define_pipeline(c, ctx),
        SettingCommand::DefineConversionRules(c) => define_conversion_rules(c, ctx),
        SettingCommand::DefineCodes(c) => define_codes(c, ctx),
        SettingCommand::DefineDictionary(c) => define_dictionary(c, ctx),
        SettingCommand::DefineCompleteness(c) => define_completeness(c, ctx),
        SettingCommand::DefineView(c) => view::define(c, ctx),
        SettingCommand::DefineTimeline(c) => define_timeline(c, ctx),
        SettingCommand::DefineQuestionnaire(c) => {
            let body = Questionnaire::proposed(&c.questions);
            publish(SettingKind::Questionnaire, c.key, body, c.effective_from, ctx)
        }
        SettingCommand::DefineAccountRules(c) => account::define_rules(c, ctx),
        SettingCommand::DefineTemplate(c) => account::define_template(c, ctx),
        SettingCommand::DefineFields(c) => fields::define(c, ctx),
        SettingCommand::DefineObject(c) => object::define(c, ctx),
        SettingCommand::DefineDuplicates(c) => duplicates::define_rules(c, ctx),
        SettingCommand::DefineContactPlan(c) => {
            let body = ContactPlan::proposed(&c.steps);
            publish(SettingKind::ContactPlan, c.key, body, c.effective_from, ctx)
        }
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
            ("use_cases", icp.use_cases.as_ref().map(|v| json!(v))),
            ("budgets", icp.budgets.as_ref().map(|bands| bands.iter().map(band).collect())),
            ("personas", icp.personas.as_ref().map(|v| json!(v))),
        ])
    });
    let engagement = c.engagement.as_ref().map(|engagement| {
        object([
            ("cap", engagement.cap.map(|v| json!(v))),
            ("half_life_days", engagement.half_life_days.map(|v| json!(v))),
            ("line", engagement.line.map(|v| json!(v))),
        ])
    });
    let personas = c.icp.iter().flat_map(|icp| icp.personas.iter().flatten());
    let place = |(i, persona): (usize, &Code)| (format!("icp.personas[{i}]"), *persona);
    check_personas(personas.enumerate().map(place), ctx)?;
    scoring::refuse_unfit(c, ctx)?;
    let patch = object([
        ("icp", icp),
        ("fit", c.fit.as_ref().map(|v| json!(v))),
        ("behaviour", c.behaviour.as_ref().map(|v| json!(v))),
        ("sources", c.sources.as_ref().map(|sources| points(sources))),
        ("custom", c.custom.as_ref().map(scoring::custom)),
        ("mql_total", c.mql_total.map(|v| json!(v))),
        ("warm_total", c.warm_total.map(|v| json!(v))),
        ("idle_days", account::change(&c.idle_days)),
        ("trial", c.trial.as_ref().map(trial)),
        ("key_behaviours", c.key_behaviours.as_ref().map(|v| json!(v))),
        ("targets", c.targets.as_ref().map(targets)),
        ("engagement", engagement),
        ("activity", c.activity.as_ref().map(activity)),
    ]);
    define(SettingKind::ScoringModel, default_key(), &patch, c.effective_from, ctx)
}

fn activity(of: &ActivityShape) -> Json {
    object([
        ("calls", of.calls.as_ref().map(|v| json!(v))),
        ("reached", of.reached.as_ref().map(|v| json!(v))),
        ("touch_days", of.touch_days.map(|v| json!(v))),
        ("touch_min", of.touch_min.map(|v| json!(v))),
        ("booking_min", of.booking_min.map(|v| json!(v))),
        ("connect_min", of.connect_min.map(|v| json!(v))),
        ("connect_max", of.connect_max.map(|v| json!(v))),
    ])
}

fn points(sources: &[SourcePointsShape]) -> Json {
    sources.iter().map(|of| (of.source.to_string(), json!(of.points))).collect()
}

fn trial(trial: &TrialShape) -> Json {
    json!({"logins": trial.logins, "key_pages": trial.key_pages})
}

fn targets(by_step: &BTreeMap<Key, StepTargetShape>) -> Json {
    let target = |target: &StepTargetShape| {
        object([
            ("rate_min", target.rate_min.map(|v| json!(v))),
            ("rate_max", target.rate_max.map(|v| json!(v))),
            ("days_max", target.days_max.map(|v| json!(v))),
        ])
    };
    by_step.iter().map(|(step, of)| (step.to_string(), target(of))).collect()
}

fn define_pipeline(c: &DefinePipeline, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let stage = |stage: &StageShape| {
        object([
            ("key", Some(json!(stage.key))),
            ("probability", Some(json!(stage.probability))),
            ("kind", Some(json!(stage.kind))),
            ("criteria", stage.criteria.as_ref().map(|v| json!(v))),
            ("exit_criteria", stage.exit_criteria.as_ref().map(|v| json!(v))),
            ("approval", stage.approval.map(|v| json!(v))),
            ("step", stage.step.map(|v| json!(v))),
        ])
    };
    let targets = c.targets.as_ref().map(|targets| {
        object([
            ("conversion", targets.conversion.as_ref().map(|v| json!(v))),
            ("end_to_end", targets.end_to_end.map(|v| json!(v))),
            ("cycle_days", targets.cycle_days.map(|v| json!(v))),
        ])
    });
    let hygiene = c.hygiene.as_ref().map(|hygiene| {
        object([
            ("idle_days", account::change(&hygiene.idle_days)),
            ("pushes", account::change(&hygiene.pushes)),
        ])
    });
    let patch = object([
        ("stages", Some(c.stages.iter().map(stage).collect())),
        ("one_step", c.one_step.map(|v| json!(v))),
        ("large_deal", c.large_deal.as_ref().map(|v| json!(v))),
        ("targets", targets),
        ("downgrade_after_days", account::change(&c.downgrade_after_days)),
        ("hygiene", hygiene),
    ]);
    define(SettingKind::Pipeline, c.key, &patch, c.effective_from, ctx)
}

/// Refuses personas that their list doesn't have, each by its place.
fn check_personas(
    named: impl Iterator<Item = (String, Code)>,
    ctx: &Context<'_>,
) -> Result<(), Rejection> {
    let mut words = Words::new(ctx);
    for (field, persona) in named {
        words.code(&field, PERSONA, Some(persona))?;
    }
    words.finish()
}

fn band(band: &BudgetBandShape) -> Json {
    object([
        ("currency", Some(json!(band.currency))),
        ("min", band.min.map(|v| json!(v))),
        ("max", band.max.map(|v| json!(v))),
    ])
}

fn define_conversion_rules(
    c: &DefineConversionRules,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let kind = SettingKind::ConversionRules;
    let base = c.based_on.unwrap_or(default_key());
    let unknown = || Rejection::unknown("based_on", format!("names no rule set: {base}"));
    let base = latest(kind, base, ctx).ok_or_else(unknown)?;
    if let Change::Set(key) = c.questionnaire
        && latest(SettingKind::Questionnaire, key, ctx).is_none()
    {
        let message = format!("names no questionnaire: {key}");
        return Err(Rejection::unknown("questionnaire", message));
    }
    publish(kind, default_key(), ConversionRules::proposed(base, c), c.effective_from, ctx)
}

fn define_codes(c: &DefineCodes, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let patch = object([("codes", Some(json!(c.codes)))]);
    define(SettingKind::Codes, c.key, &patch, c.effective_from, ctx)
}

fn define_dictionary(c: &DefineDictionary, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let entry = |entry: &DictionaryEntry| {
        object([
            ("name", Some(json!(entry.name))),
            ("aliases", entry.aliases.as_ref().map(|v| json!(v))),
            ("code", entry.code.as_ref().map(|v| json!(v))),
            ("seniority", entry.seniority.map(|v| json!(v))),
            ("persona", entry.persona.map(|v| json!(v))),
        ])
    };
    let named = c.values.iter().enumerate();
    let named = named.filter_map(|(i, v)| Some((format!("values[{i}].persona"), v.persona?)));
    check_personas(named, ctx)?;
    let patch = object([("values", Some(c.values.iter().map(entry).collect()))]);
    define(SettingKind::Dictionary, c.key, &patch, c.effective_from, ctx)
}

fn define_completeness(c: &DefineCompleteness, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let patch = object([
        ("key_fields", c.key_fields.as_ref().map(|v| json!(v))),
        ("goal", c.goal.map(|v| json!(v))),
        ("stale_days", c.stale_days.map(|v| json!(v))),
        ("entered_within_hours", c.entered_within_hours.map(|v| json!(v))),
        ("meetings", c.meetings.as_ref().map(|v| json!(v))),
    ]);
    define(SettingKind::Completeness, c.key, &patch, c.effective_from, ctx)
}

fn define_timeline(c: &DefineTimeline, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let patch = object([
        ("importance", c.importance.as_ref().map(|v| json!(v))),
        ("otherwise", c.otherwise.map(|v| json!(v))),
    ]);
    define(SettingKind::Timeline, default_key(), &patch, c.effective_from, ctx)
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
    let body = patched(latest(kind, key, ctx).unwrap_or(&Json::Null), patch);
    publish(kind, key, body, effective_from, ctx)
}

/// A new version with this body.
fn publish(
    kind: SettingKind,
    key: Key,
    body: Json,
    effective_from: Option<Instant>,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    check(ctx.book, kind, key, &body)
        .map_err(|invalid| Rejection::Invalid(Faults { malformed: Vec::new(), invalid }))?;
    if latest(kind, key, ctx) == Some(&body) && effective_from.is_none() {
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

/// The body of the version that was published last.
fn latest<'a>(kind: SettingKind, key: Key, ctx: &Context<'a>) -> Option<&'a Json> {
    let versions = ctx.book.versions().filter(|version| {
        let defined = &version.defined;
        defined.kind == kind && defined.key == key
    });
    versions.last().map(|version| &version.defined.body)
}
