//! Changing what an open deal would bring, when, and how likely.

use event_schema::command::{ChangeExpectedClose, ChangeOpportunityAmount, OverrideProbability};
use event_schema::event::{ExpectedCloseChanged, OpportunityAmountChanged, ProbabilityOverridden};

use super::guard::{met, only, open_deal};
use super::open::close_in_past;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::{Rejection, error};

pub(super) fn amount(c: &ChangeOpportunityAmount, seen: &Seen) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    if deal.amount == c.amount {
        return Ok(Decision::default());
    }
    let (before, after) = (deal.amount, c.amount);
    let changed = OpportunityAmountChanged { before, after, reason: c.reason.clone() };
    Ok(only(c.opportunity_id, changed))
}

pub(super) fn expected_close(
    c: &ChangeExpectedClose,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    if deal.expected_close == c.expected_close {
        return Ok(Decision::default());
    }
    let changed = ExpectedCloseChanged {
        before: deal.expected_close,
        after: c.expected_close,
        close_in_past: close_in_past(c.expected_close, ctx),
        reason: c.reason.clone(),
    };
    Ok(only(c.opportunity_id, changed))
}

/// Puts another chance in place of the stage's, or the stage's back. Where the pipeline says which
/// deals are large, a small one's chance is its stage's (C130).
pub(super) fn probability(
    c: &OverrideProbability,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    let after = c.probability.0.map_or(deal.stage_probability, |percent| percent.0);
    let ended = c.probability.0.is_none();
    if after == deal.probability && ended != deal.overridden {
        return Ok(Decision::default());
    }
    let pipeline = ctx.book.pipeline(deal.pipeline, ctx.occurred_at)?;
    let thresholds = &pipeline.body.large_deal;
    // Taking an override back is legal, also of a deal that isn't large any more.
    if !ended && !thresholds.is_empty() && !pipeline.body.is_large(deal.amount) {
        let message = "may be given only to a large deal, and this one isn't above the threshold";
        met(vec![error("probability", "unmet", message)], "")?;
    }
    let reason = c.reason.clone();
    let changed = ProbabilityOverridden { before: deal.probability, after, ended, reason };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, changed)], settings })
}
