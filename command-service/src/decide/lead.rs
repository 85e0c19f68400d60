//! Deciding about leads, but for their conversion.

use event_schema::StreamType;
use event_schema::command::{
    CreateLead, DisqualifyLead, OnDuplicate, QualifyLead, RecordLeadBehavior,
};
use event_schema::event::{
    Consent, LeadBehaviorRecorded, LeadCreated, LeadDisqualified, LeadNurtured, LeadQualified,
    LeadScored, MailboxClass, Point, QualifiedBy, QualifiedLevel, ScorePart,
};
use event_schema::field::Faults;
use event_schema::id::{LeadId, PersonId};
use event_schema::problem::Slug;
use event_schema::value::{Code, LookupHash, LookupKey, LookupKind, Text};
use event_schema::{Personal, StreamId};
use rules::duplicates::{LeadFacts, exact};
use rules::keys::PersonIdentity;
use rules::normalise::{NORMALISER, mailbox_class, registrable_domain};
use rules::scoring::{self, Profile, Standing, Tally};
use rules::settings::{Codes, DISQUALIFY, InForce, ScoringModel};
use smallvec::SmallVec;

use super::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::aggregate::lead::{Facts, Stage};
use crate::aggregate::{Key, Lead};
use crate::rejection::{Rejection, conflict, error};

/// The reason recorded where a key behaviour brought a lead back.
const KEY_BEHAVIOUR: &str = "key_behaviour";

pub fn id_of(c: &CreateLead, ctx: &Context<'_>) -> LeadId {
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

pub fn needs_create(c: &CreateLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    for key in keys_of(c, ctx) {
        needs.holders(Key::lookup(StreamType::Lead, *key), seen);
    }
    if let Some(follows) = c.follows_lead_id {
        needs.stream(follows);
    }
}

/// Captures a lead, scores who it is, and refuses what is held already.
pub fn create(c: &CreateLead, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
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

/// The exact rule of C19 and C20 against every holder of one of the new lead's keys.
fn refuse_duplicate(
    id: LeadId,
    keys: &[LookupKey],
    mailbox: Option<MailboxClass>,
    company: Option<LookupHash>,
    seen: &Seen,
) -> Result<(), Rejection> {
    let new = facts(keys, mailbox, company);
    for key in keys {
        for holder in seen.holders(Key::lookup(StreamType::Lead, *key)) {
            if key.kind == LookupKind::External {
                return Err(duplicate(*holder, "external_id"));
            }
            let Some(held) = seen.lead(*holder)?.map(Lead::facts) else { continue };
            let held = facts(&held.keys, held.mailbox, held.company_hash);
            if let Some(by) = exact(&new, &held).filter(|_| *holder != id.into()) {
                return Err(duplicate(*holder, by.name()));
            }
        }
    }
    Ok(())
}

fn facts(
    keys: &[LookupKey],
    mailbox: Option<MailboxClass>,
    company: Option<LookupHash>,
) -> LeadFacts {
    let of = |kind| keys.iter().find(|key| key.kind == kind).map(|key| key.hash);
    LeadFacts { email: of(LookupKind::Email), mailbox, phone: of(LookupKind::Phone), company }
}

fn duplicate(holder: StreamId, key: &str) -> Rejection {
    Rejection::Duplicate {
        slug: Slug::DuplicateLead,
        what: format!("{holder} has the same {key}"),
        conflicts: vec![conflict(holder, key)],
    }
}

fn scored(
    model: &InForce<'_, ScoringModel>,
    points: SmallVec<[Point; 4]>,
    (fit, behaviour): (i32, i32),
    key_behaviours: u32,
    tally: &Tally,
) -> LeadScored {
    let sum = |part| points.iter().filter(|p| p.part == part).map(|p| p.points).sum::<i32>();
    let fit = fit.saturating_add(sum(ScorePart::Fit));
    let behaviour = behaviour.saturating_add(sum(ScorePart::Behaviour));
    let total = fit.saturating_add(behaviour);
    let standing = Standing { total, key_behaviours, tally };
    let priority = scoring::priority(model.body, &standing);
    LeadScored { model_version: model.used.version, points, fit, behaviour, total, priority }
}

/// Records what a lead did, scores it, brings it back or qualifies it, all in one commit.
pub fn record_behavior(
    c: &RecordLeadBehavior,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let at = ctx.at("at", c.at)?;
    let model = ctx.book.scoring(ctx.occurred_at)?;
    let key = scoring::is_key(model.body, c.behavior);
    let recorded = LeadBehaviorRecorded { behavior: c.behavior, at, key };
    let mut drafts = vec![Draft::new(c.lead_id, recorded)];

    let facts = lead.facts();
    let mut tally = facts.tally.clone();
    tally.add(c.behavior);
    let key_behaviours = facts.key_behaviours + u32::from(key);
    let points: SmallVec<_> = scoring::behaviour(model.body, c.behavior).into_iter().collect();
    let before = (facts.fit, facts.behaviour);
    let scored = scored(&model, points, before, key_behaviours, &tally);
    let standing = Standing { total: scored.total, key_behaviours, tally: &tally };
    let qualifies = scoring::crosses_mql(model.body, &standing);
    // A change of priority is a fact too: the trial rule raises it without any points.
    if !scored.points.is_empty() || scored.priority != facts.priority {
        drafts.push(Draft::new(c.lead_id, scored));
    }
    if qualifies && may_become_mql(lead, key) {
        let level = QualifiedLevel::Mql;
        let qualified = LeadQualified { level, by: QualifiedBy::Rule, checklist: None };
        drafts.push(Draft::new(c.lead_id, qualified));
    } else if key && is_out(lead) {
        let reason = KEY_BEHAVIOUR.parse::<Code>().ok();
        drafts.push(Draft::new(c.lead_id, LeadNurtured { reason }));
    }
    Ok(Decision { drafts, settings: [model.used].into_iter().collect() })
}

fn is_out(lead: &Lead) -> bool {
    match lead {
        Lead::Disqualified { .. } | Lead::Recycled { .. } => true,
        Lead::Open { .. } | Lead::Converted { .. } => false,
    }
}

/// The rule raises open leads below `mql`, and those that are out only by a key behaviour.
fn may_become_mql(lead: &Lead, key: bool) -> bool {
    match lead {
        Lead::Open { stage, .. } => *stage < Stage::Mql,
        Lead::Disqualified { .. } | Lead::Recycled { .. } => key,
        Lead::Converted { .. } => false,
    }
}

/// Qualifies by hand. What was reached already is not reached again.
pub fn qualify(c: &QualifyLead, seen: &Seen) -> Result<Decision, Rejection> {
    let stage = open_stage(c.lead_id, seen, "qualified")?;
    let checklist = c.checklist.clone().map(Into::into);
    let reached = match c.level {
        QualifiedLevel::Mql => Stage::Mql,
        QualifiedLevel::Sql => Stage::Sql,
    };
    if stage >= reached {
        return Ok(Decision::default());
    }
    if c.level == QualifiedLevel::Sql {
        require_all_five(checklist.unwrap_or_default())?;
    }
    let qualified = LeadQualified { level: c.level, by: QualifiedBy::Person, checklist };
    let drafts = vec![Draft::new(c.lead_id, qualified)];
    Ok(Decision { drafts, ..Decision::default() })
}

fn require_all_five(checklist: event_schema::event::Checklist) -> Result<(), Rejection> {
    let event_schema::event::Checklist {
        need,
        decision_maker,
        budget,
        timeframe,
        contact_verified,
    } = checklist;
    let five = [
        ("need", need),
        ("decision_maker", decision_maker),
        ("budget", budget),
        ("timeframe", timeframe),
        ("contact_verified", contact_verified),
    ];
    let no = five.into_iter().filter(|(_, answer)| *answer != Some(true));
    let missing: Vec<_> = no
        .map(|(item, _)| error(&format!("checklist.{item}"), "unmet", "must be true for sql"))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Rejection::Unmet { missing, next: NURTURE }) }
}

