//! Capturing a lead.

use event_schema::command::{CreateLead, OnDuplicate};
use event_schema::event::{Consent, LeadCreated, MailboxClass};
use event_schema::field::Faults;
use event_schema::id::{LeadId, PersonId};
use event_schema::value::Text;
use event_schema::{Personal, StreamId, StreamType};
use rules::keys::PersonIdentity;
use rules::normalise::{NORMALISER, mailbox_class, registrable_domain};
use rules::scoring::{self, Profile, Tally};

use super::duplicates::{duplicate, refuse_duplicate};
use super::score::scored;
use crate::aggregate::Key;
use crate::decide::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &CreateLead, ctx: &Context<'_>) -> LeadId {
    c.lead_id.unwrap_or(LeadId(ctx.ids.own()))
}

fn keys_of<'a>(c: &CreateLead, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.lead_keys(PersonIdentity {
            email: c.email.as_ref(),
            phone: c.phone.as_ref(),
            external: external.as_ref(),
        })
    })
}

pub(super) fn needs(c: &CreateLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    for key in keys_of(c, ctx) {
        needs.holders(Key::lookup(StreamType::Lead, *key), seen);
    }
    if let Some(follows) = c.follows_lead_id {
        needs.stream(follows);
    }
}

/// Captures a lead, scores who it is, and refuses what is held already.
pub(super) fn create(
    c: &CreateLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    check_create(c, seen, ctx)?;
    let id = id_of(c, ctx);
    let keys = keys_of(c, ctx);
    let duplicates = ctx.book.duplicates(ctx.occurred_at)?;
    let mailbox = c.email.as_ref().map(|email| mailbox_class(duplicates.body, email));
    let company_hash = c.company.as_ref().map(|company| ctx.hasher.company(company.as_str()));
    refuse_duplicate(id, keys, mailbox, company_hash, seen)?;
    let corporate = c.email.as_ref().filter(|_| mailbox == Some(MailboxClass::Corporate));
    let domain = corporate.and_then(|email| registrable_domain(email.domain()));
    let scoring = ctx.book.scoring(ctx.occurred_at)?;
    let points = scoring::fit(scoring.body, &profile(c, mailbox));
    let person = PersonId(ctx.ids.person());
    let created = LeadCreated {
        person_id: person,
        company: c.company.clone(),
        source: c.source.clone(),
        seniority: c.seniority,
        industry: c.industry.clone(),
        company_size: c.company_size,
        region: c.region.clone(),
        interest: c.interest.clone(),
        product: c.product.clone(),
        utm: c.utm.clone().map(Into::into),
        consent: consent(c, ctx)?,
        owner_id: c.owner_id,
        follows_lead_id: c.follows_lead_id,
        external_id: c.external_id.clone().map(Into::into),
        mailbox,
        domain: domain.and_then(|domain| Text::new(&domain).ok()),
        company_hash,
        keys: keys.clone(),
        normaliser: NORMALISER,
    };
    let personal = Personal {
        person_name: c.person_name.clone(),
        email: c.email.clone(),
        phone: c.phone.clone(),
        title: c.title.clone(),
        note: None,
    };
    let mut drafts = vec![Draft::new(id, created).with(person, None, personal)];
    if !points.is_empty() {
        let nothing = Tally::default();
        let scored = scored(&scoring, points, (0, 0), 0, &nothing);
        drafts.push(Draft::new(id, scored));
    }
    Ok(Decision { drafts, settings: [duplicates.used, scoring.used].into_iter().collect() })
}

/// Everything that is wrong with the fields, all at once.
fn check_create(c: &CreateLead, seen: &Seen, ctx: &Context<'_>) -> Result<(), Rejection> {
    let mut faults = Faults::default();
    if c.company.is_none() && c.person_name.is_none() {
        faults.invalid("company", "missing", "or person_name is required");
    }
    if c.email.is_none() && c.phone.is_none() {
        faults.invalid("email", "missing", "or phone is required");
    }
    if c.on_duplicate == Some(OnDuplicate::Merge) {
        faults.invalid("on_duplicate", "not-offered", "can only be refuse in this version");
    }
    if !faults.is_empty() {
        return Err(Rejection::Invalid(faults));
    }
    if let Some(follows) = c.follows_lead_id.filter(|follows| !seen.exists(*follows)) {
        return Err(Rejection::unknown("follows_lead_id", format!("names no lead: {follows}")));
    }
    let id: StreamId = id_of(c, ctx).into();
    if seen.exists(id) { Err(duplicate(id, "id")) } else { Ok(()) }
}

fn consent(c: &CreateLead, ctx: &Context<'_>) -> Result<Option<Consent>, Rejection> {
    let Some(shape) = c.consent.clone() else { return Ok(None) };
    let captured_at = ctx.at("consent.captured_at", shape.captured_at)?;
    Ok(Some(Consent { captured_at: Some(captured_at), ..shape.into() }))
}

fn profile(c: &CreateLead, mailbox: Option<MailboxClass>) -> Profile<'_> {
    Profile {
        seniority: c.seniority,
        industry: c.industry.as_ref().map(Text::as_str),
        company_size: c.company_size,
        region: c.region.as_ref().map(Text::as_str),
        mailbox,
        source: c.source.as_str(),
    }
}
