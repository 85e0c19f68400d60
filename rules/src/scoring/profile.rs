//! The fit score: who a lead is (C29, C31).

use event_schema::event::{MailboxClass, Point, ScorePart, Seniority};
use event_schema::value::{Code, CustomFields, Money};
use smallvec::SmallVec;

use super::point;
use crate::normalise::fold;
use crate::settings::{FitRule, Icp, ScoringModel};

/// The rule that gives points for the channel a lead came by.
pub(super) const SOURCE_RULE: &str = "source";

/// What the names of rules about custom fields begin with; the key of the field follows.
pub(super) const CUSTOM_RULE: &str = "custom.";

/// What is known of a lead that may score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile<'a> {
    /// How much they have to say.
    pub seniority: Option<Seniority>,
    /// Industry, as given.
    pub industry: Option<&'a str>,
    /// Number of staff.
    pub company_size: Option<u32>,
    /// Region, as given.
    pub region: Option<&'a str>,
    /// What they would use it for, as given.
    pub use_case: Option<&'a str>,
    /// What they could spend.
    pub budget: Option<Money>,
    /// Which kind of person they are in a purchase.
    pub persona: Option<Code>,
    /// Class of the mailbox, where there is an address.
    pub mailbox: Option<MailboxClass>,
    /// Channel they came by.
    pub source: &'a str,
    /// Fields that the tenant defined; the personal ones are none of them.
    pub custom: &'a CustomFields,
}

/// The points of a profile, in the order of the model's table. A rule that gives 0 is left out.
pub fn fit(model: &ScoringModel, profile: &Profile<'_>) -> SmallVec<[Point; 4]> {
    let rules = [
        profile.seniority.and_then(seniority),
        matching(profile.industry, |word| model.icp.industries.contains(word), FitRule::Industry),
        matching(profile.company_size, |size| in_range(&model.icp, size), FitRule::CompanySize),
        matching(profile.region, |word| model.icp.regions.contains(word), FitRule::Region),
        matching(profile.use_case, |text| model.icp.use_cases.is_in(text), FitRule::UseCase),
        matching(profile.budget, |budget| model.icp.affords(budget), FitRule::Budget),
        matching(profile.persona, |one| model.icp.personas.contains(&one), FitRule::Persona),
        profile.mailbox.map(mailbox),
    ];
    let given = |rule: FitRule| model.fit.get(rule.name()).copied();
    let mut points: SmallVec<_> = rules
        .into_iter()
        .flatten()
        .filter_map(|rule| point(rule.name(), ScorePart::Fit, given(rule)))
        .collect();
    points.extend(point(SOURCE_RULE, ScorePart::Fit, source(model, profile.source)));
    points.extend(custom(model, profile.custom));
    points
}

fn seniority(seniority: Seniority) -> Option<FitRule> {
    match seniority {
        Seniority::DecisionMaker => Some(FitRule::DecisionMaker),
        Seniority::MidLevel => Some(FitRule::MidLevel),
        Seniority::Other => None,
    }
}

fn mailbox(class: MailboxClass) -> FitRule {
    match class {
        MailboxClass::Corporate => FitRule::CorporateMailbox,
        MailboxClass::Generic => FitRule::GenericMailbox,
    }
}

fn matching<T>(value: Option<T>, ideal: impl Fn(T) -> bool, rule: FitRule) -> Option<FitRule> {
    value.is_some_and(ideal).then_some(rule)
}

/// Both ends belong to the range. Without either there is no ideal size.
fn in_range(icp: &Icp, size: u32) -> bool {
    let (min, max) = (icp.size_min, icp.size_max);
    (min.is_some() || max.is_some())
        && min.is_none_or(|min| size >= min)
        && max.is_none_or(|max| size <= max)
}

fn source(model: &ScoringModel, source: &str) -> Option<i32> {
    if model.sources.is_empty() {
        return None;
    }
    let source = fold(source);
    model.sources.iter().find(|(name, _)| fold(name) == source).map(|(_, points)| *points)
}

/// The points of custom fields: of each the first line that its value meets.
fn custom<'a>(
    model: &'a ScoringModel,
    fields: &'a CustomFields,
) -> impl Iterator<Item = Point> + 'a {
    model.custom.iter().filter_map(|(key, lines)| {
        let value = fields.get(key)?;
        let met = lines.iter().find(|line| line.is_met(value));
        point(&format!("{CUSTOM_RULE}{key}"), ScorePart::Fit, met.map(|line| line.points))
    })
}
