//! What makes two records the same, or look like it.

use std::collections::BTreeSet;

use event_schema::command::{DefineDuplicates, LikelyScoresShape};
use event_schema::event::SettingKind;
use event_schema::field::Faults;
use event_schema::value::Text;
use rules::normalise::is_domain;
use rules::settings::DISQUALIFY;
use serde_json::{Value as Json, json};

use super::{default_key, define, latest, object};
use crate::decide::words::Words;
use crate::decide::{Context, Decision};
use crate::rejection::Rejection;

/// Publishes the duplicate rules. Reasons that no list has are told all at once, and so are domains that
/// are none.
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
    let published = define(SettingKind::Duplicates, default_key(), &patch, c.effective_from, ctx);
    let mut faults = no_domains(c);
    if faults.is_empty() {
        return published;
    }
    if let Err(Rejection::Invalid(more)) = published {
        faults.append(more);
    }
    Err(Rejection::Invalid(faults))
}

fn scores(of: &LikelyScoresShape) -> Json {
    object([
        ("email", of.email.map(|v| json!(v))),
        ("phone", of.phone.map(|v| json!(v))),
        ("domain", of.domain.map(|v| json!(v))),
    ])
}

/// What no address can have as its domain, by its place in the list that it was given in.
fn no_domains(c: &DefineDuplicates) -> Faults {
    let given =
        [("generic_domains", &c.generic_domains), ("add_generic_domains", &c.add_generic_domains)];
    let mut faults = Faults::default();
    for (field, domains) in given {
        for (i, domain) in domains.iter().flatten().enumerate() {
            if !is_domain(domain.as_str()) {
                let message = "must be a domain that addresses can have, such as mail.example";
                faults.invalid(format!("{field}[{i}]"), "bad-domain", message);
            }
        }
    }
    faults
}

/// The list whole: the given one or the latest, with some more and without others. `None` if nothing
/// is said of it, or what is said changes nothing.
fn generic_domains(c: &DefineDuplicates, ctx: &Context<'_>) -> Option<Json> {
    let lower = |domain: &Text<253>| domain.as_str().to_lowercase();
    // Those that are none are told by their own places.
    let sound = |domain: &&Text<253>| is_domain(domain.as_str());
    let before: Option<Vec<String>> = latest(SettingKind::Duplicates, default_key(), ctx)
        .and_then(|body| serde_json::from_value(body["generic_domains"].clone()).ok());
    let before: BTreeSet<String> = before.into_iter().flatten().collect();
    let given = c.generic_domains.as_ref();
    let mut domains = given
        .map_or_else(|| before.clone(), |given| given.iter().filter(sound).map(lower).collect());
    domains.extend(c.add_generic_domains.iter().flatten().filter(sound).map(lower));
    for gone in c.remove_generic_domains.iter().flatten() {
        domains.remove(&lower(gone));
    }
    (domains != before).then(|| json!(domains))
}
