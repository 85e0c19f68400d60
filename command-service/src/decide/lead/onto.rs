//! Putting the facts of a new lead on the one that holds its keys (`on_duplicate: merge`).
//!
//! The newer value wins, but for where the lead came from and whose it is: source stays, and utm,
//! partner, owner and external id are only filled in; of two consents the stricter holds. The id that was sent
//! reads as the holder's from then on.

use event_schema::command::CreateLead;
use event_schema::commit::SettingUsed;
use event_schema::event::{ExternalId, LeadIdentity, LeadMergedInto, LeadsMerged};
use event_schema::field::{Change, CustomGiven};
use event_schema::id::LeadId;
use event_schema::value::{LookupKey, LookupKind};
use event_schema::{Personal, StreamId, StreamType};
use smallvec::SmallVec;

use super::KIND;
use super::consent::stricter;
use super::create;
use super::duplicates::Hit;
use super::guard::changeable;
use super::known::{Known, Wanted};
use super::merge::{adopted, blank};
use super::score::rescored;
use super::update::{holders, refuse_duplicate};
use crate::aggregate::Key;
use crate::aggregate::lead::Facts;
use crate::decide::custom::{self, Customs};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(
    c: &CreateLead,
    holder: StreamId,
    seen: &Seen,
    ctx: &Context<'_>,
    needs: &mut Needs,
) {
    needs.personal.push(holder);
    let (Ok(Some(lead)), Ok(wanted)) = (seen.lead(holder), wanted(c, seen, holder, ctx)) else {
        return;
    };
    holders(&wanted, lead.facts(), seen, ctx, needs);
}

/// Puts the new facts on the holder. Where there are none, and nobody knows the id that was made
/// for them, nothing happened.
pub(super) fn put(
    c: &CreateLead,
    Hit { holder, .. }: Hit,
    (customs, used): (Customs, SmallVec<[SettingUsed; 2]>),
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(LeadId(holder.id), seen)?;
    let before = lead.facts();
    refuse_foreign_reference(c, holder, seen, ctx)?;
    let nobody = Personal::default();
    let person = seen.personal.get(&holder).unwrap_or(&nobody);
    let wanted = wanted(c, seen, holder, ctx)?;
    let wanted = Wanted { customs: Some(customs), used, ..wanted };
    let mut known = wanted.of(before, person, ctx)?;
    refuse_duplicate(holder, &mut known, seen, ctx)?;
    let Known { updated, person, after, mut used } = known;
    let reference = c.external_id.clone().map(ExternalId::from);
    let other = reference.filter(|other| after.external_id.as_ref() != Some(other));
    let key = other.as_ref().map(|other| external_key(other, ctx));
    let merged = LeadsMerged {
        duplicate_id: create::id_of(c, ctx),
        behaviors: Default::default(),
        key_behaviors: 0,
        state: None,
        contact_plan: None,
        checklist: None,
        owner_id: adopted(before.owner_id, c.owner_id),
        accepted: false,
        identities: key.filter(|key| !holds(before, key)).into_iter().map(identity).collect(),
        filled: Default::default(),
    };
    let news = !updated.is_empty() || merged.owner_id.is_some() || !merged.identities.is_empty();
    if c.lead_id.is_none() && !news {
        return Ok(Decision::default());
    }
    let into = LeadMergedInto { survivor_id: LeadId(holder.id), external_id: other };
    let into = Draft::new(merged.duplicate_id, into);
    let mut drafts = vec![Draft::new(holder, merged)];
    if !updated.is_empty() {
        let (scored, model) = rescored(holder, before, (&after, lead.place()), ctx)?;
        let updated = Draft::new(holder, updated);
        let whole = person.unwrap_or_default();
        drafts.push(updated.with(before.person_id, before.key_slot, whole));
        drafts.extend(scored);
        used.push(model);
    }
    drafts.push(into);
    Ok(Decision { drafts, settings: used })
}

/// The holder's custom fields with those that were sent in the place of what they were.
pub(super) fn customs(
    c: &CreateLead,
    holder: StreamId,
    seen: &Seen,
    words: &mut Words<'_>,
) -> Result<Customs, Rejection> {
    let known = seen.lead(holder)?.map(|lead| lead.facts().custom.clone());
    let sealed = seen.personal.get(&holder).map(|person| person.custom.clone());
    let had = Customs { plain: known.unwrap_or_default(), personal: sealed.unwrap_or_default() };
    // Null says nothing about a new lead, so it takes nothing away from the known one.
    let sent = c.custom.clone().map(|CustomGiven(mut given)| {
        given.retain(|_, value| value.is_some());
        CustomGiven(given)
    });
    custom::changed(KIND, sent.as_ref(), had, seen, words)
}

/// A reference in another system is one lead's: another holder of it stands in the way.
fn refuse_foreign_reference(
    c: &CreateLead,
    holder: StreamId,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<(), Rejection> {
    let Some(reference) = c.external_id.clone().map(ExternalId::from) else { return Ok(()) };
    let key = Key::lookup(StreamType::Lead, external_key(&reference, ctx));
    let other = seen.holders(key).iter().copied().find(|other| *other != holder);
    let refused = |holder| Err(Hit { holder, key: "external_id" }.refused());
    other.map_or(Ok(()), refused)
}

fn external_key(reference: &ExternalId, ctx: &Context<'_>) -> LookupKey {
    let hash = ctx.hasher.external(StreamType::Lead, reference);
    LookupKey { kind: LookupKind::External, hash }
}

fn identity(key: LookupKey) -> LeadIdentity {
    LeadIdentity { keys: [key].into_iter().collect(), company_hash: None }
}

fn holds(lead: &Facts, key: &LookupKey) -> bool {
    lead.identities.iter().any(|identity| identity.keys.contains(key))
}

fn wanted(
    c: &CreateLead,
    seen: &Seen,
    holder: StreamId,
    ctx: &Context<'_>,
) -> Result<Wanted, Rejection> {
    let known = changeable(LeadId(holder.id), seen)?.facts();
    Ok(Wanted {
        company: newer(&c.company),
        source: Change::Keep,
        seniority: newer(&c.seniority),
        industry: newer(&c.industry),
        company_size: newer(&c.company_size),
        region: newer(&c.region),
        interest: newer(&c.interest),
        use_case: newer(&c.use_case),
        budget: newer(&c.budget),
        persona: newer(&c.persona),
        partner: blank(&known.partner, &c.partner.clone().map(Into::into)),
        product: newer(&c.product),
        utm: blank(&known.utm, &c.utm.clone().map(Into::into)),
        consent: stricter(&known.consent, &create::consent(c, ctx)?),
        external_id: blank(&known.external_id, &c.external_id.clone().map(Into::into)),
        person_name: newer(&c.person_name),
        email: newer(&c.email),
        phone: newer(&c.phone),
        title: newer(&c.title),
        ..Wanted::default()
    })
}

/// A value that was sent replaces the known one.
fn newer<T: Clone>(sent: &Option<T>) -> Change<T> {
    sent.clone().map_or(Change::Keep, Change::Set)
}
