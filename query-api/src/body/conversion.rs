//! Conversions of leads.

use event_schema::Timestamp;
use event_schema::id::UserId;
use projection_service::query::ConversionRow;
use uuid::Uuid;

use super::body;

body! {
    /// One conversion of a lead.
    Conversion {
        /// Position of the LeadConverted event.
        position: u64,
        /// The lead.
        lead_id: Uuid,
        /// The account.
        account_id: Uuid,
        /// How the account was come by: use, create or match.
        account_mode: String,
        /// The contact.
        contact_id: Option<Uuid>,
        /// How the contact was come by: use, create or match.
        contact_mode: Option<String>,
        /// The opportunity that it opened.
        opportunity_id: Option<Uuid>,
        /// Who owned the lead.
        owner_before: Option<UserId>,
        /// Who owns what came of it.
        owner_id: Option<UserId>,
        /// Who converted.
        actor: String,
        /// For whom.
        on_behalf_of: Option<UserId>,
        /// When in business.
        occurred_at: Timestamp,
        /// When it was recorded.
        recorded_at: Timestamp,
    }
}

impl From<ConversionRow> for Conversion {
    fn from(row: ConversionRow) -> Self {
        Self {
            position: row.position,
            lead_id: row.lead_id,
            account_id: row.account_id,
            account_mode: row.account_mode,
            contact_id: row.contact_id,
            contact_mode: row.contact_mode,
            opportunity_id: row.opportunity_id,
            owner_before: row.owner_before,
            owner_id: row.owner_id,
            actor: row.actor,
            on_behalf_of: row.on_behalf_of,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
        }
    }
}
