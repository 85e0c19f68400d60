//! What Kith ships with before anybody configures it: the files in `presets/`, one a kind of
//! setting, each an object of key to body.
//!
//! They are the only place of a preset figure. A tenant's first commit records them as events; from
//! then on the log is what counts, and a changed file changes nothing for an existing tenant.
//!
//! Probabilities and similarities are decimals and stand in quotes, points and counts are whole
//! numbers. Switches (`one_step`, `contact_required`) are true or false. An absent limit
//! (`icp.size_max`) means that there is none; an absent point means 0.

use std::collections::BTreeMap;

use event_schema::event::{SettingDefined, SettingKind};
use event_schema::value::Key;
use serde_json::Value;

/// The files, in the order in which a tenant's first commit records them.
const FILES: [(SettingKind, &str); 14] = [
    (SettingKind::Tenant, include_str!("../presets/tenant.json")),
    (SettingKind::ScoringModel, include_str!("../presets/scoring_model.json")),
    (SettingKind::Pipeline, include_str!("../presets/pipeline.json")),
    (SettingKind::ConversionRules, include_str!("../presets/conversion_rules.json")),
    (SettingKind::Codes, include_str!("../presets/codes.json")),
    (SettingKind::Duplicates, include_str!("../presets/duplicates.json")),
    (SettingKind::Dictionary, include_str!("../presets/dictionary.json")),
    (SettingKind::Completeness, include_str!("../presets/completeness.json")),
    (SettingKind::Timeline, include_str!("../presets/timeline.json")),
    (SettingKind::Questionnaire, include_str!("../presets/questionnaire.json")),
    (SettingKind::AccountRules, include_str!("../presets/account_rules.json")),
    (SettingKind::Template, include_str!("../presets/template.json")),
    (SettingKind::ContactPlan, include_str!("../presets/contact_plan.json")),
    (SettingKind::View, include_str!("../presets/view.json")),
];

/// Every shipped setting as the event that a tenant's first commit records: version 1, in force
/// from the beginning of time. Always in the same order.
pub fn presets() -> Vec<SettingDefined> {
    FILES.into_iter().flat_map(|(kind, file)| shipped(kind, file)).collect()
}

fn shipped(kind: SettingKind, file: &str) -> impl Iterator<Item = SettingDefined> {
    let bodies: BTreeMap<Key, Value> =
        serde_json::from_str(file).expect("a preset file is an object of key to body");
    bodies.into_iter().map(move |(key, body)| SettingDefined {
        kind,
        key,
        version: 1,
        effective_from: None,
        shipped: true,
        body,
    })
}

#[cfg(test)]
mod tests;
