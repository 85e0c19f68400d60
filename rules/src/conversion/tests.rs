//! What is missing, all of it at once.

use event_schema::event::SettingKind;
use serde_json::{Value, json};

use super::*;
use crate::presets::presets;
use crate::settings::{DEFAULT_KEY, patched};

fn rules(key: &str, patch: &Value) -> ConversionRules {
    let shipped = |p: &event_schema::event::SettingDefined| {
        p.kind == SettingKind::ConversionRules && p.key.as_str() == key
    };
    let preset = presets().into_iter().find(shipped).unwrap();
    serde_json::from_value(patched(&preset.body, patch)).unwrap()
}

fn check(rules: &ConversionRules, lead: &Standing<'_>, expected: &[&str]) {
    let unmet = unmet(rules, lead);
    let fields: Vec<_> = unmet.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, expected);
}

const ALL: Checklist = Checklist {
    need: Some(true),
    decision_maker: Some(true),
    budget: Some(true),
    timeframe: Some(true),
    contact_verified: Some(true),
};

#[test]
fn everything_that_is_missing_is_named() {
    let checklist = Checklist { need: Some(true), budget: Some(false), ..Checklist::default() };
    let has = |field| field == LeadField::Title;
    let lead = Standing {
        state: "mql",
        checklist,
        has: &has,
        contact: false,
        score: 0,
        opportunity: None,
        unanswered: &[],
    };
    let asked = ["state", "checklist.decision_maker", "checklist.budget", "checklist.timeframe"];
    let asked = [&asked[..], &["checklist.contact_verified"]].concat();
    check(&rules(DEFAULT_KEY, &json!({})), &lead, &asked);
    let more = ["interest", "industry", "company_size", "consent", "contact"];
    check(&rules("strict", &json!({})), &lead, &[asked, more.to_vec()].concat());
}

#[test]
fn an_opportunity_may_be_required_or_ruled_out() {
    let lead = |opportunity: bool| Standing {
        state: "sql",
        checklist: ALL,
        has: &|_| true,
        contact: true,
        score: 0,
        opportunity: opportunity.then_some(&|_| true),
        unanswered: &[],
    };
    let with = |policy: &str| rules(DEFAULT_KEY, &json!({"opportunity": {"policy": policy}}));
    for given in [true, false] {
        check(&with("if_given"), &lead(given), &[]);
        check(&with("required"), &lead(given), if given { &[] } else { &["opportunity"] });
        check(&with("never"), &lead(given), if given { &["opportunity"] } else { &[] });
    }
}

#[test]
fn a_score_may_be_asked_for_and_fields_of_the_opportunity() {
    let has = |field| field == OpportunityField::Product;
    let lead = |score, deal: bool| Standing {
        state: "sql",
        checklist: ALL,
        has: &|_| true,
        contact: true,
        score,
        opportunity: deal.then_some(&has),
        unanswered: &[],
    };
    let asking = rules(
        DEFAULT_KEY,
        &json!({"score_min": 70,
        "opportunity": {"required_fields": ["product", "use_case", "competitors"]}}),
    );
    check(&asking, &lead(70, false), &[]);
    let missing = ["score", "opportunity.use_case", "opportunity.competitors"];
    check(&asking, &lead(69, true), &missing);
    check(&rules(DEFAULT_KEY, &json!({})), &lead(-50, true), &[]);
}

#[test]
fn strict_asks_for_fields_before_a_person_qualifies() {
    let asked = |key: &str| rules(key, &json!({})).qualification;
    assert_eq!(asked(DEFAULT_KEY), Default::default(), "off as shipped");
    let has = |field| field == LeadField::Industry;
    for fields in [asked("strict").mql, asked("strict").sql] {
        let missing = unqualified(&fields, has);
        let names: Vec<_> = missing.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(names, ["title", "company_size"]);
    }
}
