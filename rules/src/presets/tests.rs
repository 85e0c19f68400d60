//! The shipped settings.

use event_schema::Timestamp;
use event_schema::command::StageKind;
use event_schema::event::Behavior;
use event_schema::value::Money;

use super::*;
use crate::settings::{Book, DISQUALIFY, LOSS, STANDARD_PIPELINE, check};

fn shipped_book() -> Book {
    let mut book = Book::default();
    presets().iter().for_each(|preset| book.apply(preset, Timestamp::from_micros(1)));
    book
}

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

#[test]
fn every_preset_passes_the_check_that_commands_pass() {
    for preset in presets() {
        assert_eq!(
            check(&Book::default(), preset.kind, preset.key, &preset.body),
            Ok(()),
            "{:?}",
            preset.key
        );
        assert_eq!((preset.version, preset.shipped), (1, true));
    }
}

#[test]
fn presets_are_the_same_list_every_time_and_all_readable() {
    assert_eq!(presets(), presets());
    assert_eq!(presets().len(), 41);
    assert_eq!(shipped_book().unreadable().count(), 0);
}

#[test]
fn the_tenant_starts_in_utc_with_yuan_and_china() {
    let book = shipped_book();
    let tenant = book.tenant(Timestamp::MIN).unwrap().body.clone();
    assert_eq!(tenant.time_zone.name(), "UTC");
    assert_eq!((tenant.base_currency.as_str(), tenant.country.code()), ("CNY", "CN"));
    assert_eq!((tenant.fiscal_year_start, tenant.week_start.name()), (1, "monday"));
}

#[test]
fn the_pipelines_have_their_stages_in_order_with_their_chances() {
    let check = |pipeline: &str, expected: &str| {
        let book = shipped_book();
        let body = book.pipeline(key(pipeline), Timestamp::MIN).unwrap().body;
        let stages: Vec<_> =
            body.stages.iter().map(|s| format!("{} {}", s.key, s.probability)).collect();
        assert_eq!(stages.join(", "), expected);
        assert!(body.one_step);
    };
    check(
        STANDARD_PIPELINE,
        "first_contact 10, need_confirmed 25, proposal 50, negotiation 75, commit 90, \
         won 100, lost 0",
    );
    check(
        "template",
        "lead 10, interested 25, solution 50, negotiation 75, won 100, after_sales 100, lost 0",
    );
}

#[test]
fn a_large_deal_would_need_an_approval_for_negotiation_but_none_is_large() {
    let book = shipped_book();
    for pipeline in [STANDARD_PIPELINE, "template"] {
        let body = book.pipeline(key(pipeline), Timestamp::MIN).unwrap().body;
        let asking: Vec<_> = body.stages.iter().filter(|s| s.approval).map(|s| s.key).collect();
        assert_eq!(asking, [key("negotiation")], "{pipeline}");
        let most = Money::new("999999999999999", "CNY".parse().unwrap()).unwrap();
        assert!(!body.is_large(most), "{pipeline}");
    }
}

#[test]
fn the_standard_pipeline_says_what_it_should_do() {
    let book = shipped_book();
    let body = book.pipeline(key(STANDARD_PIPELINE), Timestamp::MIN).unwrap().body;
    let steps: Vec<_> = body.steps().map(|s| s.key.to_string()).collect();
    assert_eq!(steps, ["first_contact", "need_confirmed", "proposal", "negotiation"]);
    let targets: Vec<_> =
        body.steps().map(|s| body.targets.conversion[&s.key].to_string()).collect();
    assert_eq!(targets, ["0.42", "0.65", "0.75", "0.85"]);
    assert_eq!(body.targets.end_to_end.map(|t| t.to_string()).as_deref(), Some("0.174"));
    assert_eq!(body.targets.cycle_days, Some(28));
}

#[test]
fn need_confirmed_asks_for_the_four_criteria_of_the_gate() {
    let book = shipped_book();
    let body = book.pipeline(key(STANDARD_PIPELINE), Timestamp::MIN).unwrap().body;
    let criteria = &body.stage(key("need_confirmed")).unwrap().criteria;
    let names: Vec<_> = criteria.iter().map(Key::as_str).collect();
    assert_eq!(names, ["talk_done", "scenario_confirmed", "decision_maker_known", "rough_budget"]);
    assert_eq!(body.first(StageKind::Won).unwrap().key.as_str(), "won");
}

#[test]
fn other_is_legal_in_every_list_of_codes() {
    let book = shipped_book();
    for (list, code) in [(DISQUALIFY, "not_icp"), (LOSS, "product_gap"), ("waiting", "vendor")] {
        let codes = book.codes(key(list), Timestamp::MIN).unwrap().body;
        assert!(codes.accepts(key(code)) && codes.accepts(key("other")), "{list}");
        assert!(!codes.accepts(key("nonsense")), "{list}");
    }
}

#[test]
fn the_named_mail_providers_are_generic() {
    let book = shipped_book();
    let rules = book.duplicates(Timestamp::MIN).unwrap().body;
    for domain in [
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "proton.me",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "foxmail.com",
    ] {
        assert!(rules.is_generic(domain), "{domain}");
    }
    assert_eq!((rules.similarity.to_string().as_str(), rules.proposals_max), ("0.92", 10));
}

#[test]
fn the_shipped_scoring_model_has_the_three_key_behaviours() {
    let book = shipped_book();
    let model = book.scoring(Timestamp::MIN).unwrap().body.clone();
    let key = [Behavior::EventAttended, Behavior::PricingPageVisited, Behavior::MeetingBooked];
    assert_eq!(model.key_behaviours, key);
    assert_eq!((model.mql_total, model.warm_total, model.idle_days), (70, 40, Some(90)));
}
