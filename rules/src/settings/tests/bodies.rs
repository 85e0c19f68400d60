//! What a body must fulfil, and how a command changes it.

use event_schema::command::StageKind;
use event_schema::event::SettingKind;
use serde_json::{Value, json};

use super::super::*;
use crate::presets::presets;

/// The shipped body of a kind, changed by `patch`.
fn shipped(kind: SettingKind, key: &str, patch: Value) -> Value {
    let preset = presets().into_iter().find(|p| p.kind == kind && p.key.as_str() == key).unwrap();
    patched(&preset.body, &patch)
}

/// The fields and codes of everything that is wrong.
fn faults(kind: SettingKind, key: &str, body: &Value) -> Vec<String> {
    let errors = super::super::check(&Book::default(), kind, key.parse().unwrap(), body);
    let errors = errors.err().unwrap_or_default();
    errors.into_iter().map(|e| format!("{} {}", e.field, e.code)).collect()
}

fn pipeline(stages: Value) -> Value {
    json!({"stages": stages})
}

#[test]
fn every_bad_value_of_a_tenant_is_found_at_once() {
    let patch = json!({"time_zone": "Mars/Base", "country": "ZZ", "base_currency": "yuan",
        "fiscal_year_start": 13, "week_start": "friday"});
    let body = shipped(SettingKind::Tenant, DEFAULT_KEY, patch);
    assert_eq!(
        faults(SettingKind::Tenant, DEFAULT_KEY, &body),
        [
            "time_zone bad-zone",
            "base_currency bad-currency",
            "country bad-country",
            "fiscal_year_start out-of-range",
            "week_start unknown-value",
        ]
    );
}

#[test]
fn a_legal_body_with_a_month_that_does_not_exist_is_refused() {
    let body = shipped(SettingKind::Tenant, DEFAULT_KEY, json!({"fiscal_year_start": 0}));
    let found = faults(SettingKind::Tenant, DEFAULT_KEY, &body);
    assert_eq!(found, ["fiscal_year_start out-of-range"]);
}

