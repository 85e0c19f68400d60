//! What makes two records the same, or look like it.

use std::collections::BTreeSet;

use event_schema::command::{DefineDuplicates, LikelyScoresShape};
use event_schema::event::SettingKind;
use event_schema::value::Text;
use rules::settings::DISQUALIFY;
use serde_json::{Value as Json, json};

use super::{default_key, define, latest, object};
use crate::decide::words::Words;
use crate::decide::{Context, Decision};
use crate::rejection::Rejection;

/// Publishes the duplicate rules. Reasons that no list has are told all at once.
pub fn define_rules(c: &DefineDuplicates, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let mut words = Words::new(ctx);
    for (i, reason) in c.invalid_reasons.iter().flatten().enumerate() {
        words.code(&format!("invalid_reasons[{i}]"), DISQUALIFY, Some(*reason))?;
    }
    words.finish()?;
    let patch = object([
        ("generic_domains", generic_domains(c, ctx)),
        ("lead_keys", c.lead_keys.as_ref().map(|v| json!(v))),
        ("similarity", c.similarity.map(|v| json!(v))),
        ("scores", c.scores.as_ref().map(scores)),
        ("proposals_max", c.proposals_max.map(|v| json!(v))),
        ("common_from", c.common_from.map(|v| json!(v))),
        ("rate_from", c.rate_from.map(|v| json!(v))),
        ("rate_goal", c.rate_goal.map(|v| json!(v))),
        ("invalid_reasons", c.invalid_reasons.as_ref().map(|v| json!(v))),
    ]);
    define(SettingKind::Duplicates, default_key(), &patch, c.effective_from, ctx)
}

fn scores(of: &LikelyScoresShape) -> Json {
    object([
        ("email", of.email.map(|v| json!(v))),
        ("phone", of.phone.map(|v| json!(v))),
        ("domain", of.domain.map(|v| json!(v))),
    ])
}

/// The list whole: the given one or the latest, with some more and without others. `None` if nothing
/// is said of it, or what is said changes nothing.
fn generic_domains(c: &DefineDuplicates, ctx: &Context<'_>) -> Option<Json> {
    let lower = |domain: &Text<253>| domain.as_str().to_lowercase();
    let before: Option<Vec<String>> = latest(SettingKind::Duplicates, default_key(), ctx)
        .and_then(|body| serde_json::from_value(body["generic_domains"].clone()).ok());
    let before: BTreeSet<String> = before.into_iter().flatten().collect();
    let given = c.generic_domains.as_ref();
    let mut domains =
        given.map_or_else(|| before.clone(), |given| given.iter().map(lower).collect());
    domains.extend(c.add_generic_domains.iter().flatten().map(lower));
    for gone in c.remove_generic_domains.iter().flatten() {
        domains.remove(&lower(gone));
    }
    (domains != before).then(|| json!(domains))
}
