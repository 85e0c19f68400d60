//! The rows of leads, as they are kept.

use event_schema::commit::Recorded;
use event_schema::event::{
    Behavior, Checklist, Consent, ConsentState, ExternalId, InterestLevel, LeadBand, LeadContacted,
    LeadCreated, LeadScored, MailboxClass, Partner, Priority, ScorePart, Seniority, Utm,
};
use event_schema::id::{PersonId, UserId};
use event_schema::stream::Revision;
use event_schema::value::{Code, CustomFields, LookupKey, Money, Text};
use event_schema::{Event, LeadEvent, Position, Timestamp};
use rules::idle::Silence;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::answers::AnsweredRow;
use super::plan::PlanRow;
use super::standing::{BeforeConversion, DealHas, PersonHas};
use crate::models::person::KeptBox;
use crate::models::similar::personal_keys;
use crate::query::{LeadState, Score};

/// When a lead reached the stages of the funnel, each by its own fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct StageTimes {
    pub mql: Option<Timestamp>,
    pub sql: Option<Timestamp>,
    pub opportunity: Option<Timestamp>,
    pub won: Option<Timestamp>,
}

impl StageTimes {
    /// A stage that is reached again keeps its earliest time.
    pub fn earliest(time: &mut Option<Timestamp>, at: Timestamp) {
        *time = Some(time.map_or(at, |before| before.min(at)));
    }
}

/// A contact with a lead, as it was logged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactRow {
    /// On whose stream it was logged: the box is bound to it.
    pub lead: Uuid,
    pub at: Timestamp,
    pub channel: String,
    pub outcome: String,
    pub interest: Option<InterestLevel>,
    pub next_at: Option<Timestamp>,
    pub said: Option<KeptBox>,
}

impl ContactRow {
    /// A contact as it was logged.
    pub fn new(contacted: &LeadContacted, event: &Recorded<'_>) -> Self {
        Self {
            lead: event.fact.stream.id,
            at: contacted.at,
            channel: contacted.channel.to_string(),
            outcome: contacted.outcome.to_string(),
            interest: contacted.interest,
            next_at: contacted.next_at,
            said: KeptBox::of(event),
        }
    }
}

/// One lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Since when nobody has done anything about it.
    pub silence: Silence,
    pub state: LeadState,
    pub person_id: PersonId,
    pub boxes: Vec<KeptBox>,
    pub person_has: PersonHas,
    pub company: Option<String>,
    pub source: String,
    pub seniority: Option<Seniority>,
    pub industry: Option<String>,
    pub company_size: Option<u32>,
    pub region: Option<String>,
    pub interest: Option<String>,
    pub use_case: Option<String>,
    pub budget: Option<Money>,
    pub persona: Option<Code>,
    pub partner: Option<Partner>,
    pub product: Option<String>,
    pub utm: Vec<(String, String)>,
    pub has_consent: bool,
    pub consent_marketing: Option<ConsentState>,
    pub consent_phone: Option<ConsentState>,
    pub consent_text_version: Option<String>,
    pub consent_captured_at: Option<Timestamp>,
    pub owner_id: Option<UserId>,
    /// Since when the owner has it, and since when they have taken it on.
    pub offered_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub follows_lead_id: Option<Uuid>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined, but for those in its boxes.
    pub custom: CustomFields,
    pub mailbox: Option<MailboxClass>,
    pub domain: Option<String>,
    /// Its e-mail address and phone number, as keys.
    pub keys: Vec<LookupKey>,
    pub score: Score,
    pub priority: Priority,
    pub band: LeadBand,
    pub stages: StageTimes,
    pub checklist: Option<Checklist>,
    /// Whether sales owe a word on it: it is marketing-qualified, and nobody has said yet what came
    /// of that (C89).
    pub feedback_due: bool,
    pub disqualified_reason: Option<String>,
    pub recycled_reason: Option<String>,
    pub contacts: u32,
    pub last_contact: Option<ContactRow>,
    /// What contacts are planned.
    pub plan: Option<Box<PlanRow>>,
    /// Every lead that turned out to be this one.
    pub merged_ids: Vec<Uuid>,
    /// The lead that this one turned out to be.
    pub merged_into: Option<Uuid>,
    pub before_conversion: Option<BeforeConversion>,
    pub account_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
    /// What the deal had that its conversion opened.
    pub deal_has: DealHas,
    /// What it answered, by questionnaire.
    pub questionnaires: Vec<AnsweredRow>,
}

