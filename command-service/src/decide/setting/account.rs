//! How customers are looked after, and templates.

use event_schema::command::{
    DefineAccountRules, DefineTemplate, GradeLineShape, HandoverShape, NamingShape, TagRuleShape,
    TemplateOf, TemplateValuesShape,
};
use event_schema::event::SettingKind;
use event_schema::field::Change;
use event_schema::value::Code;
use rules::settings::{GRADE, LIFE_CYCLE};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{default_key, define, object, publish};
use crate::decide::account::{check_revenue, distinct};
use crate::decide::words::Words;
use crate::decide::{Context, Decision};
use crate::rejection::Rejection;

/// Publishes how customers are looked after. Grades that no list has are told all at once.
pub fn define_rules(c: &DefineAccountRules, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let mut words = Words::new(ctx);
    let mut grades = |list: &str, field: &str, grades: Vec<Code>| -> Result<(), Rejection> {
        for (i, grade) in grades.into_iter().enumerate() {
            words.code(&format!("{list}[{i}]{field}"), GRADE, Some(grade))?;
        }
        Ok(())
    };
    let lines = c.grades.as_deref().unwrap_or_default();
    grades("grades", ".grade", lines.iter().map(|line| line.grade).collect())?;
    let rhythm = c.rhythm.as_deref().unwrap_or_default();
    grades("rhythm", ".grade", rhythm.iter().map(|line| line.grade).collect())?;
    grades("dedicated", "", c.dedicated.clone().unwrap_or_default())?;
    words.finish()?;
    let rhythm = c.rhythm.as_ref().map(|lines| {
        lines.iter().map(|line| json!({"grade": line.grade, "days": line.days})).collect()
    });
    let patch = object([
        ("tags", c.tags.as_ref().map(|rules| rules.iter().map(tag).collect())),
        ("grades", c.grades.as_ref().map(|lines| lines.iter().map(grade).collect())),
        ("window_days", c.window_days.map(|v| json!(v))),
        ("review_days", change(&c.review_days)),
        ("dedicated", c.dedicated.as_ref().map(|v| json!(v))),
        ("rhythm", rhythm),
        ("handover", c.handover.as_ref().map(handover)),
        ("naming", c.naming.as_ref().map(naming)),
    ]);
    define(SettingKind::AccountRules, default_key(), &patch, c.effective_from, ctx)
}

/// A limit that null takes away.
pub(super) fn change<T: Serialize>(change: &Change<T>) -> Option<Json> {
    match change {
        Change::Keep => None,
        Change::Clear => Some(Json::Null),
        Change::Set(value) => Some(json!(value)),
    }
}

fn tag(rule: &TagRuleShape) -> Json {
    json!({"tag": rule.tag, "when": rule.when.0})
}

fn grade(line: &GradeLineShape) -> Json {
    object([
        ("grade", Some(json!(line.grade))),
        ("amount_min", line.amount_min.map(|v| json!(v))),
        ("orders_min", line.orders_min.map(|v| json!(v))),
    ])
}

fn handover(asked: &HandoverShape) -> Json {
    object([
        ("documents_min", asked.documents_min.map(|v| json!(v))),
        ("joint_visits_min", asked.joint_visits_min.map(|v| json!(v))),
        ("visit_channels", asked.visit_channels.as_ref().map(|v| json!(v))),
        ("both_attend", asked.both_attend.map(|v| json!(v))),
        ("background", asked.background.map(|v| json!(v))),
    ])
}

fn naming(hints: &NamingShape) -> Json {
    object([
        ("abbreviation_letters_max", hints.abbreviation_letters_max.map(|v| json!(v))),
        ("branch_words", hints.branch_words.as_ref().map(|v| json!(v))),
        ("branch_joint", hints.branch_joint.as_ref().map(|v| json!(v))),
    ])
}

/// Publishes a template, whole.
pub fn define_template(c: &DefineTemplate, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let TemplateValuesShape { industry, size, revenue, region, grade, tags, need, life_cycle } =
        &c.values;
    let mut words = Words::new(ctx);
    words.code("values.grade", GRADE, *grade)?;
    words.code("values.life_cycle", LIFE_CYCLE, *life_cycle)?;
    check_revenue("values.revenue", *revenue, &mut words);
    words.finish()?;
    let values = object([
        ("industry", industry.as_ref().map(|v| json!(v))),
        ("size", size.map(|v| json!(v))),
        ("revenue", revenue.map(|v| json!(v))),
        ("region", region.as_ref().map(|v| json!(v))),
        ("grade", grade.map(|v| json!(v))),
        ("tags", tags.as_ref().map(|tags| json!(distinct(tags)))),
        ("need", need.as_ref().map(|v| json!(v))),
        ("life_cycle", life_cycle.map(|v| json!(v))),
    ]);
    let of = c.of.unwrap_or(TemplateOf::Account);
    let body = object([("for", Some(json!(of))), ("values", Some(values))]);
    publish(SettingKind::Template, c.key, body, c.effective_from, ctx)
}
