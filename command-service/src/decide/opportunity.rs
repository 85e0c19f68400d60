//! Deciding about opportunities.

use event_schema::command::{
    ChangeOpportunityStage, LoseOpportunity, OpenOpportunity, OpportunityCommand, StageKind,
    WinOpportunity,
};
use event_schema::event::{
    OpportunityKind, OpportunityLost, OpportunityOpened, OpportunityStageChanged, OpportunityWon,
};
use event_schema::id::{OpportunityId, PersonId};
use event_schema::problem::Slug;
use event_schema::value::{Key, LookupKey};
use event_schema::{Personal, StreamId, StreamType};
use rules::settings::{InForce, LOSS, Pipeline, STANDARD_PIPELINE, Stage};

use super::codes::{list, unknown_code};
use super::{Context, Decision, Draft, Needs, Seen};
use crate::aggregate::opportunity::Deal;
use crate::aggregate::{self, Opportunity};
use crate::rejection::{Rejection, conflict, error};

/// The stream that the command is about.
pub fn own_stream(command: &OpportunityCommand, ctx: &Context<'_>) -> StreamId {
    match command {
        OpportunityCommand::OpenOpportunity(c) => id_of(c, ctx).into(),
        OpportunityCommand::ChangeOpportunityStage(c) => c.opportunity_id.into(),
        OpportunityCommand::WinOpportunity(c) => c.opportunity_id.into(),
        OpportunityCommand::LoseOpportunity(c) => c.opportunity_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &OpportunityCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        OpportunityCommand::OpenOpportunity(c) => needs_open(c, seen, ctx, needs),
        OpportunityCommand::ChangeOpportunityStage(_)
        | OpportunityCommand::WinOpportunity(_)
        | OpportunityCommand::LoseOpportunity(_) => {}
    }
}

/// Judges a command about an opportunity.
pub fn decide(
    command: &OpportunityCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        OpportunityCommand::OpenOpportunity(c) => open(c, seen, ctx),
        OpportunityCommand::ChangeOpportunityStage(c) => change_stage(c, seen, ctx),
        OpportunityCommand::WinOpportunity(c) => win(c, seen, ctx),
        OpportunityCommand::LoseOpportunity(c) => lose(c, seen, ctx),
    }
}

fn id_of(c: &OpenOpportunity, ctx: &Context<'_>) -> OpportunityId {
    c.opportunity_id.unwrap_or(OpportunityId(ctx.ids.own()))
}

fn needs_open(c: &OpenOpportunity, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.stream(c.account_id);
    if let Some(key) = external_key(c, ctx) {
        needs.holders(aggregate::Key::lookup(StreamType::Opportunity, key), seen);
    }
}

fn external_key(c: &OpenOpportunity, ctx: &Context<'_>) -> Option<LookupKey> {
    let external = c.external_id.clone().map(Into::into);
    ctx.hasher.opportunity_keys(external.as_ref()).first().copied()
}

/// Opens a deal with an existing account.
fn open(c: &OpenOpportunity, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    refuse_taken(id.into(), seen)?;
    let key = external_key(c, ctx);
    let held = key.map(|key| aggregate::Key::lookup(StreamType::Opportunity, key));
    if let Some(holder) = held.and_then(|key| seen.holders(key).first()) {
        return Err(taken(*holder, "external_id"));
    }
    let unknown =
        || Rejection::unknown("account_id", format!("names no account: {}", c.account_id));
    let account = seen.account(c.account_id)?.ok_or_else(unknown)?;
    let (pipeline, stage) = placed(c.pipeline, c.stage, "", ctx)?;
    let opened = OpportunityOpened {
        account_id: c.account_id,
        name: c.name.clone(),
        amount: c.amount,
        expected_close: c.expected_close,
        close_in_past: close_in_past(c.expected_close, ctx),
        pipeline: pipeline.used.key,
        stage: stage.key,
        probability: stage.probability,
        kind: c.kind.unwrap_or(OpportunityKind::New),
        product: c.product.clone(),
        region: c.region.clone().or_else(|| account.region.clone()),
        source: None,
        owner_id: c.owner_id.or(account.owner_id),
        lead_id: None,
        external_id: c.external_id.clone().map(Into::into),
        keys: key.into_iter().collect(),
    };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(id, opened)], settings })
}

/// True if a close date had passed, in the tenant's zone, when the deal was opened.
pub fn close_in_past(date: chrono::NaiveDate, ctx: &Context<'_>) -> bool {
    let zone = ctx.book.tenant(ctx.occurred_at).map(|tenant| tenant.body.time_zone);
    zone.is_ok_and(|zone| date < zone.date_of(ctx.occurred_at))
}

/// Refuses an id that is taken.
pub fn refuse_taken(stream: StreamId, seen: &Seen) -> Result<(), Rejection> {
    if seen.exists(stream) { Err(taken(stream, "id")) } else { Ok(()) }
}