impl LeadRow {
    /// A lead as it was created.
    pub fn new(created: &LeadCreated, event: &Recorded<'_>) -> Self {
        let mut row = Self {
            id: event.fact.stream.id,
            position: event.position,
            revision: event.fact.revision,
            created_at: event.commit.occurred_at,
            updated_at: event.commit.occurred_at,
            silence: Silence::new(event.commit.occurred_at, event.commit.recorded_at),
            state: LeadState::New,
            person_id: created.person_id,
            boxes: KeptBox::of(event).into_iter().collect(),
            person_has: PersonHas::born(created),
            company: text(&created.company),
            source: created.source.to_string(),
            seniority: created.seniority,
            industry: text(&created.industry),
            company_size: created.company_size,
            region: text(&created.region),
            interest: text(&created.interest),
            use_case: text(&created.use_case),
            budget: created.budget,
            persona: created.persona,
            partner: created.partner,
            product: text(&created.product),
            utm: created.utm.as_ref().map_or_else(Vec::new, utm),
            has_consent: false,
            consent_marketing: None,
            consent_phone: None,
            consent_text_version: None,
            consent_captured_at: None,
            owner_id: created.owner_id,
            offered_at: created.owner_id.map(|_| event.commit.occurred_at),
            accepted_at: None,
            follows_lead_id: created.follows_lead_id.map(|id| id.0),
            external_id: created.external_id.clone(),
            custom: created.custom.clone(),
            mailbox: created.mailbox,
            domain: text(&created.domain),
            keys: personal_keys(&created.keys),
            score: Score::default(),
            // The lowest band, until points are given.
            priority: Priority::Low,
            band: LeadBand::Cold,
            stages: StageTimes::default(),
            checklist: None,
            feedback_due: false,
            disqualified_reason: None,
            recycled_reason: None,
            contacts: 0,
            last_contact: None,
            plan: None,
            merged_ids: Vec::new(),
            merged_into: None,
            before_conversion: None,
            account_id: None,
            contact_id: None,
            opportunity_id: None,
            deal_has: DealHas::default(),
            questionnaires: Vec::new(),
        };
        row.consented(created.consent.as_ref());
        row
    }

    /// Takes over what the person agreed to, whole.
    pub fn consented(&mut self, consent: Option<&Consent>) {
        self.has_consent = consent.is_some();
        self.consent_marketing = consent.and_then(|consent| consent.marketing);
        self.consent_phone = consent.and_then(|consent| consent.phone);
        self.consent_text_version = consent.and_then(|consent| text(&consent.text_version));
        self.consent_captured_at = consent.and_then(|consent| consent.captured_at);
    }

    /// Takes over what every event of the stream says.
    pub fn touch(&mut self, event: &Recorded<'_>) {
        self.revision = event.fact.revision;
        self.updated_at = self.updated_at.max(event.commit.occurred_at);
    }

    /// Keeps the person as an event says they are from now on, if it says so.
    pub fn whole_person(&mut self, event: &Recorded<'_>) {
        if let Some(whole) = KeptBox::of(event) {
            self.boxes = vec![whole];
        }
    }

    /// Keeps a later note beside the person, and none before it.
    pub fn note(&mut self, event: &Recorded<'_>) {
        if let Some(note) = KeptBox::of(event) {
            self.boxes.truncate(1);
            self.boxes.push(note);
        }
    }
}

/// A text as rows keep it.
pub fn text<const MAX: usize>(text: &Option<Text<MAX>>) -> Option<String> {
    text.as_ref().map(ToString::to_string)
}

/// The campaign parameters that are given, by name.
pub fn utm(utm: &Utm) -> Vec<(String, String)> {
    let Utm { source, medium, campaign, term, content, id, referrer } = utm;
    let named = [
        ("source", source),
        ("medium", medium),
        ("campaign", campaign),
        ("term", term),
        ("content", content),
        ("id", id),
    ];
    let named = named.into_iter().map(|(name, value)| (name, text(value)));
    let named = named.chain([("referrer", text(referrer))]);
    named.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// What one `LeadScored` event gave, and what earned it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointRow {
    pub position: Position,
    pub model_version: u32,
    pub points: Vec<(String, ScorePart, i32)>,
    pub cause_position: Position,
    pub cause_event: String,
    pub behavior: Option<Behavior>,
    pub at: Timestamp,
}

impl PointRow {
    /// `cause` is the fact right before it in the same commit.
    pub fn new(event: &Recorded<'_>, scored: &LeadScored, cause: Option<&Recorded<'_>>) -> Self {
        let cause = cause.unwrap_or(event);
        let behavior =
            if let Event::Lead(LeadEvent::LeadBehaviorRecorded(recorded)) = &cause.fact.event {
                Some(recorded)
            } else {
                None
            };
        let point = |p: &event_schema::event::Point| (p.rule.to_string(), p.part, p.points);
        Self {
            position: event.position,
            model_version: scored.model_version,
            points: scored.points.iter().map(point).collect(),
            cause_position: cause.position,
            cause_event: cause.fact.event.name().to_owned(),
            behavior: behavior.map(|recorded| recorded.behavior),
            at: behavior.map_or(event.commit.occurred_at, |recorded| recorded.at),
        }
    }
}
