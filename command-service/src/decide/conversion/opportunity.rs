//! The opportunity of a conversion: only if given (C79, C86).

use event_schema::StreamType;
use event_schema::command::{ConvertLead, MappedField, NewOpportunity};
use event_schema::event::{OpportunityKind, OpportunityOpened};
use event_schema::id::{AccountId, OpportunityId, UserId};
use event_schema::value::LookupKey;

use super::account;
use super::mapped::Mapped;
use crate::aggregate::Key;
use crate::decide::custom;
use crate::decide::opportunity::{KIND, close_in_past, free};
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(new: &NewOpportunity, ctx: &Context<'_>) -> OpportunityId {
    new.opportunity_id.unwrap_or(OpportunityId(ctx.ids.opportunity()))
}

fn external_key(new: &NewOpportunity, ctx: &Context<'_>) -> Option<LookupKey> {
    let external = new.external_id.clone().map(Into::into);
    ctx.hasher.opportunity_keys(external.as_ref()).first().copied()
}

pub(super) fn needs(new: &NewOpportunity, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.stream(id_of(new, ctx));
    custom::needs(KIND, new.custom.as_ref(), ctx, needs);
    if let Some(key) = external_key(new, ctx) {
        needs.holders(Key::lookup(StreamType::Opportunity, key), seen);
    }
}

/// Where the custom fields of a new deal stand.
const CUSTOM: &str = "opportunity.custom";

/// Opens it as `OpenOpportunity` would; what is absent comes from the lead, as the rules map it. What
/// is wrong with it is noted.
pub(super) fn open(
    (c, new): (&ConvertLead, &NewOpportunity),
    lead: &Mapped<'_>,
    (account_id, owner_id): (AccountId, Option<UserId>),
    wrong: &mut Wrongs,
    (seen, ctx): (&Seen, &Context<'_>),
) -> Result<Option<Decision>, Rejection> {
    let (id, key) = (id_of(new, ctx), external_key(new, ctx));
    // The rules say where one goes that names no place; a stage belongs to its pipeline.
    let rule = &lead.rules.opportunity;
    let pipeline = new.pipeline.or(rule.pipeline);
    let stage = new.stage.or(rule.stage.filter(|_| pipeline == rule.pipeline));
    let mut words = Words::new(ctx);
    let (given, carried) = (new.custom.as_ref(), lead.customs(KIND, ctx)?);
    let customs = custom::created((KIND, CUSTOM), given, carried, seen, &mut words)?;
    wrong.note(words.finish())?;
    let placed = free((id, key), (pipeline, stage), "opportunity.", wrong, (seen, ctx))?;
    let Some((pipeline, stage)) = placed else { return Ok(None) };
    words.used.push(pipeline.used);
    let product = new.product.as_ref().or_else(|| lead.text(MappedField::OpportunityProduct));
    let region = new.region.as_ref().or_else(|| account::given_region(c));
    let region = region.or_else(|| lead.text(MappedField::OpportunityRegion));
    let opened = OpportunityOpened {
        account_id,
        name: new.name.clone(),
        amount: new.amount,
        expected_close: new.expected_close,
        close_in_past: close_in_past(new.expected_close, ctx),
        pipeline: pipeline.used.key,
        stage: stage.key,
        probability: stage.probability,
        kind: new.kind.unwrap_or(OpportunityKind::New),
        product: words.optional("product", product),
        region: words.optional("region", region),
        source: words.optional("source", lead.text(MappedField::OpportunitySource)),
        as_written: std::mem::take(&mut words.as_written),
        owner_id,
        lead_id: Some(c.lead_id),
        external_id: new.external_id.clone().map(Into::into),
        custom: customs.plain,
        keys: key.into_iter().collect(),
        competitors: new.competitors.clone().unwrap_or_default().0,
        buying_motives: new.buying_motives.clone().unwrap_or_default().0,
        next_step: new.next_step.clone(),
        next_step_on: new.next_step_on,
        in_pipeline: new.in_pipeline.unwrap_or(true),
    };
    Ok(Some(Decision { drafts: vec![Draft::new(id, opened)], settings: words.used }))
}
