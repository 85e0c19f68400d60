//! Winning and losing a deal, and taking it up again.

use event_schema::command::{LoseOpportunity, ReopenOpportunity, StageKind, WinOpportunity};
use event_schema::event::{OpportunityLost, OpportunityReopened, OpportunityWon};
use event_schema::value::Key;
use rules::settings::{InForce, LOSS, Pipeline, WIN_REASON};

use super::guard::{any_deal, noted, open_deal};
use super::stage::placed;
use crate::aggregate::opportunity::Deal;
use crate::decide::codes::{list, unknown_code};
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Wins an open deal, whatever its stage; a reason, if one is given, is one of the list.
pub(super) fn win(
    c: &WinOpportunity,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "won")?;
    let mut wrong = Wrongs::default();
    let mut words = Words::new(ctx);
    words.code("reason", WIN_REASON, c.reason)?;
    wrong.note(words.finish())?;
    let won_at = wrong.note(ctx.at("won_at", c.won_at))?;
    wrong.finish("")?;
    let won_at = won_at.expect("a win with nothing wrong has a time");
    let (stage, pipeline) = closing(deal, StageKind::Won, ctx)?;
    let amount = c.amount.unwrap_or(deal.amount);
    let won = OpportunityWon { before: deal.stage, stage, amount, won_at, reason: c.reason };
    words.used.push(pipeline.used);
    Ok(Decision { settings: words.used, ..noted((c.opportunity_id, deal), won, &c.note) })
}

/// Loses an open deal, whatever its stage, for a reason of the list.
pub(super) fn lose(
    c: &LoseOpportunity,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let id = c.opportunity_id;
    let deal = open_deal(id, seen, "lost")?;
    let reasons = ctx.book.codes(list(LOSS), ctx.occurred_at)?;
    if !reasons.body.accepts(c.reason) {
        return Err(unknown_code("reason", &reasons));
    }
    let (stage, pipeline) = closing(deal, StageKind::Lost, ctx)?;
    let lost = OpportunityLost { before: deal.stage, stage, reason: c.reason };
    let settings = [reasons.used, pipeline.used].into_iter().collect();
    Ok(Decision { settings, ..noted((id, deal), lost, &c.note) })
}

fn closing<'a>(
    deal: &Deal,
    kind: StageKind,
    ctx: &Context<'a>,
) -> Result<(Key, InForce<'a, Pipeline>), Rejection> {
    let pipeline = ctx.book.pipeline(deal.pipeline, ctx.occurred_at)?;
    let stage = pipeline.body.first(kind).map_or(deal.stage, |stage| stage.key);
    Ok((stage, pipeline))
}

/// Takes a closed deal up again: in the given open stage, else where it was closed, else, if the
/// pipeline has that stage no more, in the first.
pub(super) fn reopen(
    c: &ReopenOpportunity,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let opportunity = any_deal(c.opportunity_id, seen)?;
    let (deal, Some(before)) = (opportunity.deal(), opportunity.outcome()) else {
        let (stream, state) = (c.opportunity_id.into(), opportunity.state_name());
        return Err(Rejection::WrongState { stream, state, verb: "reopened" });
    };
    let pipeline = ctx.book.pipeline(deal.pipeline, ctx.occurred_at)?;
    let still_open =
        |key: &Key| pipeline.body.stage(*key).is_some_and(|stage| stage.kind == StageKind::Open);
    let wanted = c.stage.or(deal.closed_in.filter(still_open));
    let (pipeline, stage) = placed(Some(deal.pipeline), wanted, "", ctx)?;
    let reopened = OpportunityReopened {
        before,
        stage: stage.key,
        probability: stage.probability,
        reason: c.reason.clone(),
    };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, reopened)], settings })
}
