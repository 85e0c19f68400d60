//! The tables of PRESETS.md, 2.

use event_schema::event::{MailboxClass, Seniority, SettingKind};
use event_schema::value::{CustomFields, CustomValue, Money};
use serde_json::{Value, json};

use super::*;
use crate::presets::presets;
use crate::settings::{Body, patched};

/// The shipped model with an ideal profile of software in the east, and a patch.
fn model(patch: Value) -> ScoringModel {
    let preset = presets().into_iter().find(|p| p.kind == SettingKind::ScoringModel).unwrap();
    let icp = json!({"icp": {"industries": ["Software", "Médical"], "regions": ["east"]}});
    let body = patched(&patched(&preset.body, &icp), &patch);
    let Ok(Body::ScoringModel(model)) = Body::read(preset.kind, &body) else { panic!() };
    model
}

const NOBODY: Profile<'_> = Profile {
    seniority: None,
    industry: None,
    company_size: None,
    region: None,
    use_case: None,
    budget: None,
    persona: None,
    mailbox: None,
    source: "web",
    custom: &NO_FIELDS,
};

static NO_FIELDS: CustomFields = CustomFields::new();

fn listed(points: &[Point]) -> String {
    let point = |point: &Point| format!("{} {}", point.rule, point.points);
    points.iter().map(point).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_fit_rule_gives_its_points() {
    let check = |profile: Profile<'_>, expected: &str| {
        assert_eq!(listed(&fit(&model(json!({})), &profile)), expected);
    };
    check(NOBODY, "");
    let seniority = |seniority| Profile { seniority: Some(seniority), ..NOBODY };
    check(seniority(Seniority::DecisionMaker), "seniority.decision_maker 30");
    check(seniority(Seniority::MidLevel), "seniority.mid_level 20");
    check(seniority(Seniority::Other), "");
    check(Profile { industry: Some("SOFTWARE"), ..NOBODY }, "industry 20");
    check(Profile { industry: Some("medical"), ..NOBODY }, "industry 20");
    check(Profile { industry: Some("Steel"), ..NOBODY }, "");
    check(Profile { region: Some("East"), ..NOBODY }, "region 10");
    let mailbox = |class| Profile { mailbox: Some(class), ..NOBODY };
    check(mailbox(MailboxClass::Corporate), "mailbox.corporate 10");
    check(mailbox(MailboxClass::Generic), "mailbox.generic -10");
}

#[test]
fn the_ideal_size_includes_both_ends() {
    for (size, ideal) in [(0, false), (49, false), (50, true), (500, true), (501, false)] {
        let profile = Profile { company_size: Some(size), ..NOBODY };
        assert_eq!(!fit(&model(json!({})), &profile).is_empty(), ideal, "{size}");
    }
    let open = model(json!({"icp": {"size_max": null}}));
    assert!(!fit(&open, &Profile { company_size: Some(9_000), ..NOBODY }).is_empty());
    let none = model(json!({"icp": {"size_min": null, "size_max": null}}));
    assert!(fit(&none, &Profile { company_size: Some(100), ..NOBODY }).is_empty());
}

#[test]
fn a_perfect_fit_is_worth_ninety_points() {
    let profile = Profile {
        seniority: Some(Seniority::DecisionMaker),
        industry: Some("software"),
        company_size: Some(120),
        region: Some("east"),
        use_case: None,
        budget: None,
        persona: None,
        mailbox: Some(MailboxClass::Corporate),
        source: "web",
        custom: &NO_FIELDS,
    };
    let points = fit(&model(json!({})), &profile);
    assert_eq!(points.iter().map(|point| point.points).sum::<i32>(), 90);
    assert!(points.iter().all(|point| point.part == ScorePart::Fit));
}

