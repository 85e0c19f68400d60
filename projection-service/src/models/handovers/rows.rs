//! The rows of conversions and handovers, as they are kept.

use event_schema::commit::Recorded;
use event_schema::event::{LeadConverted, LinkMode};
use event_schema::id::{AccountId, ContactId, LeadId, OpportunityId, UserId};
use event_schema::{StreamId, Timestamp};
use serde::{Deserialize, Serialize};

/// By whom and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    pub actor: String,
    pub on_behalf_of: Option<UserId>,
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
}

impl Act {
    /// The act that left this event.
    pub fn of(event: &Recorded<'_>) -> Self {
        Self {
            actor: event.commit.actor.to_string(),
            on_behalf_of: event.commit.on_behalf_of,
            occurred_at: event.commit.occurred_at,
            recorded_at: event.commit.recorded_at,
        }
    }
}

/// A lead became a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Converted {
    pub lead_id: LeadId,
    pub account: (AccountId, LinkMode),
    pub contact: Option<(ContactId, LinkMode)>,
    pub opportunity: Option<OpportunityId>,
    pub owner_before: Option<UserId>,
    pub owner_id: Option<UserId>,
    pub act: Act,
}

impl Converted {
    /// The conversion of a lead that was owned by `owner_before`.
    pub fn new(
        event: &Recorded<'_>,
        converted: &LeadConverted,
        owner_before: Option<UserId>,
    ) -> Self {
        Self {
            lead_id: LeadId(event.fact.stream.id),
            account: (converted.account.id, converted.account.mode),
            contact: converted.contact.map(|contact| (contact.id, contact.mode)),
            opportunity: converted.opportunity.map(|opportunity| opportunity.id),
            owner_before,
            owner_id: converted.owner_id,
            act: Act::of(event),
        }
    }

    /// The records that came of it.
    pub fn created(&self) -> Vec<StreamId> {
        let made = |mode| matches!(mode, LinkMode::Create);
        let account = made(self.account.1).then(|| self.account.0.into());
        let contact =
            self.contact.filter(|contact| made(contact.1)).map(|contact| contact.0.into());
        let opportunity = self.opportunity.map(StreamId::from);
        [account, contact, opportunity].into_iter().flatten().collect()
    }
}

/// A record changed hands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub stream: StreamId,
    pub before: Option<UserId>,
    pub after: Option<UserId>,
    pub reason: Option<String>,
    pub command: String,
    pub act: Act,
    pub linked: Vec<StreamId>,
}