fn taken(holder: StreamId, key: &str) -> Rejection {
    Rejection::Duplicate {
        slug: Slug::DuplicateOpportunity,
        what: format!("{holder} has this {key} already"),
        conflicts: vec![conflict(holder, key)],
    }
}

/// The pipeline in force and the open stage of it that is meant; `at` is the path of the object
/// that names them, such as `opportunity.`.
pub fn placed<'a>(
    pipeline: Option<Key>,
    stage: Option<Key>,
    at: &str,
    ctx: &Context<'a>,
) -> Result<(InForce<'a, Pipeline>, &'a Stage), Rejection> {
    let standard = || STANDARD_PIPELINE.parse().expect("the standard pipeline's name is a key");
    let key = pipeline.unwrap_or_else(standard);
    let in_force = ctx.book.pipeline(key, ctx.occurred_at).map_err(|why| match pipeline {
        Some(_) => Rejection::unknown(&format!("{at}pipeline"), why.to_string()),
        None => why.into(),
    })?;
    let field = format!("{at}stage");
    let found = match stage {
        None => in_force.body.first(StageKind::Open),
        Some(stage) => in_force.body.stage(stage),
    };
    let Some(found) = found else {
        return Err(Rejection::unknown(&field, format!("names no stage of pipeline {key}")));
    };
    match found.kind {
        StageKind::Open => Ok((in_force, found)),
        StageKind::Won | StageKind::Lost => {
            let message = "is a closed stage: use WinOpportunity or LoseOpportunity";
            Err(Rejection::invalid(&field, "closed-stage", message))
        }
    }
}

/// Moves an open deal to another open stage, by the rules of its pipeline.
fn change_stage(
    c: &ChangeOpportunityStage,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "moved")?;
    if deal.stage == c.stage {
        return Ok(Decision::default());
    }
    let (pipeline, stage) = placed(Some(deal.pipeline), Some(c.stage), "", ctx)?;
    if !pipeline.body.may_move(deal.stage, c.stage) {
        let message = format!("skips a stage: {} goes forward by one stage only", deal.pipeline);
        return Err(unmet(vec![error("stage", "skips-stage", message)]));
    }
    let criteria = c.criteria.clone().unwrap_or_default();
    let forward = pipeline.body.place(deal.stage) < pipeline.body.place(c.stage);
    let asked = if forward { stage.criteria.as_slice() } else { &[] };
    let missing = asked.iter().filter(|key| criteria.get(key) != Some(&true));
    let missing: Vec<_> = missing
        .map(|key| error(&format!("criteria.{key}"), "unmet", "must be true to enter the stage"))
        .collect();
    if !missing.is_empty() {
        return Err(unmet(missing));
    }
    let changed = OpportunityStageChanged {
        before: deal.stage,
        after: c.stage,
        probability: stage.probability,
        criteria,
        reason: c.reason.clone(),
    };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, changed)], settings })
}

/// Wins an open deal, whatever its stage.
fn win(c: &WinOpportunity, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "won")?;
    let won_at = ctx.at("won_at", c.won_at)?;
    let (stage, pipeline) = closing(deal, StageKind::Won, ctx)?;
    let amount = c.amount.unwrap_or(deal.amount);
    let won = OpportunityWon { before: deal.stage, stage, amount, won_at };
    let settings = [pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, won)], settings })
}

/// Loses an open deal, whatever its stage, for a reason of the list.
fn lose(c: &LoseOpportunity, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "lost")?;
    let reasons = ctx.book.codes(list(LOSS), ctx.occurred_at)?;
    if !reasons.body.accepts(c.reason) {
        return Err(unknown_code("reason", &reasons));
    }
    let (stage, pipeline) = closing(deal, StageKind::Lost, ctx)?;
    let lost = OpportunityLost { before: deal.stage, stage, reason: c.reason };
    let note = Personal { note: c.note.clone(), ..Personal::default() };
    // A deal has no person of its own; its free text is sealed under the deal itself.
    let draft = Draft::new(c.opportunity_id, lost).with(PersonId(c.opportunity_id.0), None, note);
    let settings = [reasons.used, pipeline.used].into_iter().collect();
    Ok(Decision { drafts: vec![draft], settings })
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

fn open_deal<'a>(
    id: OpportunityId,
    seen: &'a Seen,
    verb: &'static str,
) -> Result<&'a Deal, Rejection> {
    match seen.opportunity(id)? {
        None => Err(Rejection::UnknownTarget(id.into())),
        Some(Opportunity::Open(deal)) => Ok(deal),
        Some(closed @ (Opportunity::Won(_) | Opportunity::Lost(_))) => {
            Err(Rejection::WrongState { stream: id.into(), state: closed.state_name(), verb })
        }
    }
}

fn unmet(missing: Vec<event_schema::problem::FieldError>) -> Rejection {
    Rejection::Unmet { missing, next: "" }
}
