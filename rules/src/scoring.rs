//! How a lead is scored by the model in force (C28–C36, C40).
//!
//! Points are facts of the commit that earned them: a new model doesn't change old ones, every
//! occurrence of a behaviour counts, and each point names its rule. Nothing sensitive is an input.

mod engagement;
mod profile;
mod refit;
mod tally;

use event_schema::event::{Behavior, LeadBand, Point, Priority, ScorePart};
use event_schema::value::Text;

use crate::settings::{IDLE, ScoringModel};

pub use engagement::{Did, engagement};
pub use profile::{Profile, fit};
pub use refit::{FitPoints, refit};
pub use tally::Tally;

/// Where a lead stands after the points of a commit.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Sum of both scores.
    pub total: i32,
    /// How many behaviours it has shown that were key when they were recorded.
    pub key_behaviours: u32,
    /// What it has done.
    pub tally: &'a Tally,
}

/// The points of one occurrence of a behaviour; `None` if the model gives none.
pub fn behaviour(model: &ScoringModel, behavior: Behavior) -> Option<Point> {
    behaviour_point(model, behavior.name())
}

/// The points of a long time without activity; `None` if the model gives none.
pub fn idle(model: &ScoringModel) -> Option<Point> {
    behaviour_point(model, IDLE)
}

/// Whether a behaviour counts as a key behaviour (C33).
pub fn is_key(model: &ScoringModel, behavior: Behavior) -> bool {
    model.key_behaviours.contains(&behavior)
}

/// Whether a lead is marketing-qualified by the rule: its total has reached the line and it has
/// shown a key behaviour (C33). Says nothing of whether it was qualified before.
pub fn crosses_mql(model: &ScoringModel, standing: &Standing<'_>) -> bool {
    standing.total >= model.mql_total && standing.key_behaviours > 0
}

/// How soon a lead should be followed up: by the bands of its total, or high by the trial rule
/// (C34–C36).
pub fn priority(model: &ScoringModel, standing: &Standing<'_>) -> Priority {
    let trial = model.trial.as_ref().is_some_and(|trial| {
        standing.tally.count(Behavior::TrialLogin) >= trial.logins
            && trial.key_pages.iter().any(|page| standing.tally.count(*page) > 0)
    });
    match standing.total {
        total if trial || total >= model.mql_total => Priority::High,
        total if total >= model.warm_total => Priority::Medium,
        _ => Priority::Low,
    }
}

/// How warm a lead is, by its total alone (C34).
pub fn band(model: &ScoringModel, total: i32) -> LeadBand {
    if total >= model.mql_total {
        LeadBand::Hot
    } else if total >= model.warm_total {
        LeadBand::Warm
    } else {
        LeadBand::Cold
    }
}

fn behaviour_point(model: &ScoringModel, name: &str) -> Option<Point> {
    let points = model.behaviour.get(name).copied();
    point(&format!("behaviour.{name}"), ScorePart::Behaviour, points)
}

/// A point, unless it is none.
fn point(rule: &str, part: ScorePart, points: Option<i32>) -> Option<Point> {
    let points = points.filter(|points| *points != 0)?;
    let rule = Text::new(rule).expect("the name of a rule is a short word");
    Some(Point { rule, part, points })
}

#[cfg(test)]
mod tests;