#[test]
fn a_use_case_of_the_ideal_customer_gives_the_points_that_it_has() {
    let icp = json!({"use_cases": ["Dyeing", "färben"]});
    let wanted = model(json!({"icp": icp, "fit": {"use_case": 15}}));
    let use_case = |text| Profile { use_case: Some(text), ..NOBODY };
    assert_eq!(listed(&fit(&wanted, &use_case("dyeing without water"))), "use_case 15");
    assert_eq!(listed(&fit(&wanted, &use_case("Garn FÄRBEN"))), "use_case 15");
    assert_eq!(listed(&fit(&wanted, &use_case("weaving"))), "");
    let shipped = model(json!({"icp": icp}));
    assert_eq!(listed(&fit(&shipped, &use_case("dyeing"))), "", "as shipped it has none");
    let had = FitPoints::from([(Text::new("use_case").unwrap(), 15)]);
    let taken = refit(&wanted, &had, &use_case("dyeing"), &use_case("weaving"));
    assert_eq!(listed(&taken), "use_case -15");
}

#[test]
fn a_budget_scores_by_the_range_of_its_currency_and_no_other() {
    let cny = json!({"currency": "CNY", "min": "100000", "max": "500000.50"});
    let icp = json!({"budgets": [cny, {"currency": "EUR", "min": "20000"}]});
    let wanted = model(json!({"icp": icp, "fit": {"budget": 15}}));
    let check = |amount: &str, currency: &str, expected: &str| {
        let budget = Some(Money::new(amount, currency.parse().unwrap()).unwrap());
        assert_eq!(listed(&fit(&wanted, &Profile { budget, ..NOBODY })), expected, "{amount}");
    };
    check("99999.99", "CNY", "");
    check("100000", "CNY", "budget 15");
    check("500000.50", "CNY", "budget 15");
    check("500000.51", "CNY", "");
    check("9000000", "EUR", "budget 15");
    check("200000", "USD", "");
    assert!(fit(&wanted, &NOBODY).is_empty(), "none is known");
}

#[test]
fn a_persona_scores_if_the_ideal_profile_names_it() {
    let icp = json!({"personas": ["decision_maker", "procurement"]});
    let wanted = model(json!({"icp": icp, "fit": {"persona": 5}}));
    let persona = |code: &str| Profile { persona: Some(code.parse().unwrap()), ..NOBODY };
    assert_eq!(listed(&fit(&wanted, &persona("procurement"))), "persona 5");
    assert_eq!(listed(&fit(&wanted, &persona("user"))), "");
    let had = FitPoints::from([(Text::new("persona").unwrap(), 5)]);
    let taken = refit(&wanted, &had, &persona("procurement"), &persona("user"));
    assert_eq!(listed(&taken), "persona -5");
}

#[test]
fn points_for_a_source_are_a_table_that_ships_empty() {
    assert!(fit(&model(json!({})), &NOBODY).is_empty());
    let with_sources = model(json!({"sources": {"Web": 5, "referral": 0}}));
    assert_eq!(listed(&fit(&with_sources, &NOBODY)), "source 5");
    assert!(fit(&with_sources, &Profile { source: "Referral", ..NOBODY }).is_empty());
}

#[test]
fn every_behaviour_gives_its_points() {
    for (behavior, expected) in [
        (Behavior::EmailOpened, "behaviour.email_opened 2"),
        (Behavior::EmailClicked, "behaviour.email_clicked 5"),
        (Behavior::WhitepaperDownloaded, "behaviour.whitepaper_downloaded 10"),
        (Behavior::EventAttended, "behaviour.event_attended 25"),
        (Behavior::PricingPageVisited, "behaviour.pricing_page_visited 20"),
        (Behavior::MeetingBooked, "behaviour.meeting_booked 40"),
        (Behavior::Unsubscribed, "behaviour.unsubscribed -50"),
        (Behavior::SoftBounced, "behaviour.soft_bounced -10"),
        (Behavior::TrialLogin, ""),
    ] {
        let points: Vec<_> = behaviour(&model(json!({})), behavior).into_iter().collect();
        assert_eq!(listed(&points), expected);
    }
    assert_eq!(idle(&model(json!({}))).unwrap().points, -15);
}

