//! How customers are looked after.

use chrono::NaiveDate;
use event_schema::event::SettingKind;
use event_schema::id::UserId;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::*;
use crate::presets::presets;
use crate::views::Known;

fn shipped(patch: Value) -> AccountRules {
    let preset = presets().into_iter().find(|p| p.kind == SettingKind::AccountRules).unwrap();
    serde_json::from_value(patched(&preset.body, &patch)).unwrap()
}

#[test]
fn a_grade_is_the_first_line_whose_thresholds_are_all_met() {
    let rules = shipped(json!({}));
    let check = |amount: i64, orders, grade: &str| {
        let proposed = rules.grade(Decimal::from(amount), orders).unwrap();
        assert_eq!(proposed.as_str(), grade, "{amount} in {orders}");
    };
    check(1_000_000, 4, "A");
    check(1_000_000, 3, "B");
    check(999_999, 9, "B");
    check(200_000, 1, "C");
    check(0, 1, "C");
    check(0, 0, "D");
    let none = shipped(json!({"grades": [{"grade": "A", "orders_min": 1}]}));
    assert_eq!(none.grade(Decimal::ONE, 0), None);
}

#[test]
fn core_customers_are_called_weekly_important_ones_monthly_and_others_by_nobody() {
    let rules = shipped(json!({}));
    assert_eq!(
        ["A", "B", "C", "D"].map(|grade| rules.rhythm(grade)),
        [Some(7), Some(30), None, None]
    );
    assert_eq!(rules.review_days, Some(90));
}

#[test]
fn a_tag_is_given_where_its_condition_holds() {
    let check = |when: Value, holds: bool| {
        let rules = shipped(json!({"tags": [{"tag": "t", "when": when}]}));
        let known = |field: &str| match field {
            "name" => Known::word(Some("Städtische Bank")),
            "size" => Known::Number(Some(500)),
            "parent" => Known::Id(Some(Uuid::from_u128(7))),
            "tags" => Known::Words(vec!["a", "b"]),
            _ => Known::word(None),
        };
        assert_eq!(rules.tags(&known).len(), usize::from(holds), "{when}");
    };
    let parent = Uuid::from_u128(7).to_string();
    check(json!({"all": []}), true);
    check(json!({"any": []}), false);
    check(json!({"field": "name", "like": "bank*"}), false);
    check(json!({"field": "name", "like": "STADT*bank"}), true);
    check(json!({"field": "name", "is": "bank"}), false);
    check(json!({"field": "size", "from": 500, "to": 501}), true);
    check(json!({"field": "size", "to": 500}), false);
    check(json!({"field": "size", "in": [1, 500]}), true);
    check(json!({"field": "parent", "is": parent}), true);
    check(json!({"field": "parent", "absent": true}), false);
    check(json!({"field": "tags", "in": ["b", "c"]}), true);
    check(json!({"field": "region", "absent": true}), true);
    check(json!({"field": "region", "is": "east"}), false);
    check(
        json!({"not": {"any": [{"field": "region", "is": "x"}, {"field": "tags", "is": "c"}]}}),
        true,
    );
}

#[test]
fn a_hand_over_lacks_what_the_setting_asks_for() {
    let (ann, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let (both, one) = ([bob, ann], [bob]);
    let visit = |on: &str, channel, attendees| Visit { on: day(on), channel, attendees };
    let check = |rules: Value, visits: &[Visit<'_>], today: &str, expected: &[&str]| {
        let rules = shipped(json!({"handover": rules})).handover;
        let progress = Progress {
            started_on: day("2026-03-01"),
            effective_on: day("2026-03-10"),
            from: Some(ann),
            to: bob,
            documents: 1,
            background: true,
            visits,
        };
        let missing = rules.missing(&progress, day(today));
        let fields: Vec<_> = missing.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, expected);
    };
    let lacks = "joint_visit_interaction_id";
    check(json!({}), &[visit("2026-03-01", "visit", &both)], "2026-03-10", &[]);
    check(json!({}), &[visit("2026-03-01", "visit", &both)], "2026-03-09", &["effective_on"]);
    check(json!({}), &[visit("2026-02-28", "visit", &both)], "2026-03-10", &[lacks]);
    check(json!({}), &[visit("2026-03-02", "call", &both)], "2026-03-10", &[lacks]);
    check(json!({}), &[visit("2026-03-02", "Meeting", &one)], "2026-03-10", &[lacks]);
    check(
        json!({"both_attend": false}),
        &[visit("2026-03-02", "Meeting", &one)],
        "2026-03-10",
        &[],
    );
    check(json!({"visit_channels": []}), &[visit("2026-03-02", "call", &both)], "2026-03-10", &[]);
    let much = json!({"documents_min": 2, "joint_visits_min": 2});
    check(much, &[visit("2026-03-02", "visit", &both)], "2026-03-10", &["documents", lacks]);
}