#[test]
fn targets_name_a_step_of_the_funnel_and_are_shares() {
    let patch = json!({"targets": {
        "lead_deal": {"rate_min": "0.2"},
        "mql_sql": {"rate_min": "1.2", "rate_max": "0.5"},
        "lead_won": {"rate_min": "0.1", "rate_max": "0.05", "days_max": 90},
    }});
    let body = shipped(SettingKind::ScoringModel, DEFAULT_KEY, patch);
    let found = faults(SettingKind::ScoringModel, DEFAULT_KEY, &body);
    let expected = [
        "targets.lead_deal unknown-value",
        "targets.lead_won.rate_max out-of-range",
        "targets.mql_sql.rate_min out-of-range",
        "targets.mql_sql.rate_max out-of-range",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_counts_of_the_work_on_leads_is_shares_and_at_least_a_day() {
    let patch = json!({"activity": {"touch_days": 0, "touch_min": "1.2", "booking_min": "-0.1",
        "connect_min": "0.4"}});
    let body = shipped(SettingKind::ScoringModel, DEFAULT_KEY, patch);
    let found = faults(SettingKind::ScoringModel, DEFAULT_KEY, &body);
    let expected = [
        "activity.touch_days out-of-range",
        "activity.touch_min out-of-range",
        "activity.booking_min out-of-range",
        "activity.connect_max out-of-range",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_model_without_figures_of_the_work_on_leads_is_legal_and_takes_them_whole() {
    let without = shipped(SettingKind::ScoringModel, DEFAULT_KEY, json!({"activity": null}));
    let of = |body: &Value| faults(SettingKind::ScoringModel, DEFAULT_KEY, body);
    assert_eq!(of(&without), [""; 0]);
    let part = patched(&without, &json!({"activity": {"calls": ["call"]}}));
    assert!(of(&part)[0].starts_with("activity"), "{:?}", of(&part));
    let whole = json!({"activity": {"calls": ["call"], "reached": ["yes"], "touch_days": 3}});
    assert_eq!(of(&patched(&without, &whole)), [""; 0]);
}

#[test]
fn every_fault_of_a_pipeline_is_found_at_once() {
    let body = pipeline(json!([
        {"key": "one", "probability": "101", "kind": "open"},
        {"key": "one", "probability": -1, "kind": "open", "criteria": ["a", "a"]},
        {"key": "lost", "probability": 0, "kind": "lost"},
    ]));
    assert_eq!(
        faults(SettingKind::Pipeline, "mine", &body),
        [
            "stages[0].probability out-of-range",
            "stages[1].key duplicate",
            "stages[1].probability out-of-range",
            "stages[1].criteria duplicate",
            "stages missing",
        ]
    );
}

#[test]
fn thresholds_targets_and_approvals_of_a_pipeline_are_checked() {
    let cny = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    let body = json!({"stages": [
            {"key": "one", "probability": "10", "kind": "open", "exit_criteria": ["a", "a"]},
            {"key": "won", "probability": "100", "kind": "won", "approval": true},
            {"key": "lost", "probability": "0", "kind": "lost"}],
        "large_deal": [cny("1"), cny("2")],
        "targets": {"conversion": {"one": "1.01", "gone": "0.5"}, "end_to_end": "-0.1"}});
    assert_eq!(
        faults(SettingKind::Pipeline, "mine", &body),
        [
            "stages[0].exit_criteria duplicate",
            "stages[1].approval closed-stage",
            "large_deal[1].currency duplicate",
            "targets.conversion.one out-of-range",
            "targets.end_to_end out-of-range",
        ]
    );
}

#[test]
fn a_deal_is_large_above_the_threshold_of_its_currency() {
    let body = json!({"stages": [], "large_deal": [{"amount": "100.00", "currency": "CNY"}]});
    let Ok(Body::Pipeline(pipeline)) = Body::read(SettingKind::Pipeline, &body) else {
        panic!("an old body with a threshold is read")
    };
    let large = |amount: &str, currency: &str| {
        let currency = currency.parse().unwrap();
        pipeline.is_large(event_schema::value::Money::new(amount, currency).unwrap())
    };
    assert!(large("100.01", "CNY"));
    assert!(!large("100", "CNY") && !large("5000", "EUR"));
}

#[test]
fn an_unknown_field_and_a_wrong_type_are_named_with_their_path() {
    let check = |stage: Value, expected: &str| {
        let found = faults(SettingKind::Pipeline, "mine", &pipeline(json!([stage])));
        assert_eq!(found, [expected]);
    };
    check(json!({"key": "a", "probability": "1", "kind": "odd"}), "stages[0].kind bad-value");
    check(
        json!({"key": "a", "probability": "x", "kind": "won"}),
        "stages[0].probability bad-value",
    );
    let extra = json!({"key": "a", "probability": "1", "kind": "won", "colour": 1});
    check(extra, "stages[0].colour bad-value");
}

#[test]
fn a_scoring_model_names_only_known_rules_and_a_range_of_sizes() {
    let patch = json!({"fit": {"shoe_size": 5}, "behaviour": {"sneezed": 1},
        "icp": {"size_min": 10, "size_max": 5}});
    let body = shipped(SettingKind::ScoringModel, DEFAULT_KEY, patch);
    assert_eq!(
        faults(SettingKind::ScoringModel, DEFAULT_KEY, &body),
        [
            "fit.shoe_size unknown-value",
            "behaviour.sneezed unknown-value",
            "icp.size_max out-of-range",
        ]
    );
}

#[test]
fn an_mql_line_below_the_warm_line_is_legal_since_a_command_may_give_only_one() {
    let body = shipped(SettingKind::ScoringModel, DEFAULT_KEY, json!({"mql_total": 30}));
    assert!(faults(SettingKind::ScoringModel, DEFAULT_KEY, &body).is_empty());
}

#[test]
fn other_kinds_are_checked_too() {
    let check = |kind, key: &str, patch: Value, expected: &[&str]| {
        let body = shipped(kind, key, patch);
        assert_eq!(faults(kind, key, &body), expected);
    };
    let patch = json!({"required_state": "converted", "account_match": ["email"]});
    let expected = ["required_state unknown-value", "account_match[0] unknown-value"];
    check(SettingKind::ConversionRules, DEFAULT_KEY, patch, &expected);
    check(SettingKind::Codes, LOSS, json!({"codes": ["a", "a"]}), &["codes[1] duplicate"]);
    let patch = json!({"similarity": "1.2", "generic_domains": ["GMAIL.com"]});
    let expected = ["generic_domains[0] bad-domain", "similarity out-of-range"];
    check(SettingKind::Duplicates, DEFAULT_KEY, patch, &expected);
}

#[test]
fn a_key_that_nothing_would_look_up_is_refused() {
    let body = shipped(SettingKind::Codes, LOSS, json!({}));
    assert_eq!(faults(SettingKind::Codes, "los", &body), ["key unknown-value"]);
    assert!(faults(SettingKind::Codes, LOSS, &body).is_empty());
    let part = json!({"key_fields": ["amount"]});
    assert_eq!(faults(SettingKind::Completeness, "order", &part), ["key unknown-value"]);
}

#[test]
fn a_patch_keeps_what_is_absent_merges_objects_and_clears_with_null() {
    let body = json!({"fit": {"industry": 20, "region": 10}, "list": [1, 2], "gone": 1});
    let patch = json!({"fit": {"region": 15}, "list": [3], "gone": null, "new": {"a": null}});
    let after = json!({"fit": {"industry": 20, "region": 15}, "list": [3], "new": {}});
    assert_eq!(patched(&body, &patch), after);
    assert_eq!(patched(&Value::Null, &json!({"a": 1})), json!({"a": 1}));
}

#[test]
fn deals_move_forward_by_one_open_stage_and_back_by_any_number() {
    let body = shipped(SettingKind::Pipeline, STANDARD_PIPELINE, json!({}));
    let pipeline: Pipeline = serde_json::from_value(body).unwrap();
    let check = |from: &str, to: &str, legal| {
        let moves = pipeline.may_move(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(moves, legal, "{from} to {to}");
    };
    check("first_contact", "need_confirmed", true);
    check("first_contact", "proposal", false);
    check("commit", "first_contact", true);
    check("commit", "commit", false);
    check("commit", "won", false);
    check("nowhere", "proposal", false);
    assert_eq!(pipeline.first(StageKind::Open).unwrap().key.as_str(), "first_contact");
}

#[test]
fn a_mapping_fills_fields_from_fields_of_their_kind() {
    let mapping =
        |mapping| shipped(SettingKind::ConversionRules, DEFAULT_KEY, json!({"mapping": mapping}));
    let check = |map, expected: &[&str]| {
        assert_eq!(faults(SettingKind::ConversionRules, DEFAULT_KEY, &mapping(map)), expected);
    };
    check(json!({"account.region": "region", "account.size": "company_size"}), &[]);
    check(json!({"account.size": "company"}), &["mapping.account.size bad-value"]);
    check(json!({"account.name": "email"}), &["mapping.account.name bad-value"]);
    check(json!({"account.colour": "region"}), &["mapping.account.colour bad-value"]);
}

#[test]
fn every_body_is_written_as_it_was_read() {
    for preset in presets() {
        let written = match Body::read(preset.kind, &preset.body).unwrap() {
            Body::Tenant(body) => serde_json::to_value(body),
            Body::ScoringModel(body) => serde_json::to_value(body),
            Body::Pipeline(body) => serde_json::to_value(body),
            Body::ConversionRules(body) => serde_json::to_value(body),
            Body::Codes(body) => serde_json::to_value(body),
            Body::Duplicates(body) => serde_json::to_value(body),
            Body::Dictionary(body) => serde_json::to_value(body),
            Body::Completeness(body) => serde_json::to_value(body),
            Body::View(body) => serde_json::to_value(body),
            Body::Timeline(body) => serde_json::to_value(body),
            Body::Questionnaire(body) => serde_json::to_value(body),
            Body::AccountRules(body) => serde_json::to_value(body),
            Body::Template(body) => serde_json::to_value(body),
            Body::Fields(body) => serde_json::to_value(body),
            Body::Object(body) => serde_json::to_value(body),
            Body::ContactPlan(body) => serde_json::to_value(body),
        };
        let again = Body::read(preset.kind, &written.unwrap()).unwrap();
        assert_eq!(again, Body::read(preset.kind, &preset.body).unwrap());
    }
}

#[test]
fn a_dictionary_knows_its_values_by_name_and_alias_and_nothing_else() {
    let body = shipped(SettingKind::Dictionary, "region", json!({}));
    let dictionary: Dictionary = serde_json::from_value(body).unwrap();
    let meant = |text| dictionary.meant(text).map(|entry| entry.name.to_string());
    for text in ["east", "EAST ", "East  China", "华东"] {
        assert_eq!(meant(text).as_deref(), Some("east"), "{text}");
    }
    assert_eq!((meant("Bavaria"), meant("")), (None, None));
}

#[test]
fn a_word_that_means_two_values_is_refused() {
    let values = json!([
        {"name": "Software", "aliases": ["IT", "saas"]},
        {"name": "Hardware", "aliases": ["it "]},
        {"name": "SaaS"},
    ]);
    assert_eq!(
        faults(SettingKind::Dictionary, "industry", &json!({"values": values})),
        ["values[1].aliases[0] duplicate", "values[2].name duplicate"]
    );
    let empty = json!({"values": []});
    assert_eq!(faults(SettingKind::Dictionary, "colour", &empty), ["key unknown-value"]);
}

#[test]
fn key_fields_are_those_of_their_kind_and_named_once() {
    let bad = json!({"goal": "1.5", "key_fields": ["name", "shoe_size", "name"]});
    assert_eq!(
        faults(SettingKind::Completeness, "account", &bad),
        ["key_fields[1] unknown-value", "key_fields[2] duplicate", "goal out-of-range"]
    );
}
