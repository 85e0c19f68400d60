//! Capturing a lead.

use event_schema::command::{CreateLead, OnDuplicate};
use event_schema::event::{AsWritten, Consent, LeadCreated, MailboxClass, PersonalField};
use event_schema::field::Faults;
use event_schema::id::{LeadId, PersonId};
use event_schema::value::Text;
use event_schema::{Personal, StreamId, StreamType};
use rules::keys::PersonIdentity;
use rules::normalise::{NORMALISER, mailbox_class};
use rules::scoring::{self, Profile, Tally};
use rules::settings::PERSONA;

use super::KIND;
use super::duplicates::{Hit, Identity, duplicate, hit};
use super::known::{company_hash, domain};
use super::onto;
use super::score::scored;
use crate::aggregate::{Key, Lead};
use crate::decide::custom::{self, CUSTOM, Customs};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::{Rejection, error};

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

/// The new lead's stream, or that of the lead which its facts are put on.
pub(super) fn own_stream(c: &CreateLead, seen: &Seen, ctx: &Context<'_>) -> StreamId {
    let id = id_of(c, ctx).into();
    if seen.exists(id) { id } else { holder(c, seen, ctx).map_or(id, |hit| hit.holder) }
}

/// The lead that the facts of this one are put on, if that is asked and there is one.
fn holder(c: &CreateLead, seen: &Seen, ctx: &Context<'_>) -> Option<Hit> {
    if c.on_duplicate != Some(OnDuplicate::Merge) {
        return None;
    }
    let hit = found(c, mailbox(c, ctx).ok()?, seen, ctx).ok().flatten()?;
    match seen.lead(hit.holder).ok().flatten()? {
        Lead::Open { .. } | Lead::Disqualified { .. } | Lead::Recycled { .. } => Some(hit),
        // It keeps its reference in another system, which then is refused.
        Lead::Converted { .. } => None,
    }
}

