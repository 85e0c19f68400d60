//! Choosing: which records an act is about, at one position, and writing that down.

use event_schema::command::{
    BULK_PART_RECORDS_MAX, BULK_RECORDS_MAX, ChooseBulkRecords, Command, StartBulkAction,
};
use event_schema::event::{BulkActionFinished, BulkActionStarted};
use event_schema::id::BulkActionId;
use event_schema::problem::{FieldError, Problem, Slug};
use event_schema::{Position, TenantId};
use projection_service::query::{Answer, Matching, Query, Sight};
use rules::rights::Principal;
use uuid::Uuid;

use super::request::{Wanted, list};
use super::{ask, failed};
use crate::port::{Order, Ports};
use crate::problem::Refusal;

/// Records, and the position at which they were chosen.
pub struct Chosen {
    pub records: Vec<Uuid>,
    pub at: Position,
}

/// The records that are meant: those that meet the condition now, or those that were named.
pub async fn choose(api: &Ports, tenant: TenantId, wanted: &Wanted) -> Result<Chosen, Refusal> {
    let Some((_, condition)) = &wanted.condition else {
        let at = api.events.head(tenant).await;
        let at = at.map_err(projection_service::query::AskError::Log)?;
        return Ok(Chosen { records: wanted.records.clone(), at });
    };
    let most = u32::try_from(BULK_RECORDS_MAX).expect("it is a small number");
    let (list, condition) = (list(wanted.on), condition.clone());
    let query = Query::Matching { list, condition, most };
    let (Answer::Matching(Matching { count, ids }), at) =
        ask(api, tenant, query, Sight::Sealed).await?
    else {
        return Err(failed());
    };
    if count > u64::from(most) {
        let message = format!("finds {count} records, and {most} is the most for one act");
        let error = FieldError { field: "filter".into(), code: "too-many".into(), message };
        let detail = format!("filter {}", error.message);
        return Err(Problem::new(Slug::Invalid, detail).with_errors(vec![error]).into());
    }
    Ok(Chosen { records: ids, at })
}

/// Chooses and writes down what the act is and which records it is about.
pub async fn begin(api: &Ports, who: &Principal, wanted: &Wanted) -> Result<(), Refusal> {
    let chosen = choose(api, who.tenant, wanted).await?;
    let mut parts = chosen.records.chunks(BULK_PART_RECORDS_MAX);
    let first = parts.next().unwrap_or_default().to_vec();
    write_down(api, who, wanted, start(wanted, &chosen, first, None)).await?;
    for (records, part) in parts.zip(2..) {
        let bulk_id = BulkActionId(wanted.id);
        let more = ChooseBulkRecords { bulk_id, part, records: records.to_vec() };
        write_down(api, who, wanted, more).await?;
    }
    Ok(())
}

/// The command that begins the act.
pub fn start(
    wanted: &Wanted,
    chosen: &Chosen,
    records: Vec<Uuid>,
    finished: Option<BulkActionFinished>,
) -> StartBulkAction {
    let started = BulkActionStarted {
        on: wanted.on,
        condition: wanted.condition.as_ref().map(|(written, _)| written.clone()),
        action: wanted.action.clone(),
        chosen_at: chosen.at,
        count: u32::try_from(chosen.records.len()).expect("an act has a limit"),
        fingerprint: wanted.fingerprint,
    };
    StartBulkAction { bulk_id: BulkActionId(wanted.id), started, records, finished }
}

/// Has one of the act's own commands judged; how many events it left.
pub async fn write_down(
    api: &Ports,
    who: &Principal,
    wanted: &Wanted,
    command: impl Into<Command>,
) -> Result<usize, Refusal> {
    let order = Order {
        command: command.into(),
        actor: who.subject,
        on_behalf_of: wanted.on_behalf_of,
        correlation_id: wanted.correlation_id,
        key: None,
        if_match: None,
        dry_run: false,
    };
    let outcomes = api.commands.submit(who.tenant, vec![order]).await.map_err(Refusal)?;
    let done = outcomes.into_iter().next().ok_or_else(failed)?.map_err(Refusal)?;
    Ok(done.events)
}
