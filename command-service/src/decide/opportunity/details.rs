//! Changing what is known of a deal, and who owns it.

use std::collections::BTreeMap;

use event_schema::command::{ChangeOpportunityOwner, UpdateOpportunity};
use event_schema::event::custom::changes as custom_changes;
use event_schema::event::{
    Changed, Document, OpportunityOwnerChanged, OpportunityUpdated, Partner,
};
use event_schema::field::{Change, Faults, PartnerShape};

use super::KIND;
use super::guard::{any_deal, only, open_deal};
use crate::aggregate::opportunity::Details;
use crate::decide::custom::{self, Customs};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

/// The records that it names.
pub(super) fn needs(c: &UpdateOpportunity, ctx: &Context<'_>, needs: &mut Needs) {
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    if let Change::Set(partner) = &c.partner {
        needs.stream(partner.account_id);
    }
}

/// Changes fields, also of a closed deal: the contract comes after the win, and what was written
/// wrong stays to be corrected.
pub(super) fn update(
    c: &UpdateOpportunity,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let known = &any_deal(c.opportunity_id, seen)?.deal().details;
    let mut words = Words::new(ctx);
    emptied(c, &mut words.faults);
    let had = Customs { plain: known.custom.clone(), ..Customs::default() };
    let customs = custom::changed(KIND, c.custom.as_ref(), had, seen, &mut words)?;
    if let Change::Set(partner) = &c.partner {
        words.partner("partner", Some(partner), seen)?;
    }
    words.finish()?;
    let product = c.product.map(|text| words.text("product", text));
    let region = c.region.map(|text| words.text("region", text));
    let mut updated = changes(c, known);
    updated.product = Changed::by(&product, known.product.as_ref());
    updated.region = Changed::by(&region, known.region.as_ref());
    updated.custom = custom_changes(&known.custom, &customs.plain);
    if updated.is_empty() {
        return Ok(Decision::default());
    }
    let changed = [("product", updated.product.is_some()), ("region", updated.region.is_some())];
    words.as_written.retain(|field, _| changed.contains(&(field.as_str(), true)));
    updated.as_written = words.as_written;
    Ok(Decision { drafts: vec![Draft::new(c.opportunity_id, updated)], settings: words.used })
}

/// Name and kind are never empty.
fn emptied(c: &UpdateOpportunity, faults: &mut Faults) {
    let emptied = [("name", c.name == Change::Clear), ("kind", c.kind == Change::Clear)];
    for (field, _) in emptied.into_iter().filter(|(_, emptied)| *emptied) {
        faults.invalid(field, "missing", "can't be cleared");
    }
}

/// The fields that no dictionary knows.
fn changes(c: &UpdateOpportunity, known: &Details) -> OpportunityUpdated {
    let in_pipeline = match &c.in_pipeline {
        Change::Clear => Change::Set(true),
        change @ (Change::Keep | Change::Set(_)) => change.clone(),
    };
    let documents = |list: &event_schema::field::AtMost<_, _>| {
        list.0.iter().cloned().map(Document::from).collect::<Vec<_>>()
    };
    OpportunityUpdated {
        name: Changed::by(&c.name, Some(&known.name)),
        kind: Changed::by(&c.kind, Some(&known.kind)),
        use_case: Changed::by(&c.use_case, known.use_case.as_ref()),
        partner: Changed::by(&partner(&c.partner), known.partner.as_ref()).map(Box::new),
        competitors: listed(&c.competitors.map(|list| list.0.clone()), &known.competitors),
        buying_motives: listed(&c.buying_motives.map(|list| list.0.clone()), &known.buying_motives),
        next_step: Changed::by(&c.next_step, known.next_step.as_ref()),
        next_step_on: Changed::by(&c.next_step_on, known.next_step_on.as_ref()),
        documents: listed(&c.documents.map(documents), &known.documents),
        in_pipeline: Changed::by(&in_pipeline, Some(&known.in_pipeline)),
        driver_id: Changed::by(&c.driver_id, known.driver_id.as_ref()),
        product: None,
        region: None,
        custom: BTreeMap::new(),
        as_written: BTreeMap::new(),
    }
}

fn partner(change: &Change<PartnerShape>) -> Change<Partner> {
    change.map(|partner| partner.clone().into())
}

/// A list: an empty one is none.
fn listed<T: Clone + PartialEq>(
    change: &Change<Vec<T>>,
    known: &Vec<T>,
) -> Option<Changed<Vec<T>>> {
    let change = match change {
        Change::Set(list) if list.is_empty() => &Change::Clear,
        change @ (Change::Set(_) | Change::Clear | Change::Keep) => change,
    };
    Changed::by(change, Some(known).filter(|known| !known.is_empty()))
}

/// Hands an open deal over. Who owned a closed one is what the reports of its time say.
pub(super) fn owner(c: &ChangeOpportunityOwner, seen: &Seen) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "handed over")?;
    if deal.owner_id == Some(c.owner_id) {
        return Ok(Decision::default());
    }
    let (before, after) = (deal.owner_id, c.owner_id);
    let changed = OpportunityOwnerChanged { before, after, reason: c.reason.clone() };
    Ok(only(c.opportunity_id, changed))
}