fn found(
    c: &CreateLead,
    mailbox: Option<MailboxClass>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<Hit>, Rejection> {
    let company = company_hash(c.company.as_ref(), ctx);
    let lead = Identity { keys: keys_of(c, ctx), mailbox, company };
    hit(id_of(c, ctx).into(), lead, seen, ctx)
}

fn mailbox(c: &CreateLead, ctx: &Context<'_>) -> Result<Option<MailboxClass>, Rejection> {
    let duplicates = ctx.book.duplicates(ctx.occurred_at)?;
    Ok(c.email.as_ref().map(|email| mailbox_class(duplicates.body, email)))
}

pub(super) fn needs(c: &CreateLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.stream(id_of(c, ctx));
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    if let Some(hit) = holder(c, seen, ctx) {
        onto::needs(c, hit.holder, seen, ctx, needs);
    }
    for key in keys_of(c, ctx) {
        needs.holders(Key::lookup(StreamType::Lead, *key), seen);
    }
    if let Some(follows) = c.follows_lead_id {
        needs.stream(follows);
    }
    if let Some(partner) = &c.partner {
        needs.stream(partner.account_id);
    }
}

/// Captures a lead, scores who it is, and refuses what is held already; or puts it on the holder.
pub(super) fn create(
    c: &CreateLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let mut words = Words::new(ctx);
    let hit = holder(c, seen, ctx);
    let customs = match &hit {
        Some(hit) => onto::customs(c, hit.holder, seen, &mut words)?,
        None => {
            let (of, nothing) = ((KIND, CUSTOM), Customs::default());
            custom::created(of, c.custom.as_ref(), nothing, seen, &mut words)?
        }
    };
    words.code("persona", PERSONA, c.persona)?;
    words.partner("partner", c.partner.as_ref(), seen)?;
    check_create(c, seen, &mut words, ctx)?;
    if let Some(hit) = hit {
        return onto::put(c, hit, (customs, words.used), seen, ctx);
    }
    let duplicates = ctx.book.duplicates(ctx.occurred_at)?;
    let mailbox = mailbox(c, ctx)?;
    if let Some(hit) = found(c, mailbox, seen, ctx)? {
        return Err(hit.refused());
    }
    let id = id_of(c, ctx);
    let scoring = ctx.book.scoring(ctx.occurred_at)?;
    let person = PersonId(ctx.ids.person());
    let created = LeadCreated {
        person_id: person,
        company: c.company.clone(),
        source: words.text("source", &c.source),
        seniority: c.seniority.or_else(|| words.seniority(c.title.as_ref()?)),
        industry: words.optional("industry", c.industry.as_ref()),
        company_size: c.company_size,
        region: words.optional("region", c.region.as_ref()),
        interest: c.interest.clone(),
        use_case: c.use_case.clone(),
        budget: c.budget,
        persona: c.persona.or_else(|| words.persona(c.title.as_ref()?)),
        partner: c.partner.clone().map(Into::into),
        product: words.optional("product", c.product.as_ref()),
        utm: c.utm.clone().map(Into::into),
        consent: consent(c, ctx)?,
        owner_id: c.owner_id,
        follows_lead_id: c.follows_lead_id,
        external_id: c.external_id.clone().map(Into::into),
        custom: customs.plain,
        personal_custom: customs.personal.keys().copied().collect(),
        mailbox,
        domain: c.email.as_ref().and_then(|email| domain(email, mailbox)),
        company_hash: company_hash(c.company.as_ref(), ctx),
        personal: given(c),
        as_written: AsWritten::new(),
        keys: keys_of(c, ctx).clone(),
        normaliser: NORMALISER,
    };
    let Words { as_written, used, .. } = words;
    let created = LeadCreated { as_written, ..created };
    let points = scoring::fit(scoring.body, &profile(&created));
    let personal = Personal { custom: customs.personal, ..personal(c) };
    let mut drafts = vec![Draft::new(id, created).with(person, None, personal)];
    if !points.is_empty() {
        let nothing = Tally::default();
        let scored = scored(&scoring, points, (0, 0), 0, &nothing);
        drafts.push(Draft::new(id, scored));
    }
    let settings = [duplicates.used, scoring.used].into_iter().chain(used).collect();
    Ok(Decision { drafts, settings })
}

fn personal(c: &CreateLead) -> Personal {
    Personal {
        person_name: c.person_name.clone(),
        email: c.email.clone(),
        phone: c.phone.clone(),
        title: c.title.clone(),
        ..Personal::default()
    }
}

/// The fields of the person that are given, by name.
fn given(c: &CreateLead) -> Vec<PersonalField> {
    let fields = [
        (PersonalField::PersonName, c.person_name.is_some()),
        (PersonalField::Email, c.email.is_some()),
        (PersonalField::Phone, c.phone.is_some()),
        (PersonalField::Title, c.title.is_some()),
    ];
    fields.into_iter().filter(|(_, given)| *given).map(|(field, _)| field).collect()
}

/// Everything that is wrong with the fields, all at once.
fn check_create(
    c: &CreateLead,
    seen: &Seen,
    words: &mut Words<'_>,
    ctx: &Context<'_>,
) -> Result<(), Rejection> {
    let mut faults = Faults::default();
    if c.company.is_none() && c.person_name.is_none() {
        faults.invalid("company", "missing", "or person_name is required");
    }
    if c.email.is_none() && c.phone.is_none() {
        faults.invalid("email", "missing", "or phone is required");
    }
    faults.append(std::mem::take(&mut words.faults));
    words.faults = faults;
    if let Some(follows) = c.follows_lead_id.filter(|follows| !seen.exists(*follows)) {
        let message = format!("names no lead: {follows}");
        words.unknown.push(error("follows_lead_id", "unknown", message));
    }
    words.finish()?;
    let id: StreamId = id_of(c, ctx).into();
    if seen.exists(id) { Err(duplicate(id, "id")) } else { Ok(()) }
}

pub(super) fn consent(c: &CreateLead, ctx: &Context<'_>) -> Result<Option<Consent>, Rejection> {
    let Some(shape) = c.consent.clone() else { return Ok(None) };
    let captured_at = ctx.at("consent.captured_at", shape.captured_at)?;
    Ok(Some(Consent { captured_at: Some(captured_at), ..shape.into() }))
}

fn profile(created: &LeadCreated) -> Profile<'_> {
    Profile {
        seniority: created.seniority,
        industry: created.industry.as_ref().map(Text::as_str),
        company_size: created.company_size,
        region: created.region.as_ref().map(Text::as_str),
        use_case: created.use_case.as_ref().map(Text::as_str),
        budget: created.budget,
        persona: created.persona,
        mailbox: created.mailbox,
        source: created.source.as_str(),
        custom: &created.custom,
    }
}