/// What to do with a lead that the rules don't let through (C80).
pub const NURTURE: &str = "; the next step is NurtureLead";

/// Gives a lead up, for a reason of the list. Once given up, it is given up.
pub fn disqualify(
    c: &DisqualifyLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let lead = changeable(c.lead_id, seen)?;
    let reasons = ctx.book.codes(list(DISQUALIFY), ctx.occurred_at)?;
    if !reasons.body.accepts(c.reason) {
        return Err(unknown_code("reason", &reasons));
    }
    match lead {
        Lead::Disqualified { .. } => return Ok(Decision::default()),
        Lead::Open { .. } => {}
        Lead::Recycled { .. } | Lead::Converted { .. } => {
            let state = lead.state_name();
            let stream = c.lead_id.into();
            return Err(Rejection::WrongState { stream, state, verb: "disqualified" });
        }
    }
    let Facts { person_id, key_slot, .. } = lead.facts();
    let note = Personal { note: c.note.clone(), ..Personal::default() };
    let disqualified = LeadDisqualified { reason: c.reason };
    let draft = Draft::new(c.lead_id, disqualified).with(*person_id, *key_slot, note);
    Ok(Decision { drafts: vec![draft], settings: [reasons.used].into_iter().collect() })
}

/// The key of a list of codes.
pub fn list(name: &str) -> event_schema::value::Key {
    name.parse().expect("the names of the code lists are keys")
}

/// A code that its list doesn't have.
pub fn unknown_code(field: &str, codes: &InForce<'_, Codes>) -> Rejection {
    let known: Vec<_> = codes.body.codes.iter().map(|code| code.as_str()).collect();
    let message = format!("must be one of {} or other", known.join(", "));
    Rejection::invalid(field, "unknown-value", message)
}

/// The lead, unless it doesn't exist or is locked.
fn changeable(id: LeadId, seen: &Seen) -> Result<&Lead, Rejection> {
    match seen.lead(id)? {
        None => Err(Rejection::UnknownTarget(id.into())),
        Some(Lead::Converted { account, opportunity, .. }) => {
            let mut became = vec![conflict(account.id, "converted_into")];
            became.extend(opportunity.map(|o| conflict(o.id, "converted_into")));
            Err(Rejection::AlreadyConverted { lead: id.into(), became })
        }
        Some(lead) => Ok(lead),
    }
}

/// The stage of an open lead.
pub fn open_stage(id: LeadId, seen: &Seen, verb: &'static str) -> Result<Stage, Rejection> {
    let lead = changeable(id, seen)?;
    match lead {
        Lead::Open { stage, .. } => Ok(*stage),
        Lead::Disqualified { .. } | Lead::Recycled { .. } | Lead::Converted { .. } => {
            Err(Rejection::WrongState { stream: id.into(), state: lead.state_name(), verb })
        }
    }
}