#[test]
fn the_pricing_page_an_event_and_a_meeting_are_key_and_a_download_is_not() {
    let key: Vec<_> = [
        Behavior::PricingPageVisited,
        Behavior::EventAttended,
        Behavior::MeetingBooked,
        Behavior::WhitepaperDownloaded,
        Behavior::EmailClicked,
    ]
    .map(|behavior| is_key(&model(json!({})), behavior))
    .into();
    assert_eq!(key, [true, true, true, false, false]);
}

#[test]
fn the_mql_line_needs_the_total_and_a_key_behaviour() {
    for (total, key_behaviours, expected) in
        [(69, 1, false), (70, 0, false), (70, 1, true), (150, 0, false), (71, 3, true)]
    {
        let standing = Standing { total, key_behaviours, tally: &Tally::default() };
        assert_eq!(crosses_mql(&model(json!({})), &standing), expected, "{total}");
    }
}

#[test]
fn priority_follows_the_bands() {
    for (total, expected) in [
        (-50, Priority::Low),
        (39, Priority::Low),
        (40, Priority::Medium),
        (69, Priority::Medium),
        (70, Priority::High),
    ] {
        let standing = Standing { total, key_behaviours: 0, tally: &Tally::default() };
        assert_eq!(priority(&model(json!({})), &standing), expected, "{total}");
    }
}

#[test]
fn the_band_follows_the_total_alone() {
    for (total, expected) in
        [(39, LeadBand::Cold), (40, LeadBand::Warm), (69, LeadBand::Warm), (70, LeadBand::Hot)]
    {
        assert_eq!(band(&model(json!({})), total), expected, "{total}");
    }
}

/// What is recorded for a profile by the model, and what a change of it gives on top.
fn refitted(model: &ScoringModel, had: &[(&str, i32)], to: Profile<'_>) -> String {
    let had = had.iter().map(|(rule, points)| (Text::new(rule).unwrap(), *points)).collect();
    let before = Profile { industry: Some("software"), region: Some("north"), ..NOBODY };
    listed(&refit(model, &had, &before, &to))
}

#[test]
fn a_changed_field_gains_and_loses_and_all_others_keep_their_points() {
    let now = model(json!({}));
    let before = Profile { industry: Some("software"), region: Some("north"), ..NOBODY };
    let had = [("industry", 20)];
    assert_eq!(refitted(&now, &had, before), "");
    assert_eq!(refitted(&now, &had, Profile { region: Some("east"), ..before }), "region 10");
    let gone = Profile { industry: Some("steel"), ..before };
    assert_eq!(refitted(&now, &had, gone), "industry -20");
    assert_eq!(refitted(&now, &had, Profile { industry: Some("medical"), ..before }), "");
    let decides = Profile { seniority: Some(Seniority::DecisionMaker), ..before };
    assert_eq!(refitted(&now, &had, decides), "seniority.decision_maker 30");
}

#[test]
fn a_new_model_takes_nothing_back_that_was_earned_before_it() {
    let other = model(json!({"icp": {"industries": ["steel"]}, "fit": {"industry": 5}}));
    let before = Profile { industry: Some("software"), region: Some("north"), ..NOBODY };
    let had = [("industry", 20)];
    assert_eq!(
        refitted(&other, &had, Profile { company_size: Some(60), ..before }),
        "company_size 20"
    );
    assert_eq!(
        refitted(&other, &had, Profile { industry: Some("textiles"), ..before }),
        "industry -20"
    );
    assert_eq!(refitted(&other, &had, Profile { industry: Some("steel"), ..before }), "");
    assert_eq!(refitted(&other, &[], Profile { industry: Some("steel"), ..before }), "industry 5");
}

#[test]
fn another_source_has_its_own_points() {
    let now = model(json!({"sources": {"web": 5, "fair": 12, "radio": 5}}));
    let before = Profile { industry: Some("software"), region: Some("north"), ..NOBODY };
    let had = [("source", 5)];
    let source = |source| Profile { source, ..before };
    assert_eq!(refitted(&now, &had, source("fair")), "source -5, source 12");
    assert_eq!(refitted(&now, &had, source("tv")), "source -5");
    assert_eq!(refitted(&now, &had, source("radio")), "");
}

