//! Converting a lead: account, contact and opportunity in one commit, or nothing (C73–C86).

mod account;
mod contact;
mod mapped;
mod required;

use std::collections::BTreeMap;

use event_schema::command::{ConvertLead, MappedField, NewOpportunity, OwnerSource};
use event_schema::commit::SettingUsed;
use event_schema::event::{
    ConvertedAccount, ConvertedContact, ConvertedOpportunity, LeadConverted, LinkMode,
    OpportunityKind, OpportunityOpened,
};
use event_schema::id::{AccountId, OpportunityId, UserId};
use event_schema::problem::Slug;
use event_schema::value::{LookupKey, LookupKind};
use event_schema::{Personal, StreamId, StreamType};
use rules::settings::ConversionRules;
use smallvec::SmallVec;

use mapped::Mapped;

use super::lead::open_stage;
use super::opportunity::{close_in_past, placed, refuse_taken};
use super::{Context, Decision, Draft, Needs, Seen};
use crate::aggregate::Key;
use crate::aggregate::lead::Facts;
use crate::rejection::{Rejection, conflict};

pub fn needs(c: &ConvertLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.personal.push(c.lead_id.into());
    needs.streams.extend(c.account.id.map(StreamId::from));
    needs.stream(account::id_of(c, ctx));
    needs.stream(contact::id_of(c, ctx));
    if let Some(new) = &c.opportunity {
        needs.stream(opportunity_id(new, ctx));
    }
    let Ok(Some(lead)) = seen.lead(c.lead_id) else { return };
    let Some(personal) = seen.personal.get(&c.lead_id.into()) else { return };
    let Ok(rules) = ctx.book.conversion(ctx.occurred_at) else { return };
    let mapped = Mapped { facts: lead.facts(), rules: rules.body };
    for key in account::keys_of(c, &mapped, ctx) {
        needs.holders(Key::lookup(StreamType::Account, key), seen);
    }
    for key in contact::keys_of(c, personal, ctx) {
        needs.holders(Key::lookup(StreamType::Contact, key), seen);
    }
}

fn opportunity_id(new: &NewOpportunity, ctx: &Context<'_>) -> OpportunityId {
    new.opportunity_id.unwrap_or(OpportunityId(ctx.ids.opportunity()))
}

/// A record that the conversion links to, and the event that makes it if it is new.
struct Linked<Id> {
    id: Id,
    mode: LinkMode,
    draft: Option<Draft>,
}

/// Converts, or says everything that is missing.
pub fn convert(c: &ConvertLead, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    open_stage(c.lead_id, seen, "converted")?;
    let lead = seen.lead(c.lead_id)?.expect("an open lead was seen");
    let nothing = Personal::default();
    let personal = seen.personal.get(&c.lead_id.into()).unwrap_or(&nothing);
    let rules = ctx.book.conversion(ctx.occurred_at)?;
    required::check(c, lead, personal, rules.body)?;
    let facts = lead.facts();
    let mut settings: SmallVec<_> = [rules.used].into_iter().collect();

    let mapped = Mapped { facts, rules: rules.body };
    let account = account::link(c, &mapped, seen, ctx)?;
    let contact = contact::link(c, (facts, personal), account.id, seen, ctx, rules.body)?;
    let owner_id = owner(c, facts, account.id, seen, rules.body)?;
    let opportunity = match &c.opportunity {
        None => None,
        Some(new) => {
            let (id, draft, used) = open(c, new, &mapped, (account.id, owner_id), seen, ctx)?;
            settings.push(used);
            Some((id, draft))
        }
    };
    let converted = LeadConverted {
        account: ConvertedAccount { id: account.id, mode: account.mode },
        contact: contact.as_ref().map(|c| ConvertedContact { id: c.id, mode: c.mode }),
        opportunity: opportunity.as_ref().map(|(id, _)| ConvertedOpportunity { id: *id }),
        owner_id,
    };
    let mut drafts = vec![Draft::new(c.lead_id, converted)];
    drafts.extend(account.draft.map(|draft| account::owned(draft, owner_id)));
    drafts.extend(contact.and_then(|contact| contact.draft));
    drafts.extend(opportunity.map(|(_, draft)| draft));
    Ok(Decision { drafts, settings })
}

/// The given owner, else by the order of the rules (C78).
fn owner(
    c: &ConvertLead,
    lead: &Facts,
    account: AccountId,
    seen: &Seen,
    rules: &ConversionRules,
) -> Result<Option<UserId>, Rejection> {
    let account = seen.account(account)?.and_then(|account| account.owner_id);
    let from = |source: &OwnerSource| match source {
        OwnerSource::Lead => lead.owner_id,
        OwnerSource::Account => account,
    };
    Ok(c.owner_id.or_else(|| rules.owner_from.iter().find_map(from)))
}

fn open(
    c: &ConvertLead,
    new: &NewOpportunity,
    lead: &Mapped<'_>,
    (account_id, owner_id): (AccountId, Option<UserId>),
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<(OpportunityId, Draft, SettingUsed), Rejection> {
    let id = opportunity_id(new, ctx);
    refuse_taken(id.into(), seen)?;
    // The rules say where one goes that names no place; a stage belongs to its pipeline.
    let rule = &lead.rules.opportunity;
    let pipeline = new.pipeline.or(rule.pipeline);
    let stage = new.stage.or(rule.stage.filter(|_| pipeline == rule.pipeline));
    let (pipeline, stage) = placed(pipeline, stage, "opportunity.", ctx)?;
    let mapped = |to| lead.text(to).cloned();
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
        product: new.product.clone().or_else(|| mapped(MappedField::OpportunityProduct)),
        region: account::given_region(c)
            .cloned()
            .or_else(|| mapped(MappedField::OpportunityRegion)),
        source: mapped(MappedField::OpportunitySource),
        owner_id,
        lead_id: Some(c.lead_id),
        external_id: None,
        keys: Vec::new(),
        competitors: Vec::new(),
        buying_motives: Vec::new(),
        next_step: None,
        next_step_on: None,
        in_pipeline: true,
        as_written: BTreeMap::new(),
    };
    Ok((id, Draft::new(id, opened), pipeline.used))
}

fn first_holder(
    of: StreamType,
    order: &[LookupKind],
    keys: &[LookupKey],
    seen: &Seen,
    fits: impl Fn(StreamId) -> bool,
) -> Option<(StreamId, &'static str)> {
    order.iter().find_map(|kind| {
        let key = keys.iter().find(|key| key.kind == *kind)?;
        let holders = seen.holders(Key::lookup(of, *key));
        let holder = holders.iter().copied().find(|holder| fits(*holder))?;
        Some((holder, kind.name()))
    })
}

fn held(slug: Slug, holder: impl Into<StreamId>, key: &str) -> Rejection {
    let holder = holder.into();
    let what = format!("{holder} has the same {key}");
    Rejection::Duplicate { slug, what, conflicts: vec![conflict(holder, key)] }
}

/// Refuses an external id that another record of the kind holds.
fn refuse_external(
    slug: Slug,
    of: StreamType,
    keys: &[LookupKey],
    seen: &Seen,
) -> Result<(), Rejection> {
    match first_holder(of, &[LookupKind::External], keys, seen, |_| true) {
        Some((holder, _)) => Err(held(slug, holder, "external_id")),
        None => Ok(()),
    }
}
