//! What points make of a lead.

use event_schema::event::{LeadScored, Point, ScorePart};
use rules::scoring::{self, Standing, Tally};
use rules::settings::{InForce, ScoringModel};
use smallvec::SmallVec;

/// New points on top of what the lead had, and the priority that follows.
pub(super) fn scored(
    model: &InForce<'_, ScoringModel>,
    points: SmallVec<[Point; 4]>,
    (fit, behaviour): (i32, i32),
    key_behaviours: u32,
    tally: &Tally,
) -> LeadScored {
    let sum = |part| points.iter().filter(|p| p.part == part).map(|p| p.points).sum::<i32>();
    let fit = fit.saturating_add(sum(ScorePart::Fit));
    let behaviour = behaviour.saturating_add(sum(ScorePart::Behaviour));
    let total = fit.saturating_add(behaviour);
    let standing = Standing { total, key_behaviours, tally };
    let priority = scoring::priority(model.body, &standing);
    LeadScored { model_version: model.used.version, points, fit, behaviour, total, priority }
}
