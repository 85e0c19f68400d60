//! Opening a deal.

use event_schema::StreamType;
use event_schema::command::OpenOpportunity;
use event_schema::event::{OpportunityKind, OpportunityOpened};
use event_schema::id::OpportunityId;
use event_schema::value::{Key, LookupKey};
use rules::settings::{InForce, Pipeline, Stage};

use super::KIND;
use super::guard::{refuse_taken, taken};
use super::stage::placed;
use crate::aggregate;
use crate::decide::custom::{self, CUSTOM, Customs};
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &OpenOpportunity, ctx: &Context<'_>) -> OpportunityId {
    c.opportunity_id.unwrap_or(OpportunityId(ctx.ids.own()))
}

pub(super) fn needs(c: &OpenOpportunity, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.stream(c.account_id);
    if let Some(partner) = &c.partner {
        needs.stream(partner.account_id);
    }
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    if let Some(key) = external_key(c, ctx) {
        needs.holders(aggregate::Key::lookup(StreamType::Opportunity, key), seen);
    }
}

fn external_key(c: &OpenOpportunity, ctx: &Context<'_>) -> Option<LookupKey> {
    let external = c.external_id.clone().map(Into::into);
    ctx.hasher.opportunity_keys(external.as_ref()).first().copied()
}

/// Opens a deal with an existing account.
pub(super) fn open(
    c: &OpenOpportunity,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    let mut wrong = Wrongs::default();
    let account = seen.account(c.account_id)?;
    if account.is_none() {
        let message = format!("names no account: {}", c.account_id);
        wrong.note::<()>(Err(Rejection::unknown("account_id", message)))?;
    }
    let key = external_key(c, ctx);
    let placed = free((id, key), (c.pipeline, c.stage), "", &mut wrong, (seen, ctx))?;
    let mut words = Words::new(ctx);
    let (of, carried) = ((KIND, CUSTOM), Customs::default());
    let customs = custom::created(of, c.custom.as_ref(), carried, seen, &mut words)?;
    words.partner("partner", c.partner.as_ref(), seen)?;
    wrong.note(words.finish())?;
    wrong.finish("")?;
    let account = account.expect("a deal with nothing wrong has an account");
    let (pipeline, stage) = placed.expect("a deal with nothing wrong has a place");
    words.used.push(pipeline.used);
    let product = words.optional("product", c.product.as_ref());
    let region = words.optional("region", c.region.as_ref());
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
        as_written: std::mem::take(&mut words.as_written),
        product,
        region: region.or_else(|| account.region.clone()),
        source: None,
        owner_id: c.owner_id.or(account.owner_id),
        lead_id: None,
        external_id: c.external_id.clone().map(Into::into),
        custom: customs.plain,
        keys: key.into_iter().collect(),
        use_case: c.use_case.clone(),
        partner: c.partner.clone().map(Into::into),
        buying_roles: Vec::new(),
        competitors: c.competitors.clone().unwrap_or_default().0,
        buying_motives: c.buying_motives.clone().unwrap_or_default().0,
        next_step: c.next_step.clone(),
        next_step_on: c.next_step_on,
        in_pipeline: c.in_pipeline.unwrap_or(true),
    };
    Ok(Decision { drafts: vec![Draft::new(id, opened)], settings: words.used })
}

/// The place of a new deal, whose id and reference in another system must be nobody's; what is wrong
/// is noted. `at` is the path of the object that names the place, such as `opportunity.`.
pub fn free<'a>(
    (id, key): (OpportunityId, Option<LookupKey>),
    (pipeline, stage): (Option<Key>, Option<Key>),
    at: &str,
    wrong: &mut Wrongs,
    (seen, ctx): (&Seen, &Context<'a>),
) -> Result<Option<(InForce<'a, Pipeline>, &'a Stage)>, Rejection> {
    let placed = wrong.note(placed(pipeline, stage, at, ctx))?;
    wrong.note(refuse_taken(id.into(), seen))?;
    let held = key.map(|key| aggregate::Key::lookup(StreamType::Opportunity, key));
    if let Some(holder) = held.and_then(|key| seen.holders(key).first()) {
        wrong.note::<()>(Err(taken(*holder, "external_id")))?;
    }
    Ok(placed)
}

/// True if a close date had passed, in the tenant's zone, when it was given.
pub fn close_in_past(date: chrono::NaiveDate, ctx: &Context<'_>) -> bool {
    let zone = ctx.book.tenant(ctx.occurred_at).map(|tenant| tenant.body.time_zone);
    zone.is_ok_and(|zone| date < zone.date_of(ctx.occurred_at))
}