#[test]
fn two_trial_logins_and_a_key_page_raise_the_priority_to_high() {
    use Behavior::{PricingPageVisited as Page, TrialLogin as Login};
    let check = |done: &[Behavior], expected| {
        let mut tally = Tally::default();
        done.iter().for_each(|behavior| tally.add(*behavior));
        let standing = Standing { total: 0, key_behaviours: 0, tally: &tally };
        assert_eq!(priority(&model(json!({})), &standing), expected, "{done:?}");
    };
    check(&[Login, Login], Priority::Low);
    check(&[Login, Page, Page], Priority::Low);
    check(&[Login, Page, Login], Priority::High);
}

#[test]
fn a_merged_lead_has_done_what_both_did() {
    let (mut one, mut other) = (Tally::default(), Tally::default());
    one.add(Behavior::TrialLogin);
    other.add(Behavior::TrialLogin);
    other.add(Behavior::EmailOpened);
    one.merge(&other);
    assert_eq!((one.count(Behavior::TrialLogin), one.count(Behavior::EmailOpened)), (2, 1));
}

/// Points for a house's level and beds, as hospitals are judged (C39).
fn hospitals() -> ScoringModel {
    model(json!({"custom": {
        "level": [{"is": "3A", "points": 20}, {"is": "3B", "points": 15}],
        "beds": [{"min": "500", "points": 20}, {"min": "100", "max": "499", "points": 10}],
        "share": [{"is": "0.5", "points": 5}],
        "teaching": [{"is": true, "points": 7}, {"is": false, "points": -7}],
    }}))
}

fn custom(fields: &[(&str, CustomValue)]) -> CustomFields {
    fields.iter().map(|(key, value)| (key.parse().unwrap(), value.clone())).collect()
}

fn word(word: &str) -> CustomValue {
    CustomValue::Text(Text::new(word).unwrap())
}

#[test]
fn the_first_line_that_a_custom_field_meets_gives_its_points() {
    let check = |key: &str, value: CustomValue, expected: &str| {
        let fields = custom(&[(key, value)]);
        assert_eq!(listed(&fit(&hospitals(), &Profile { custom: &fields, ..NOBODY })), expected);
    };
    check("level", word("3A"), "custom.level 20");
    check("level", word("3B"), "custom.level 15");
    check("level", word("other"), "");
    for (beds, expected) in
        [(99, ""), (100, "custom.beds 10"), (499, "custom.beds 10"), (500, "custom.beds 20")]
    {
        check("beds", CustomValue::Number(beds), expected);
    }
    check("share", word("0.50"), "custom.share 5");
    check("teaching", CustomValue::Flag(true), "custom.teaching 7");
    check("teaching", CustomValue::Flag(false), "custom.teaching -7");
    check("colour", word("red"), "");
}

#[test]
fn another_value_of_a_custom_field_takes_back_what_the_one_before_gave() {
    let level = |level: &str| custom(&[("level", word(level))]);
    let before = level("3A");
    let before = Profile { custom: &before, ..NOBODY };
    let had = [(Text::new("custom.level").unwrap(), 20)].into_iter().collect();
    let refitted = |to: &CustomFields| {
        listed(&refit(&hospitals(), &had, &before, &Profile { custom: to, ..NOBODY }))
    };
    assert_eq!(refitted(&level("3A")), "");
    assert_eq!(refitted(&level("3B")), "custom.level -20, custom.level 15");
    assert_eq!(refitted(&level("other")), "custom.level -20");
    assert_eq!(refitted(&CustomFields::new()), "custom.level -20");
    let beds = custom(&[("level", word("3A")), ("beds", CustomValue::Number(700))]);
    assert_eq!(refitted(&beds), "custom.beds 20");
}
