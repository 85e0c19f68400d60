//! Contacts.

use event_schema::Timestamp;
use event_schema::id::PersonId;
use projection_service::query::ContactView;
use uuid::Uuid;

use super::account_figures::Completeness;
use super::body;
use super::custom::Custom;
use super::organisation::ContactLink;
use super::proposal::DuplicateProposal;
use super::values::ExternalRef;

body! {
    /// A person at an account.
    Contact {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// At which account.
        account_id: Uuid,
        /// The person, without saying who.
        person_id: PersonId,
        /// True if the personal fields are withheld or the person was erased; they are null then.
        sealed: bool,
        /// Name of the person.
        person_name: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Phone number in E.164.
        phone: Option<String>,
        /// Job title.
        title: Option<String>,
        /// Note about the person.
        note: Option<String>,
        /// Their part in decisions.
        decision_role: Option<String>,
        /// How much their word weighs.
        influence: Option<String>,
        /// How they like to talk.
        style: Option<String>,
        /// What they like and don't.
        preferences: Option<String>,
        /// What they decide by.
        decision_factors: Option<String>,
        /// Whether it is the account's main contact.
        main: bool,
        /// The contact of the same account that they report to.
        reports_to: Option<Uuid>,
        /// On whom they have influence, at whichever account.
        influences: Vec<ContactLink>,
        /// Who has influence on them.
        influenced_by: Vec<ContactLink>,
        /// The lead they came from.
        from_lead_id: Option<Uuid>,
        /// The leads that were converted into it.
        lead_ids: Vec<Uuid>,
        /// How complete it is, by the key fields of contacts. A personal field counts where it is there,
        /// also for those who may not see it.
        completeness: Completeness,
        /// The contacts that it may be one with, at whichever account, the likeliest first: merge
        /// them with `MergeContacts`, or leave them. Empty in lists.
        duplicates: Vec<DuplicateProposal>,
        /// The contacts that turned out to be this one.
        merged_ids: Vec<Uuid>,
        /// The same contact in another system.
        external_id: Option<ExternalRef>,
        /// Fields that the tenant defined for contacts, by key: those that have a value. Personal
        /// ones are left out where the person is sealed.
        custom: Custom,
        /// When it was created, in business.
        created_at: Timestamp,
        /// When it last changed, in business.
        updated_at: Timestamp,
    }
}

impl From<ContactView> for Contact {
    fn from(contact: ContactView) -> Self {
        Self {
            id: contact.id,
            revision: contact.revision,
            account_id: contact.account_id,
            person_id: contact.person.person_id,
            sealed: contact.person.sealed,
            person_name: contact.person.person_name,
            email: contact.person.email,
            phone: contact.person.phone,
            title: contact.person.title,
            note: contact.person.note,
            decision_role: contact.decision_role,
            influence: contact.influence,
            style: contact.person.style,
            preferences: contact.person.preferences,
            decision_factors: contact.person.decision_factors,
            main: contact.main,
            reports_to: contact.reports_to,
            influences: contact.influences.into_iter().map(Into::into).collect(),
            influenced_by: contact.influenced_by.into_iter().map(Into::into).collect(),
            from_lead_id: contact.from_lead_id,
            lead_ids: contact.lead_ids,
            completeness: contact.completeness.into(),
            duplicates: contact.duplicates.into_iter().map(Into::into).collect(),
            merged_ids: contact.merged_ids,
            external_id: contact.external_id.map(Into::into),
            custom: contact.custom.into(),
            created_at: contact.created_at,
            updated_at: contact.updated_at,
        }
    }
}
