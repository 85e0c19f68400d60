//! What the platform does by itself when its time has come: deals that were left alone go a stage
//! back (C135), leads that were get the points for it (C30).
//!
//! Duties are rows of read models, and acts are commands like any other. Whoever stands between the
//! two keeps nothing: it asks what is due, hands over a command for each duty and asks again. A command
//! names the duty and the revision of the record that was looked at, so that a duty is met once, by
//! whichever process, however often it is killed, and never after somebody did something meanwhile.

use std::sync::Arc;
use std::time::Duration;

use event_schema::command::{Command, DowngradeIdleOpportunity, ScoreIdleLead};
use event_schema::id::{LeadId, OpportunityId};
use event_schema::problem::Slug;
use event_schema::{Actor, TenantId, Timestamp};
use projection_service::query::{
    Answer, AsOf, Ask, AskError, AtLeast, IdleDue, IdleOf, OwedDuty, Query, Sight,
};

use crate::port::{Order, Ports};
use crate::problem::Refusal;

/// How often is looked where nothing is known to be due before.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Duties that are acted on together.
const DUTIES_AT_ONCE: u32 = 1_000;
/// How long to wait for a model that is behind the log; then it is asked again with the next look.
const CAUGHT_UP_WAIT: Duration = Duration::from_secs(2);
/// In whose name it is done.
const ACTOR: &str = "policy:idle";

/// Does what is due, for as long as the process runs.
pub async fn act_by_the_clock(api: Arc<Ports>) {
    loop {
        let mut next = api.platform.now().plus_micros(LOOK_EVERY.as_micros() as i64);
        for tenant in api.reads.tenants() {
            for of in [IdleOf::Leads, IdleOf::Opportunities] {
                match meet(&api, tenant, of).await {
                    Ok(at) => next = at.map_or(next, |at| next.min(at)),
                    Err(why) => tracing::debug!(%tenant, ?of, why, "what is due isn't known yet"),
                }
            }
        }
        let ahead = next.micros_since(api.platform.now()).max(0);
        tokio::time::sleep(Duration::from_micros(ahead.unsigned_abs())).await;
    }
}

/// Meets the duties of one kind that are due; when there will be more.
async fn meet(api: &Ports, tenant: TenantId, of: IdleOf) -> Result<Option<Timestamp>, String> {
    loop {
        let due = ask(api, tenant, of).await.map_err(|Refusal(problem)| problem.detail)?;
        if due.owed.is_empty() {
            return Ok(due.next_at);
        }
        let orders = due.owed.iter().map(|duty| order(of, duty)).collect();
        let outcomes = api.commands.submit(tenant, orders).await.map_err(|p| p.detail)?;
        let mut met = 0;
        for (duty, outcome) in due.owed.iter().zip(outcomes) {
            match outcome {
                Ok(done) => met += usize::from(done.events > 0),
                // Somebody did something meanwhile.
                Err(problem) if problem.kind.ends_with(Slug::RevisionMismatch.name()) => {}
                Err(problem) => {
                    let error = problem.detail;
                    tracing::warn!(%tenant, record.id = %duty.id, error, "a duty can't be met");
                }
            }
        }
        tracing::debug!(%tenant, ?of, due = due.owed.len(), met, "duties were due");
        // What can't be met now is looked at again later, not at once.
        if met == 0 {
            return Ok(None);
        }
    }
}

fn order(of: IdleOf, duty: &OwedDuty) -> Order {
    let OwedDuty { id, revision, idle } = *duty;
    let command: Command = match of {
        IdleOf::Leads => ScoreIdleLead { lead_id: LeadId(id), idle }.into(),
        IdleOf::Opportunities => {
            DowngradeIdleOpportunity { opportunity_id: OpportunityId(id), idle }.into()
        }
    };
    Order {
        command,
        actor: Actor::new(ACTOR).expect("the name is short"),
        on_behalf_of: None,
        correlation_id: None,
        key: Some(format!("{id}:{}", idle.due_at.micros())),
        if_match: Some(revision),
        dry_run: false,
    }
}

/// What is due, as far as the log is now.
async fn ask(api: &Ports, tenant: TenantId, of: IdleOf) -> Result<IdleDue, Refusal> {
    let position = api.events.head(tenant).await.map_err(AskError::Log)?;
    let ask = Ask {
        tenant,
        query: Query::Idle { of, most: DUTIES_AT_ONCE },
        as_of: AsOf::Now,
        now: api.platform.now(),
        sight: Sight::Sealed,
        at_least: Some(AtLeast { position, wait: CAUGHT_UP_WAIT }),
    };
    match api.reads.ask(ask).await?.answer {
        Answer::Idle(due) => Ok(due),
        _ => Err(Refusal::new(Slug::Internal, "the read models gave another answer")),
    }
}
