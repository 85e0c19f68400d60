//! The opportunity of a conversion: the given one, or one by default where the rules say so (C79,
//! C86).

use std::borrow::Cow;

use chrono::Days;
use event_schema::StreamType;
use event_schema::command::{
    ConvertLead, MappedField, NewOpportunity, OpportunityField, OpportunityPolicy,
};
use event_schema::event::{BuyingRole, OpportunityKind, OpportunityOpened};
use event_schema::field::Change;
use event_schema::id::{AccountId, OpportunityId, UserId};
use event_schema::value::{LookupKey, Text};

use super::account;
use super::mapped::Mapped;
use crate::aggregate::Key;
use crate::decide::custom;
use crate::decide::opportunity::{KIND, close_in_past, free};
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// The opportunity that the command gives, or the one that the rules open by default where it says
/// nothing of one.
pub(super) fn wanted<'a>(
    c: &'a ConvertLead,
    lead: &Mapped<'_>,
    ctx: &Context<'_>,
) -> Option<Cow<'a, NewOpportunity>> {
    match &c.opportunity {
        Change::Set(new) => Some(Cow::Borrowed(new)),
        Change::Clear => None,
        Change::Keep => by_default(lead, ctx).map(Cow::Owned),
    }
}

/// What the rules open by default: named after the company, and to be closed some days from now in
/// the tenant's zone.
fn by_default(lead: &Mapped<'_>, ctx: &Context<'_>) -> Option<NewOpportunity> {
    let rule = &lead.rules.opportunity;
    match rule.policy {
        OpportunityPolicy::ByDefault => {}
        OpportunityPolicy::IfGiven | OpportunityPolicy::Required | OpportunityPolicy::Never => {
            return None;
        }
    }
    let zone = ctx.book.tenant(ctx.occurred_at).ok()?.body.time_zone;
    let days = Days::new(rule.close_days?.into());
    let kind = rule.name.as_ref()?;
    let name = match &lead.facts.company {
        Some(company) => format!("{company}: {kind}").chars().take(NAME_LEN_MAX).collect(),
        None => kind.to_string(),
    };
    Some(NewOpportunity {
        opportunity_id: None,
        name: Text::new(&name).ok()?,
        amount: rule.amount?,
        expected_close: zone.date_of(ctx.occurred_at).checked_add_days(days)?,
        pipeline: None,
        stage: None,
        product: None,
        region: None,
        kind: None,
        use_case: None,
        partner: None,
        competitors: None,
        buying_motives: None,
        next_step: None,
        next_step_on: None,
        in_pipeline: None,
        external_id: None,
        custom: None,
    })
}

/// Most characters of a deal's name.
const NAME_LEN_MAX: usize = 100;

/// Whether a deal would have a field, given or from the lead.
pub(super) fn has_field(
    field: OpportunityField,
    (c, new): (&ConvertLead, &NewOpportunity),
    lead: &Mapped<'_>,
) -> bool {
    match field {
        OpportunityField::Product => product(new, lead).is_some(),
        OpportunityField::Region => region((c, new), lead).is_some(),
        OpportunityField::UseCase => new.use_case.is_some() || lead.use_case().is_some(),
        OpportunityField::Competitors => new.competitors.as_ref().is_some_and(|l| !l.0.is_empty()),
        OpportunityField::BuyingMotives => {
            new.buying_motives.as_ref().is_some_and(|list| !list.0.is_empty())
        }
        OpportunityField::NextStep => new.next_step.is_some(),
        OpportunityField::NextStepOn => new.next_step_on.is_some(),
    }
}

/// The given product, else the lead's.
fn product<'a>(new: &'a NewOpportunity, lead: &Mapped<'a>) -> Option<&'a Text<100>> {
    new.product.as_ref().or_else(|| lead.text(MappedField::OpportunityProduct))
}

/// The given region, else that of a new account, else the lead's.
fn region<'a>(
    (c, new): (&'a ConvertLead, &'a NewOpportunity),
    lead: &Mapped<'a>,
) -> Option<&'a Text<100>> {
    let given = new.region.as_ref().or_else(|| account::given_region(c));
    given.or_else(|| lead.text(MappedField::OpportunityRegion))
}

pub(super) fn id_of(new: &NewOpportunity, ctx: &Context<'_>) -> OpportunityId {
    new.opportunity_id.unwrap_or(OpportunityId(ctx.ids.opportunity()))
}

fn external_key(new: &NewOpportunity, ctx: &Context<'_>) -> Option<LookupKey> {
    let external = new.external_id.clone().map(Into::into);
    ctx.hasher.opportunity_keys(external.as_ref()).first().copied()
}

pub(super) fn needs(new: &NewOpportunity, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.stream(id_of(new, ctx));
    if let Some(partner) = &new.partner {
        needs.stream(partner.account_id);
    }
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
    (account_id, owner_id, role): (AccountId, Option<UserId>, Option<BuyingRole>),
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
    words.partner("opportunity.partner", new.partner.as_ref(), seen)?;
    wrong.note(words.finish())?;
    let placed = free((id, key), (pipeline, stage), "opportunity.", wrong, (seen, ctx))?;
    let Some((pipeline, stage)) = placed else { return Ok(None) };
    words.used.push(pipeline.used);
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
        product: words.optional("product", product(new, lead)),
        region: words.optional("region", region((c, new), lead)),
        source: words.optional("source", lead.text(MappedField::OpportunitySource)),
        as_written: std::mem::take(&mut words.as_written),
        owner_id,
        lead_id: Some(c.lead_id),
        external_id: new.external_id.clone().map(Into::into),
        custom: customs.plain,
        keys: key.into_iter().collect(),
        use_case: new.use_case.clone().or_else(|| lead.use_case()),
        partner: new.partner.clone().map(Into::into).or_else(|| lead.partner()),
        buying_roles: role.into_iter().collect(),
        competitors: new.competitors.clone().unwrap_or_default().0,
        buying_motives: new.buying_motives.clone().unwrap_or_default().0,
        next_step: new.next_step.clone(),
        next_step_on: new.next_step_on,
        in_pipeline: new.in_pipeline.unwrap_or(true),
    };
    Ok(Some(Decision { drafts: vec![Draft::new(id, opened)], settings: words.used }))
}
