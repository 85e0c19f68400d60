//! The scoring model: points for who a lead is and for what it does, and the lines its total
//! crosses (C28–C36, C41). How it is applied is in [`crate::scoring`].

use std::collections::BTreeMap;

use event_schema::choice::Choice;
use event_schema::event::Behavior;
use event_schema::problem::FieldError;
use event_schema::value::{Code, Currency, Key, Money};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::fault;
use super::custom_points;
use super::{Activity, CustomPoints, Words};

/// The name under `behaviour` for a long time without any.
pub const IDLE: &str = "idle";

/// A version of the scoring model. Points may be negative; a rule that isn't named gives none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringModel {
    /// The ideal customer (C13).
    pub icp: Icp,
    /// Points by [`FitRule`] name.
    pub fit: BTreeMap<Box<str>, i32>,
    /// Points by name of the behaviour, for each occurrence; and for [`IDLE`].
    pub behaviour: BTreeMap<Box<str>, i32>,
    /// After how many days without activity the points of [`IDLE`] are due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_days: Option<u32>,
    /// Points by source, written as people write it.
    #[serde(default)]
    pub sources: BTreeMap<Box<str>, i32>,
    /// Points for custom fields of leads, by key: the first line that the value meets (C39).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<Key, Vec<CustomPoints>>,
    /// Total from which a lead with a key behaviour is marketing-qualified; also the line of high
    /// priority.
    pub mql_total: i32,
    /// Total from which a lead is warm; also the line of medium priority, unless `mql_total` is
    /// lower.
    pub warm_total: i32,
    /// Behaviours of which one is needed to be marketing-qualified. Without any the rule qualifies
    /// nobody and people do.
    pub key_behaviours: Vec<Behavior>,
    /// When a trial raises the priority to high; never if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
    /// What the steps of the funnel of leads should come to, by [`STEPS`]; shown beside what was
    /// measured (C88). Nothing is decided by it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<Box<str>, StepTarget>,
    /// How what the people of an account do is counted together; not at all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<Engagement>,
    /// What of the work on leads counts for its figures, and what they should come to (C88); none
    /// are measured of contacts if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Activity>,
}

/// The steps of the funnel of leads, by the stages at their ends.
pub const STEPS: [&str; 6] =
    ["lead_mql", "mql_sql", "sql_opportunity", "opportunity_won", "lead_opportunity", "lead_won"];

/// What a step of the funnel should come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepTarget {
    /// Least share of those at its beginning that get to its end, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_min: Option<Decimal>,
    /// The largest that is to be expected: more says that the line is too low.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_max: Option<Decimal>,
    /// Days that it should take at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_max: Option<u32>,
}

/// The ideal customer. An empty list matches nobody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Icp {
    /// Industries.
    #[serde(default)]
    pub industries: Words,
    /// Regions.
    #[serde(default)]
    pub regions: Words,
    /// Least number of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_min: Option<u32>,
    /// Largest number of staff, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_max: Option<u32>,
    /// What it uses a product for: a lead's use case has one of them.
    #[serde(default)]
    pub use_cases: Words,
    /// What it could spend: a range for each currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub budgets: Vec<BudgetBand>,
    /// Which kinds of persons we want to talk to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personas: Vec<Code>,
}

/// What an ideal customer could spend, in one currency; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetBand {
    /// Which currency.
    pub currency: Currency,
    /// At least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// At most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
}

impl Icp {
    /// Whether an amount is what an ideal customer could spend. There is no rate to compare one of a
    /// currency without a range by, so it isn't.
    pub fn affords(&self, budget: Money) -> bool {
        let band = self.budgets.iter().find(|band| band.currency == budget.currency);
        band.is_some_and(|band| {
            band.min.is_none_or(|min| budget.amount >= min)
                && band.max.is_none_or(|max| budget.amount <= max)
        })
    }

    fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if matches!((self.size_min, self.size_max), (Some(min), Some(max)) if min > max) {
            let message = "must not be less than icp.size_min";
            faults.push(fault("icp.size_max", "out-of-range", message));
        }
        for (i, band) in self.budgets.iter().enumerate() {
            let at = |field: &str| format!("icp.budgets[{i}].{field}");
            if self.budgets[..i].iter().any(|before| before.currency == band.currency) {
                let message = format!("is named twice: {}", band.currency.as_str());
                faults.push(fault(at("currency"), "duplicate", message));
            }
            for (field, end) in [("min", band.min), ("max", band.max)] {
                if end.is_some_and(|end| end < Decimal::ZERO) {
                    faults.push(fault(at(field), "out-of-range", "must not be less than 0"));
                }
            }
            match (band.min, band.max) {
                (None, None) => faults.push(fault(at("min"), "missing", "or max is required")),
                (Some(min), Some(max)) if min > max => {
                    faults.push(fault(at("max"), "out-of-range", "must not be less than min"));
                }
                (Some(_), _) | (None, Some(_)) => {}
            }
        }
        for (i, persona) in self.personas.iter().enumerate() {
            if self.personas[..i].contains(persona) {
                let field = format!("icp.personas[{i}]");
                faults.push(fault(field, "duplicate", format!("is named twice: {persona}")));
            }
        }
        faults
    }
}

