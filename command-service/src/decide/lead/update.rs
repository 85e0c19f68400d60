//! Changing what is known of a lead (C7, C11).

use event_schema::command::UpdateLead;
use event_schema::event::Consent;
use event_schema::field::{Change, Faults};
use event_schema::{Personal, StreamId, StreamType};
use rules::settings::PERSONA;

use super::KIND;
use super::duplicates::{Identity, hit};
use super::guard::changeable;
use super::known::{Known, Wanted};
use super::score::rescored;
use crate::aggregate::Key;
use crate::aggregate::lead::Facts;
use crate::decide::custom::{self, Customs};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn needs(c: &UpdateLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    if asks_for_person(c) {
        needs.personal.push(c.lead_id.into());
    }
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    if let Change::Set(partner) = &c.partner {
        needs.stream(partner.account_id);
    }
    let Ok(Some(lead)) = seen.lead(c.lead_id) else { return };
    // A time that lies in the future is refused when it is decided.
    let Ok(wanted) = wanted(c, ctx) else { return };
    if is_identity(c) {
        holders(&wanted, lead.facts(), seen, ctx, needs);
    }
}

/// The other holders of the keys that a lead would have.
pub(super) fn holders(
    wanted: &Wanted,
    lead: &Facts,
    seen: &Seen,
    ctx: &Context<'_>,
    needs: &mut Needs,
) {
    for key in wanted.keys(lead, ctx) {
        needs.holders(Key::lookup(StreamType::Lead, key), seen);
    }
}

/// Changes a lead, scores what its profile gained and lost, and qualifies it if that was enough.
pub(super) fn update(
    c: &UpdateLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let (id, before) = (StreamId::from(c.lead_id), lead.facts());
    let nobody = Personal::default();
    let person = seen.personal.get(&id).unwrap_or(&nobody);
    let mut wanted = wanted(c, ctx)?;
    let mut words = Words::new(ctx);
    words.faults = missing(&wanted, before, person);
    if let Change::Set(persona) = c.persona {
        words.code("persona", PERSONA, Some(persona))?;
    }
    if let Change::Set(partner) = &c.partner {
        words.partner("partner", Some(partner), seen)?;
    }
    let had = Customs { plain: before.custom.clone(), personal: person.custom.clone() };
    wanted.customs = Some(custom::changed(KIND, c.custom.as_ref(), had, seen, &mut words)?);
    words.finish()?;
    wanted.used = words.used;
    let mut known = wanted.of(before, person, ctx)?;
    if known.updated.is_empty() {
        return Ok(Decision::default());
    }
    if is_identity(c) {
        refuse_duplicate(id, &mut known, seen, ctx)?;
    }
    let Known { updated, person, after, mut used } = known;
    let (scored, model) = rescored(id, before, (&after, lead.place()), ctx)?;
    let mut drafts = vec![Draft::new(id, updated).with(
        before.person_id,
        before.key_slot,
        person.unwrap_or_default(),
    )];
    drafts.extend(scored);
    used.push(model);
    Ok(Decision { drafts, settings: used })
}

/// Refuses to make a lead the same as another one, and notes the rules that said so.
pub(super) fn refuse_duplicate(
    id: StreamId,
    known: &mut Known,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<(), Rejection> {
    let Facts { keys, mailbox, company_hash, .. } = &known.after;
    let lead = Identity { keys, mailbox: *mailbox, company: *company_hash };
    if let Some(hit) = hit(id, lead, seen, ctx)? {
        return Err(hit.refused());
    }
    let rules = ctx.book.duplicates(ctx.occurred_at)?.used;
    if !known.used.contains(&rules) {
        known.used.push(rules);
    }
    Ok(())
}

/// Whether the person is looked at: to change them, or to see that somebody remains.
fn asks_for_person(c: &UpdateLead) -> bool {
    c.person_name != Change::Keep
        || c.email != Change::Keep
        || c.phone != Change::Keep
        || c.title != Change::Keep
        || c.custom.is_some()
        || c.company != Change::Keep
}

/// Whether something changes by which a lead is found.
fn is_identity(c: &UpdateLead) -> bool {
    c.email != Change::Keep
        || c.phone != Change::Keep
        || c.company != Change::Keep
        || c.external_id != Change::Keep
}

fn wanted(c: &UpdateLead, ctx: &Context<'_>) -> Result<Wanted, Rejection> {
    let consent = match c.consent.clone() {
        Change::Keep => Change::Keep,
        Change::Clear => Change::Clear,
        Change::Set(shape) => {
            let captured_at = Some(ctx.at("consent.captured_at", shape.captured_at)?);
            Change::Set(Consent { captured_at, ..shape.into() })
        }
    };
    Ok(Wanted {
        company: c.company.clone(),
        source: c.source.clone(),
        seniority: c.seniority.clone(),
        industry: c.industry.clone(),
        company_size: c.company_size.clone(),
        region: c.region.clone(),
        interest: c.interest.clone(),
        use_case: c.use_case.clone(),
        budget: c.budget.clone(),
        persona: c.persona.clone(),
        partner: into(c.partner.clone()),
        product: c.product.clone(),
        utm: into(c.utm.clone()),
        consent,
        external_id: into(c.external_id.clone()),
        person_name: c.person_name.clone(),
        email: c.email.clone(),
        phone: c.phone.clone(),
        title: c.title.clone(),
        ..Wanted::default()
    })
}

fn into<T, U: From<T>>(change: Change<T>) -> Change<U> {
    match change {
        Change::Keep => Change::Keep,
        Change::Clear => Change::Clear,
        Change::Set(value) => Change::Set(value.into()),
    }
}

/// What must remain, everything that would be missing at once. Only a field that is cleared can be
/// missing: of a person who was erased nothing is asked.
fn missing(wanted: &Wanted, lead: &Facts, person: &Personal) -> Faults {
    let mut faults = Faults::default();
    if wanted.source == Change::Clear {
        faults.invalid("source", "missing", "can't be emptied");
    }
    let company = remains(&wanted.company, lead.company.is_some());
    let name = remains(&wanted.person_name, person.person_name.is_some());
    let cleared = wanted.company == Change::Clear || wanted.person_name == Change::Clear;
    if cleared && !company && !name {
        faults.invalid("company", "missing", "or person_name must remain");
    }
    let email = remains(&wanted.email, person.email.is_some());
    let phone = remains(&wanted.phone, person.phone.is_some());
    let cleared = wanted.email == Change::Clear || wanted.phone == Change::Clear;
    if cleared && !email && !phone {
        faults.invalid("email", "missing", "or phone must remain");
    }
    faults
}

fn remains<T>(change: &Change<T>, is: bool) -> bool {
    match change {
        Change::Keep => is,
        Change::Clear => false,
        Change::Set(_) => true,
    }
}
