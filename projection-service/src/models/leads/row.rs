//! The rows of leads, as they are kept.

use event_schema::commit::Recorded;
use event_schema::event::{
    Behavior, ConsentState, ExternalId, LeadCreated, LeadScored, MailboxClass, Priority, ScorePart,
    Seniority, Utm,
};
use event_schema::id::{PersonId, UserId};
use event_schema::stream::Revision;
use event_schema::value::Text;
use event_schema::{Event, LeadEvent, Position, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models::person::KeptBox;
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

/// One lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadRow {
    pub id: Uuid,
    pub position: Position,
    pub revision: Revision,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub state: LeadState,
    pub person_id: PersonId,
    pub boxes: Vec<KeptBox>,
    pub company: Option<String>,
    pub source: String,
    pub seniority: Option<Seniority>,
    pub industry: Option<String>,
    pub company_size: Option<u32>,
    pub region: Option<String>,
    pub interest: Option<String>,
    pub product: Option<String>,
    pub utm: Vec<(String, String)>,
    pub consent_marketing: Option<ConsentState>,
    pub consent_phone: Option<ConsentState>,
    pub consent_text_version: Option<String>,
    pub consent_captured_at: Option<Timestamp>,
    pub owner_id: Option<UserId>,
    pub follows_lead_id: Option<Uuid>,
    pub external_id: Option<ExternalId>,
    pub mailbox: Option<MailboxClass>,
    pub domain: Option<String>,
    pub score: Score,
    pub priority: Priority,
    pub stages: StageTimes,
    pub disqualified_reason: Option<String>,
    pub account_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub opportunity_id: Option<Uuid>,
}

impl LeadRow {
    /// A lead as it was created.
    pub fn new(created: &LeadCreated, event: &Recorded<'_>) -> Self {
        let consent = created.consent.as_ref();
        Self {
            id: event.fact.stream.id,
            position: event.position,
            revision: event.fact.revision,
            created_at: event.commit.occurred_at,
            updated_at: event.commit.occurred_at,
            state: LeadState::New,
            person_id: created.person_id,
            boxes: KeptBox::of(event).into_iter().collect(),
            company: text(&created.company),
            source: created.source.to_string(),
            seniority: created.seniority,
            industry: text(&created.industry),
            company_size: created.company_size,
            region: text(&created.region),
            interest: text(&created.interest),
            product: text(&created.product),
            utm: created.utm.as_ref().map_or_else(Vec::new, utm),
            consent_marketing: consent.and_then(|consent| consent.marketing),
            consent_phone: consent.and_then(|consent| consent.phone),
            consent_text_version: consent.and_then(|consent| text(&consent.text_version)),
            consent_captured_at: consent.and_then(|consent| consent.captured_at),
            owner_id: created.owner_id,
            follows_lead_id: created.follows_lead_id.map(|id| id.0),
            external_id: created.external_id.clone(),
            mailbox: created.mailbox,
            domain: text(&created.domain),
            score: Score::default(),
            // The lowest band, until points are given.
            priority: Priority::Low,
            stages: StageTimes::default(),
            disqualified_reason: None,
            account_id: None,
            contact_id: None,
            opportunity_id: None,
        }
    }

    /// Takes over what every event of the stream says.
    pub fn touch(&mut self, event: &Recorded<'_>) {
        self.revision = event.fact.revision;
        self.updated_at = self.updated_at.max(event.commit.occurred_at);
        self.boxes.extend(KeptBox::of(event));
    }
}

fn text<const MAX: usize>(text: &Option<Text<MAX>>) -> Option<String> {
    text.as_ref().map(ToString::to_string)
}

fn utm(utm: &Utm) -> Vec<(String, String)> {
    let Utm { source, medium, campaign, term, content } = utm;
    let named = [
        ("source", source),
        ("medium", medium),
        ("campaign", campaign),
        ("term", term),
        ("content", content),
    ];
    named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), text(value)?))).collect()
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
