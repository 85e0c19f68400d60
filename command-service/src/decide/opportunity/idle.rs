//! Deals about which nobody has done anything for long (C135).

use event_schema::command::DowngradeIdleOpportunity;
use event_schema::event::OpportunityStageChanged;

use super::guard::any_deal;
use crate::aggregate::Opportunity;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Moves an open deal to the stage before its own; the first has none.
pub fn downgrade(
    c: &DowngradeIdleOpportunity,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = match any_deal(c.opportunity_id, seen)? {
        Opportunity::Open(deal) => deal,
        Opportunity::Won(_) | Opportunity::Lost(_) => return Ok(Decision::default()),
    };
    let pipeline = ctx.book.pipeline(deal.pipeline, ctx.occurred_at)?;
    let before = pipeline.body.before(deal.stage);
    let asked = pipeline.body.downgrade_after_days == Some(c.idle.days);
    let Some(stage) = before.filter(|_| asked) else { return Ok(Decision::default()) };
    let moved = OpportunityStageChanged {
        before: deal.stage,
        after: stage.key,
        probability: stage.probability,
        criteria: Default::default(),
        reason: None,
        idle: Some(c.idle),
    };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, moved)], settings })
}
