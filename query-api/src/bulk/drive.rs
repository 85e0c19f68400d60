//! Driving an act to its end: each record's command is judged, the outcomes are counted, the report
//! is written down. Whatever was done before is answered again by its key and counts again.

use std::sync::Arc;

use event_schema::command::{Command, FinishBulkAction};
use event_schema::commit::CorrelationId;
use event_schema::event::{BulkAct, BulkActionFinished};
use event_schema::id::{BulkActionId, UserId};
use event_schema::problem::Slug;
use event_schema::{Actor, Position, TenantId};
use futures::StreamExt;
use futures::stream;
use projection_service::query::{Answer, BulkState, BulkView, Query, Sight};
use rules::rights::Principal;
use uuid::Uuid;

use super::choose::{Chosen, choose};
use super::request::Wanted;
use super::tally::Tally;
use super::{ask, each, failed, known};
use crate::body::{BulkReport, sums};
use crate::port::{Order, Ports};
use crate::problem::Refusal;

/// Records whose commands are handed over together.
const RECORDS_AT_ONCE: usize = 1_000;
/// How many of those are on their way at a time: while one is synced, the next is judged.
const ON_THE_WAY: usize = 2;

/// In whose name an act's commands are sent: always that of whoever began it.
#[derive(Clone, Copy)]
struct Hand {
    tenant: TenantId,
    actor: Actor,
    on_behalf_of: Option<UserId>,
    correlation_id: Option<CorrelationId>,
    dry_run: bool,
}

impl Hand {
    fn order(&self, command: Command, key: Option<String>) -> Order {
        let Self { tenant: _, actor, on_behalf_of, correlation_id, dry_run } = *self;
        Order { command, actor, on_behalf_of, correlation_id, key, if_match: None, dry_run }
    }
}

/// Goes on with an act whose records are all known until it has its report. The caller has the turn.
pub async fn drive(
    api: &Ports,
    tenant: TenantId,
    id: Uuid,
) -> Result<(BulkView, Position), Refusal> {
    let act = known(api, tenant, id).await?.ok_or_else(failed)?;
    if act.state == BulkState::Running {
        let hand = Hand {
            tenant,
            actor: Actor::new(&act.actor).ok_or_else(failed)?,
            on_behalf_of: act.on_behalf_of,
            correlation_id: act.correlation_id.as_deref().and_then(CorrelationId::new),
            dry_run: false,
        };
        let action: BulkAct = serde_json::from_str(&act.action).map_err(|_| failed())?;
        let mut tally = Tally::default();
        for part in 1..=act.parts {
            let query = Query::BulkRecords { id, part };
            let (Answer::BulkRecords(records), _) = ask(api, tenant, query, Sight::Sealed).await?
            else {
                return Err(failed());
            };
            let commands = records.into_iter().map(|record| {
                let command = each::command(act.on, &action, record);
                Some((record, command?, format!("bulk:{id}:{record}")))
            });
            let commands = commands.collect::<Option<Vec<_>>>().ok_or_else(failed)?;
            judge(api, hand, commands, &mut tally).await?;
        }
        let finish = FinishBulkAction { bulk_id: BulkActionId(id), finished: tally.report() };
        let outcomes = api.commands.submit(tenant, vec![hand.order(finish.into(), None)]).await;
        outcomes.map_err(Refusal)?.into_iter().next().ok_or_else(failed)?.map_err(Refusal)?;
    }
    match ask(api, tenant, Query::BulkAction { id }, Sight::Sealed).await? {
        (Answer::BulkAction(act), position) if act.state == BulkState::Finished => {
            Ok((*act, position))
        }
        _ => Err(failed()),
    }
}

/// What would come of an act: every command is judged and nothing is appended. Each is judged against
/// what is there now, not against what those before it would have done.
pub async fn dry_run(api: &Ports, who: &Principal, wanted: Wanted) -> Result<BulkReport, Refusal> {
    let chosen = choose(api, who.tenant, &wanted).await?;
    let hand = Hand {
        tenant: who.tenant,
        actor: who.subject,
        on_behalf_of: wanted.on_behalf_of,
        correlation_id: wanted.correlation_id,
        dry_run: true,
    };
    let commands = chosen.records.iter().map(|record| {
        Some((*record, each::command(wanted.on, &wanted.action, *record)?, String::new()))
    });
    let commands = commands.collect::<Option<Vec<_>>>().ok_or_else(failed)?;
    let mut tally = Tally::default();
    judge(api, hand, commands, &mut tally).await?;
    Ok(would(&chosen, tally.report()))
}

/// The report of an act that was not done.
pub fn would(chosen: &Chosen, report: BulkActionFinished) -> BulkReport {
    let refused = report.refused.into_iter().map(|kind| (kind.code, kind.count)).collect();
    let told = report.refusals.into_iter().map(|told| (told.id, told.code, told.message).into());
    BulkReport {
        id: None,
        count: u32::try_from(chosen.records.len()).unwrap_or(u32::MAX),
        chosen_at: chosen.at,
        report: sums(report.changed, report.unchanged, refused),
        refusals: told.collect(),
        correlation_id: None,
        position: chosen.at,
        dry_run: true,
    }
}

/// Has the commands judged, some together, and counts what comes of each.
async fn judge(
    api: &Ports,
    hand: Hand,
    commands: Vec<(Uuid, Command, String)>,
    tally: &mut Tally,
) -> Result<(), Refusal> {
    let mut pieces = Vec::new();
    let mut commands = commands.into_iter().peekable();
    while commands.peek().is_some() {
        pieces.push(commands.by_ref().take(RECORDS_AT_ONCE).collect::<Vec<_>>());
    }
    let judged = stream::iter(pieces).map(|piece| async move {
        let ids: Vec<Uuid> = piece.iter().map(|(id, _, _)| *id).collect();
        let order = |(_, command, key): (Uuid, Command, String)| {
            hand.order(command, Some(key).filter(|key| !key.is_empty()))
        };
        let orders = piece.into_iter().map(order).collect();
        Ok::<_, Refusal>((ids, api.commands.submit(hand.tenant, orders).await.map_err(Refusal)?))
    });
    let mut judged = judged.buffered(ON_THE_WAY);
    while let Some(piece) = judged.next().await {
        let (ids, outcomes) = piece?;
        if ids.len() != outcomes.len() {
            let detail = "the command service stopped on the way: send the same request again";
            return Err(Refusal::unavailable(Slug::LogUnavailable, detail));
        }
        for (id, outcome) in ids.into_iter().zip(outcomes) {
            tally.count(id, outcome).map_err(Refusal)?;
        }
    }
    Ok(())
}

/// Goes on with every act that a stopped process left under way. One whose records were not all
/// written down had done nothing and waits for its request to come again.
pub async fn resume(api: Arc<Ports>) {
    for (tenant, id) in api.reads.left_open().await {
        let _turn = api.turns.take(tenant, id).await;
        let under_way = match known(&api, tenant, id).await {
            Ok(act) => act.is_some_and(|act| act.state == BulkState::Running),
            Err(_) => true,
        };
        if !under_way {
            continue;
        }
        match drive(&api, tenant, id).await {
            Ok(_) => tracing::info!(bulk_action.id = %id, "an open bulk action was finished"),
            Err(Refusal(problem)) => {
                let error = problem.detail;
                tracing::warn!(bulk_action.id = %id, error, "a bulk action is still open");
            }
        }
    }
}
