//! What leads do, and what that makes of them.

use event_schema::command::RecordLeadBehavior;
use event_schema::event::{LeadBehaviorRecorded, LeadNurtured};
use event_schema::value::Code;
use rules::scoring::{self, Standing};
use smallvec::SmallVec;

use super::guard::changeable;
use super::score::{by_rule, scored};
use crate::aggregate::Lead;
use crate::aggregate::lead::Stage;
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// The reason recorded where a key behaviour brought a lead back.
const KEY_BEHAVIOUR: &str = "key_behaviour";

/// Records what a lead did, scores it, brings it back or qualifies it, all in one commit.
pub(super) fn record(
    c: &RecordLeadBehavior,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let at = ctx.at("at", c.at)?;
    let model = ctx.book.scoring(ctx.occurred_at)?;
    let key = scoring::is_key(model.body, c.behavior);
    let recorded = LeadBehaviorRecorded { behavior: c.behavior, at, key };
    let mut drafts = vec![Draft::new(c.lead_id, recorded)];

    let facts = lead.facts();
    let mut tally = facts.tally.clone();
    tally.add(c.behavior);
    let key_behaviours = facts.key_behaviours + u32::from(key);
    let points: SmallVec<_> = scoring::behaviour(model.body, c.behavior).into_iter().collect();
    let before = (facts.fit, facts.behaviour);
    let scored = scored(&model, points, before, key_behaviours, &tally);
    let standing = Standing { total: scored.total, key_behaviours, tally: &tally };
    let qualifies = scoring::crosses_mql(model.body, &standing);
    // A change of priority is a fact too: the trial rule raises it without any points.
    if !scored.points.is_empty() || scored.priority != facts.priority {
        drafts.push(Draft::new(c.lead_id, scored));
    }
    if qualifies && may_become_mql(lead, key) {
        drafts.push(Draft::new(c.lead_id, by_rule()));
    } else if key && is_out(lead) {
        let reason = KEY_BEHAVIOUR.parse::<Code>().ok();
        drafts.push(Draft::new(c.lead_id, LeadNurtured { reason }));
    }
    Ok(Decision { drafts, settings: [model.used].into_iter().collect() })
}

fn is_out(lead: &Lead) -> bool {
    match lead {
        Lead::Disqualified { .. } | Lead::Recycled { .. } => true,
        Lead::Open { .. } | Lead::Converted { .. } => false,
    }
}

/// The rule raises open leads below `mql`, and those that are out only by a key behaviour.
fn may_become_mql(lead: &Lead, key: bool) -> bool {
    match lead {
        Lead::Open { stage, .. } => *stage < Stage::Mql,
        Lead::Disqualified { .. } | Lead::Recycled { .. } => key,
        Lead::Converted { .. } => false,
    }
}
