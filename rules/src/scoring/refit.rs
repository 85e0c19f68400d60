//! The fit score again, after a lead's profile has changed.
//!
//! Only a rule whose own field changed is looked at: what the others gave was given by the model of
//! their day, and a new model doesn't rescore the past.

use std::collections::BTreeMap;

use event_schema::event::{Point, ScorePart};
use event_schema::value::Text;
use smallvec::SmallVec;

use super::profile::{CUSTOM_RULE, SOURCE_RULE};
use super::{Profile, fit};
use crate::settings::{FitRule, ScoringModel};

/// The points that are recorded for a lead's fit, by rule.
pub type FitPoints = BTreeMap<Text<100>, i32>;

/// What a change of the profile gives and takes: the points of the model for rules that match now
/// and didn't, and all that was recorded for rules that no longer match. A rule that matched before
/// and does now keeps what it had, but those of the source and of custom fields, which have points for
/// every value.
pub fn refit(
    model: &ScoringModel,
    had: &FitPoints,
    before: &Profile<'_>,
    after: &Profile<'_>,
) -> SmallVec<[Point; 4]> {
    let (old, new) = (fit(model, before), fit(model, after));
    let matched =
        |rule: &Text<100>| had.contains_key(rule) || old.iter().any(|point| point.rule == *rule);
    let matches = |rule: &Text<100>| new.iter().find(|point| point.rule == *rule);
    let changed =
        |rule: &Text<100>| field_of(rule.as_str(), before) != field_of(rule.as_str(), after);
    let other_value = |rule: &Text<100>, points: i32| {
        has_many_values(rule.as_str()) && matches(rule).is_some_and(|point| point.points != points)
    };
    let lost = had.iter().filter(|(rule, points)| {
        changed(rule) && (matches(rule).is_none() || other_value(rule, **points))
    });
    let mut points: SmallVec<[Point; 4]> = lost
        .map(|(rule, points)| Point { rule: rule.clone(), part: ScorePart::Fit, points: -points })
        .collect();
    let gained = new.iter().filter(|point| {
        let taken_back = points.iter().any(|lost| lost.rule == point.rule);
        changed(&point.rule) && (taken_back || !matched(&point.rule))
    });
    let gained: SmallVec<[Point; 4]> = gained.cloned().collect();
    points.extend(gained);
    points
}

/// Whether a rule gives points by the value and not for its being there.
fn has_many_values(rule: &str) -> bool {
    rule == SOURCE_RULE || rule.starts_with(CUSTOM_RULE)
}

/// The value that a rule looks at, in a form that can be compared.
fn field_of(rule: &str, profile: &Profile<'_>) -> Option<String> {
    use event_schema::choice::Choice as _;
    if let Some(field) = rule.strip_prefix(CUSTOM_RULE) {
        let value = profile.custom.iter().find(|(key, _)| key.as_str() == field);
        return value.map(|(_, value)| format!("{value:?}"));
    }
    let Some(rule) = FitRule::named(rule) else {
        return Some(profile.source.to_owned());
    };
    match rule {
        FitRule::DecisionMaker | FitRule::MidLevel => {
            profile.seniority.map(|seniority| seniority.name().to_owned())
        }
        FitRule::Industry => profile.industry.map(str::to_owned),
        FitRule::CompanySize => profile.company_size.map(|size| size.to_string()),
        FitRule::Region => profile.region.map(str::to_owned),
        FitRule::UseCase => profile.use_case.map(str::to_owned),
        FitRule::Budget => profile.budget.map(|budget| format!("{budget:?}")),
        FitRule::Persona => profile.persona.map(|persona| persona.to_string()),
        FitRule::CorporateMailbox | FitRule::GenericMailbox => {
            profile.mailbox.map(|class| class.name().to_owned())
        }
    }
}