/// The trial rule (C36): so many log-ins, and one key page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Least number of trial log-ins.
    pub logins: u32,
    /// Pages of which one must have been visited.
    pub key_pages: Vec<Behavior>,
}

/// What makes the people of an account a lead together (C38).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// Most points that one person can bring.
    pub cap: u32,
    /// After how many days a point counts half.
    pub half_life_days: u32,
    /// Score from which the account is marketing-qualified.
    pub line: u32,
}

/// A rule about who a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitRule {
    /// The person decides.
    DecisionMaker,
    /// The person prepares decisions.
    MidLevel,
    /// The industry is in the ideal profile.
    Industry,
    /// The number of staff is in the ideal profile.
    CompanySize,
    /// The region is in the ideal profile.
    Region,
    /// The use case has a word of the ideal profile.
    UseCase,
    /// The budget is in the ideal profile.
    Budget,
    /// The person is of a kind that the ideal profile names.
    Persona,
    /// The address is of a company's own domain.
    CorporateMailbox,
    /// The address is of a public mail provider.
    GenericMailbox,
}

impl Choice for FitRule {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("seniority.decision_maker", Self::DecisionMaker),
        ("seniority.mid_level", Self::MidLevel),
        ("industry", Self::Industry),
        ("company_size", Self::CompanySize),
        ("region", Self::Region),
        ("use_case", Self::UseCase),
        ("budget", Self::Budget),
        ("persona", Self::Persona),
        ("mailbox.corporate", Self::CorporateMailbox),
        ("mailbox.generic", Self::GenericMailbox),
    ];
}

impl FitRule {
    /// The name that points are given under and that explains them.
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, rule)| *rule == self);
        named.map_or("", |(name, _)| name)
    }
}

impl ScoringModel {
    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for name in self.fit.keys().filter(|name| FitRule::named(name).is_none()) {
            faults.push(unknown(format!("fit.{name}"), &names::<FitRule>()));
        }
        let behaviours = names::<Behavior>() + ", " + IDLE;
        let legal = |name: &str| name == IDLE || Behavior::named(name).is_some();
        for name in self.behaviour.keys().filter(|name| !legal(name)) {
            faults.push(unknown(format!("behaviour.{name}"), &behaviours));
        }
        faults.extend(self.icp.faults());
        if self.idle_days == Some(0) {
            faults.push(fault("idle_days", "out-of-range", "must be at least 1"));
        }
        faults.extend(custom_points::faults(&self.custom));
        for (step, target) in &self.targets {
            faults.extend(target_faults(step, target));
        }
        if self.engagement.is_some_and(|engagement| engagement.half_life_days == 0) {
            faults.push(fault("engagement.half_life_days", "out-of-range", "must be at least 1"));
        }
        faults.extend(self.activity.iter().flat_map(Activity::faults));
        faults
    }
}

fn target_faults(step: &str, target: &StepTarget) -> Vec<FieldError> {
    if !STEPS.contains(&step) {
        return vec![unknown(format!("targets.{step}"), &STEPS.join(", "))];
    }
    let mut faults = Vec::new();
    for (name, rate) in [("rate_min", target.rate_min), ("rate_max", target.rate_max)] {
        if rate.is_some_and(|rate| !(Decimal::ZERO..=Decimal::ONE).contains(&rate)) {
            let field = format!("targets.{step}.{name}");
            faults.push(fault(field, "out-of-range", "must be a share, 0 to 1"));
        }
    }
    if matches!((target.rate_min, target.rate_max), (Some(min), Some(max)) if min > max) {
        let message = "must not be less than rate_min";
        faults.push(fault(format!("targets.{step}.rate_max"), "out-of-range", message));
    }
    faults
}

fn names<T: Choice>() -> String {
    T::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn unknown(field: String, known: &str) -> FieldError {
    fault(field, "unknown-value", format!("must be one of {known}"))
}
