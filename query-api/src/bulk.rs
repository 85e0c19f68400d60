//! `POST /v1/bulk-actions`: one act on many records (C108), or the export of some (C18).
//!
//! An act is written down before anything is done to a record: what was asked, and which records were
//! chosen. Then each record's command is judged on its own, in the order of the log, like any other.
//! Whatever comes in between, the act goes on with the same records: when the process starts again,
//! or when the same request comes again. Keys that follow from act and record have each done once.

mod request;
mod said;

mod choose;
mod drive;
mod each;
mod export;
mod tally;

mod turns;

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use event_schema::problem::Slug;
use event_schema::{Position, TenantId};
use projection_service::query::{
    Answer, AsOf, Ask, AskError, AtLeast, BulkState, BulkView, Query, Reply, Sight,
};
use rules::rights::Principal;
use uuid::Uuid;

use crate::body::{BulkReport, one, sums};
use crate::port::Ports;
use crate::problem::Refusal;
use crate::router::Shared;
use request::Wanted;

pub use drive::resume;
pub use turns::Turns;

/// How long an act waits for the read models to come as far as the log was.
const CAUGHT_UP_WAIT: Duration = Duration::from_secs(30);

/// Does a bulk action and answers with its report, or with the records of an export.
pub async fn post(
    State(api): State<Shared>,
    Extension(who): Extension<Principal>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let wanted = request::read(&api, &who, &headers, body).await?;
    if wanted.is_export() {
        return export::run(api, who, wanted).await;
    }
    if wanted.dry_run {
        return Ok(axum::Json(drive::dry_run(&api, &who, wanted).await?).into_response());
    }
    // Whoever asked may go: what was begun is done even so.
    let done = tokio::spawn(async move { act(&api, &who, wanted).await }).await;
    let (view, position) = done.map_err(|_| failed())??;
    let body = one(&report(view, position));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Begins an act, or goes on with it, until it has its report.
async fn act(
    api: &Ports,
    who: &Principal,
    wanted: Wanted,
) -> Result<(BulkView, Position), Refusal> {
    let (tenant, id) = (who.tenant, wanted.id);
    let _turn = api.turns.take(tenant, id).await;
    match known(api, tenant, id).await? {
        Some(act) if act.fingerprint != wanted.fingerprint => {
            let detail = format!("the bulk action {id} was begun by another request: use a new id");
            return Err(Refusal::new(Slug::KeyReused, detail));
        }
        Some(BulkView { state: BulkState::Running | BulkState::Finished, .. }) => {}
        Some(BulkView { state: BulkState::Choosing, .. }) | None => {
            choose::begin(api, who, &wanted).await?;
        }
    }
    drive::drive(api, tenant, id).await
}

/// The act, as far as the log has come now.
async fn known(api: &Ports, tenant: TenantId, id: Uuid) -> Result<Option<BulkView>, Refusal> {
    match ask(api, tenant, Query::BulkAction { id }, Sight::Sealed).await {
        Ok((Answer::BulkAction(act), _)) => Ok(Some(*act)),
        Ok(_) => Err(failed()),
        Err(Refusal(problem)) if problem.kind.ends_with(Slug::UnknownTarget.name()) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// Asks a question of the present, once the models have come as far as the log is now.
async fn ask(
    api: &Ports,
    tenant: TenantId,
    query: Query,
    sight: Sight,
) -> Result<(Answer, Position), Refusal> {
    let head = api.events.head(tenant).await.map_err(AskError::Log)?;
    let at_least = Some(AtLeast { position: head, wait: CAUGHT_UP_WAIT });
    let ask = Ask { tenant, query, as_of: AsOf::Now, now: api.platform.now(), sight, at_least };
    let Reply { answer, position } = api.reads.ask(ask).await?;
    Ok((answer, position))
}

fn report(act: BulkView, position: Position) -> BulkReport {
    BulkReport {
        id: Some(act.id),
        count: act.count,
        chosen_at: act.chosen_at,
        report: sums(act.changed, act.unchanged, act.refused),
        refusals: act.refusals.into_iter().map(Into::into).collect(),
        correlation_id: act.correlation_id,
        position,
        dry_run: false,
    }
}

fn failed() -> Refusal {
    Refusal::new(Slug::Internal, "the platform failed on this request; it is logged")
}
