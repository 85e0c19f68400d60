//! Making one lead of two (C20, C23).
//!
//! The survivor's values stay and its blanks are filled; of two consents the stricter holds. Of two
//! open stages the further one holds, and an open one holds before one that is out: the duplicate's
//! way there is on its own stream, so the merge says where the survivor stands and qualifies nothing
//! a second time.

use event_schema::command::MergeLeads;
use event_schema::event::{Changed, LeadIdentity, LeadMergedInto, LeadPlace, LeadsMerged};
use event_schema::field::Change;
use event_schema::id::{LeadId, UserId};
use event_schema::value::CustomFields;
use event_schema::{Personal, StreamId};

use super::answer;
use super::consent::stricter;
use super::guard::changeable;
use super::known::{Known, Wanted};
use super::score::rescored;
use crate::aggregate::Lead;
use crate::aggregate::lead::Facts;
use crate::decide::custom::Customs;
use crate::decide::duplicate::{inherited, needs_apart};
use crate::decide::merged::refuse_same;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(c: &MergeLeads, seen: &Seen, needs: &mut Needs) {
    needs.stream(c.survivor_id);
    needs.stream(c.duplicate_id);
    let other = seen.survivor(c.duplicate_id);
    if let Ok(Some(lead)) = seen.lead(other) {
        needs_apart(other, &lead.facts().apart, needs);
    }
    needs.personal.extend([c.survivor_id.into(), c.duplicate_id.into()]);
}

/// Merges the duplicate into the survivor; both are followed first, so no ring can come about.
pub(super) fn merge(c: &MergeLeads, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    refuse_same(c.survivor_id, c.duplicate_id, "lead")?;
    let (id, other) = (seen.survivor(c.survivor_id), seen.survivor(c.duplicate_id));
    if seen.lead(id)?.is_none() {
        return Err(Rejection::UnknownTarget(c.survivor_id.into()));
    }
    if seen.lead(other)?.is_none() {
        let message = format!("names no lead: {}", c.duplicate_id);
        return Err(Rejection::unknown("duplicate_id", message));
    }
    if id == other {
        return Ok(Decision::default());
    }
    let survivor = changeable(LeadId(id.id), seen)?;
    let duplicate = changeable(LeadId(other.id), seen)?;
    let (facts, theirs) = (survivor.facts(), duplicate.facts());
    let nobody = Personal::default();
    let person = |of: &StreamId| seen.personal.get(of).unwrap_or(&nobody);
    let known = blanks(facts, person(&id), theirs, person(&other)).of(facts, person(&id), ctx)?;
    let Known { updated, person: whole, mut after, mut used } = known;
    let whole = whole.map(|whole| {
        let note = whole.note.clone().or_else(|| person(&other).note.clone());
        Personal { note, ..whole }
    });
    let (before_place, place) = places(survivor, duplicate);
    let merged = LeadsMerged {
        duplicate_id: LeadId(other.id),
        behaviors: theirs.tally.counts().clone(),
        key_behaviors: theirs.key_behaviours,
        state: (before_place != place).then_some(Changed { before: before_place, after: place }),
        contact_plan: theirs.contact_plan.clone().filter(|_| facts.contact_plan.is_none()),
        checklist: theirs.checklist.filter(|_| facts.checklist.is_none()),
        owner_id: adopted(facts.owner_id, theirs.owner_id),
        accepted: facts.owner_id.is_none() && theirs.owner_id.is_some() && theirs.accepted,
        identities: identities(theirs),
        filled: Box::new(updated),
    };
    after.tally.merge(&theirs.tally);
    after.key_behaviours = after.key_behaviours.saturating_add(theirs.key_behaviours);
    after.behaviour = facts.behaviour.saturating_add(theirs.behaviour);
    let (scored, model) = rescored(id, facts, (&after, place), ctx)?;
    used.push(model);
    let merged = Draft::new(id, merged);
    let mut drafts = vec![merged.with(facts.person_id, facts.key_slot, whole.unwrap_or_default())];
    drafts.extend(scored);
    drafts.extend(answer::merged(id, (facts, person(&id)), (theirs, person(&other)), ctx));
    drafts.extend(inherited((id, &facts.apart), (other, &theirs.apart), seen));
    let into = LeadMergedInto { survivor_id: LeadId(id.id), external_id: None };
    drafts.push(Draft::new(other, into));
    Ok(Decision { drafts, settings: used })
}

/// What the duplicate knows and the survivor doesn't.
fn blanks(facts: &Facts, person: &Personal, theirs: &Facts, their_person: &Personal) -> Wanted {
    Wanted {
        company: blank(&facts.company, &theirs.company),
        source: Change::Keep,
        seniority: blank(&facts.seniority, &theirs.seniority),
        industry: blank(&facts.industry, &theirs.industry),
        company_size: blank(&facts.company_size, &theirs.company_size),
        region: blank(&facts.region, &theirs.region),
        interest: blank(&facts.interest, &theirs.interest),
        use_case: blank(&facts.use_case, &theirs.use_case),
        budget: blank(&facts.budget, &theirs.budget),
        persona: blank(&facts.persona, &theirs.persona),
        partner: blank(&facts.partner, &theirs.partner),
        product: blank(&facts.product, &theirs.product),
        utm: blank(&facts.utm, &theirs.utm),
        consent: stricter(&facts.consent, &theirs.consent),
        external_id: blank(&facts.external_id, &theirs.external_id),
        person_name: blank(&person.person_name, &their_person.person_name),
        email: blank(&person.email, &their_person.email),
        phone: blank(&person.phone, &their_person.phone),
        title: blank(&person.title, &their_person.title),
        customs: Some(Customs {
            plain: both(&facts.custom, &theirs.custom),
            personal: both(&person.custom, &their_person.custom),
        }),
        ..Wanted::default()
    }
}

/// The custom fields of one with those that only the other has.
fn both(own: &CustomFields, theirs: &CustomFields) -> CustomFields {
    let mut both = theirs.clone();
    both.extend(own.clone());
    both
}

/// Fills a blank and leaves everything else.
pub(super) fn blank<T: Clone>(field: &Option<T>, theirs: &Option<T>) -> Change<T> {
    match (field, theirs) {
        (None, Some(value)) => Change::Set(value.clone()),
        (Some(_), _) | (None, None) => Change::Keep,
    }
}

/// The owner that a lead without one takes over.
pub(super) fn adopted(own: Option<UserId>, theirs: Option<UserId>) -> Option<Changed<UserId>> {
    let after = theirs.filter(|_| own.is_none())?;
    Some(Changed { before: None, after: Some(after) })
}

/// Everything by which the duplicate was found.
fn identities(theirs: &Facts) -> Vec<LeadIdentity> {
    let own = LeadIdentity { keys: theirs.keys.clone(), company_hash: theirs.company_hash };
    std::iter::once(own).chain(theirs.identities.iter().cloned()).collect()
}

/// Where the survivor stands, and where it stands from now on.
fn places(survivor: &Lead, duplicate: &Lead) -> (Option<LeadPlace>, Option<LeadPlace>) {
    let open = |lead: &Lead| lead.place().filter(|place| *place <= LeadPlace::Sql);
    let before = survivor.place();
    (before, open(survivor).max(open(duplicate)).or(before))
}
