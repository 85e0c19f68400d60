//! Leads about which nobody has done anything for long (C30).

use event_schema::command::ScoreIdleLead;
use event_schema::event::LeadIdled;
use rules::scoring;

use super::score::scored;
use crate::aggregate::Lead;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Gives an open lead the points for having been left alone.
pub fn idled(c: &ScoreIdleLead, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let facts = match seen.lead(c.lead_id)?.ok_or(Rejection::UnknownTarget(c.lead_id.into()))? {
        Lead::Open { facts, .. } => facts,
        Lead::Disqualified { .. } | Lead::Recycled { .. } | Lead::Converted { .. } => {
            return Ok(Decision::default());
        }
    };
    let model = ctx.book.scoring(ctx.occurred_at)?;
    let asked = model.body.idle_days == Some(c.idle.days);
    let Some(point) = scoring::idle(model.body).filter(|_| asked) else {
        return Ok(Decision::default());
    };
    let (had, tally) = ((facts.fit, facts.behaviour), &facts.tally);
    let scored = scored(&model, [point].into_iter().collect(), had, facts.key_behaviours, tally);
    let drafts =
        vec![Draft::new(c.lead_id, LeadIdled { idle: c.idle }), Draft::new(c.lead_id, scored)];
    Ok(Decision { drafts, settings: [model.used].into_iter().collect() })
}
