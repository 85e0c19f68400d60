//! Accounts.

use event_schema::Timestamp;
use event_schema::id::UserId;
use projection_service::query::AccountView;
use uuid::Uuid;

use super::values::ExternalRef;
use super::{Contact, Opportunity, body};

body! {
    /// A customer company.
    Account {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// Its number, given in log order: `CRM`, year and month, and a count.
        number: String,
        /// Full legal name.
        name: String,
        /// Industry.
        industry: Option<String>,
        /// Number of staff.
        size: Option<u32>,
        /// Region.
        region: Option<String>,
        /// Who owns it.
        owner_id: Option<UserId>,
        /// Value grade A to D.
        grade: Option<String>,
        /// Free tags.
        tags: Vec<String>,
        /// Domain of its e-mail addresses.
        domain: Option<String>,
        /// The same account in another system.
        external_id: Option<ExternalRef>,
        /// The leads that were converted into it.
        lead_ids: Vec<Uuid>,
        /// Its contacts; empty in lists.
        contacts: Vec<Contact>,
        /// Its opportunities; empty in lists.
        opportunities: Vec<Opportunity>,
        /// When it was created, in business.
        created_at: Timestamp,
        /// When it last changed, in business.
        updated_at: Timestamp,
    }
}

impl From<AccountView> for Account {
    fn from(account: AccountView) -> Self {
        Self {
            id: account.id,
            revision: account.revision,
            number: account.number,
            name: account.name,
            industry: account.industry,
            size: account.size,
            region: account.region,
            owner_id: account.owner_id,
            grade: account.grade,
            tags: account.tags,
            domain: account.domain,
            external_id: account.external_id.map(Into::into),
            lead_ids: account.lead_ids,
            contacts: account.contacts.into_iter().map(Into::into).collect(),
            opportunities: account.opportunities.into_iter().map(Into::into).collect(),
            created_at: account.created_at,
            updated_at: account.updated_at,
        }
    }
}
