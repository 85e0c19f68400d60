//! What points make of a lead.

use event_schema::StreamId;
use event_schema::commit::SettingUsed;
use event_schema::event::{
    LeadPlace, LeadQualified, LeadScored, Point, QualifiedBy, QualifiedLevel, ScorePart,
};
use rules::scoring::{self, Standing, Tally, refit};
use rules::settings::{InForce, ScoringModel};
use smallvec::SmallVec;

use crate::aggregate::lead::Facts;
use crate::decide::{Context, Draft};
use crate::rejection::Rejection;

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
    let band = Some(scoring::band(model.body, total));
    LeadScored { model_version: model.used.version, points, fit, behaviour, total, priority, band }
}

/// The rule qualified a lead.
pub(super) fn by_rule() -> LeadQualified {
    LeadQualified { level: QualifiedLevel::Mql, by: QualifiedBy::Rule, checklist: None }
}

/// A lead whose profile changed, or that took another one in: the fit of what changed and the
/// behaviour of both, and the qualification that follows where the line is crossed by it. Nothing
/// if its points stay as they were.
pub(super) fn rescored(
    id: StreamId,
    before: &Facts,
    (after, place): (&Facts, Option<LeadPlace>),
    ctx: &Context<'_>,
) -> Result<(Vec<Draft>, SettingUsed), Rejection> {
    let model = ctx.book.scoring(ctx.occurred_at)?;
    let points = refit(model.body, &before.fit_points, &before.profile(), &after.profile());
    let (had, tally) = ((before.fit, after.behaviour), &after.tally);
    let scored = scored(&model, points, had, after.key_behaviours, tally);
    let did_more = before.tally != after.tally;
    let moved = !scored.points.is_empty() || before.behaviour != after.behaviour;
    // A change of priority is a fact too, where more was done: the trial rule raises it.
    let raised = did_more && scored.priority != before.priority;
    if !moved && !raised {
        return Ok((Vec::new(), model.used));
    }
    let key_behaviours = after.key_behaviours;
    let standing = Standing { total: scored.total, key_behaviours, tally };
    let crosses = scoring::crosses_mql(model.body, &standing);
    let mut drafts = vec![Draft::new(id, scored)];
    if crosses && place.is_some_and(|place| place < LeadPlace::Mql) {
        drafts.push(Draft::new(id, by_rule()));
    }
    Ok((drafts, model.used))
}
