//! Accounts.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::id::UserId;
use event_schema::value::Money;
use projection_service::query::AccountView;
use uuid::Uuid;

use super::account_figures::{Completeness, MergedAccount, NextAction, OrderSum, Relation};
use super::care::{GradeProposal, Handover, Template};
use super::custom::Custom;
use super::opportunity::in_minor_units;
use super::proposal::DuplicateProposal;
use super::values::ExternalRef;
use super::{Contact, Contract, Engagement, Opportunity, body};

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
        /// Revenue of a year.
        revenue: Option<Money>,
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
        /// Its web site.
        website: Option<String>,
        /// The company's phone number in E.164.
        phone: Option<String>,
        /// Where the company is.
        address: Option<String>,
        /// What it needs most.
        need: Option<String>,
        /// Where it is in its life as a customer.
        life_cycle: Option<String>,
        /// The account right above it.
        parent_id: Option<Uuid>,
        /// What other accounts are to it, and it to them.
        relations: Vec<Relation>,
        /// Its main contact.
        main_contact_id: Option<Uuid>,
        /// When somebody first spoke with it, with one of its contacts, or with a lead that became it;
        /// what is entered late counts from when it was.
        first_contact_at: Option<Timestamp>,
        /// The day of that in the tenant's zone.
        first_contact_on: Option<NaiveDate>,
        /// When it was last in contact.
        last_interaction_at: Option<Timestamp>,
        /// The next step that its latest interaction asks for.
        next_action: Option<NextAction>,
        /// Days in the tenant's zone since its last interaction, else since its creation.
        silent_days: u32,
        /// What it ordered.
        orders: OrderSum,
        /// Its contracts; empty in lists.
        contracts: Vec<Contract>,
        /// How many of its key fields are filled.
        completeness: Completeness,
        /// When its grade was last given or looked at.
        grade_reviewed_at: Option<Timestamp>,
        /// The grade that its orders propose; null where the setting `account_rules` proposes none.
        proposed_grade: Option<GradeProposal>,
        /// When it is to be heard of by the rhythm of its grade: the first instant of that day; null
        /// without a rhythm.
        next_contact_due_at: Option<Timestamp>,
        /// Days since then; null without a rhythm.
        overdue_days: Option<u32>,
        /// The tags that it got by rule and still has.
        tags_by_rule: Vec<String>,
        /// The template that it was made of.
        template: Option<Template>,
        /// Its latest hand-over.
        handover: Option<Handover>,
        /// What is wrong with the record: no_contact, incomplete, stale, no_account_manager,
        /// grade_review_due.
        quality: Vec<String>,
        /// What could be better about its name: abbreviation, branch_format.
        naming_hints: Vec<String>,
        /// The same account in another system.
        external_id: Option<ExternalRef>,
        /// Fields that the tenant defined for accounts, by key: those that have a value.
        custom: Custom,
        /// The leads that were converted into it.
        lead_ids: Vec<Uuid>,
        /// The accounts that it may be one with, the likeliest first: merge them with
        /// `MergeAccounts`, or leave them. Empty in lists.
        duplicates: Vec<DuplicateProposal>,
        /// The accounts that turned out to be this one, with the numbers that they had.
        merged: Vec<MergedAccount>,
        /// Its contacts; empty in lists.
        contacts: Vec<Contact>,
        /// Its opportunities; empty in lists.
        opportunities: Vec<Opportunity>,
        /// What its people did, together: the leads that were converted into it, and open ones with
        /// its domain; null in lists, and where the scoring model doesn't count it.
        engagement: Option<Engagement>,
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
            revenue: account.revenue.map(in_minor_units),
            region: account.region,
            owner_id: account.owner_id,
            grade: account.grade,
            tags: account.tags,
            domain: account.domain,
            website: account.website,
            phone: account.phone,
            address: account.address,
            need: account.need,
            life_cycle: account.life_cycle,
            parent_id: account.parent_id,
            relations: account.relations.into_iter().map(Into::into).collect(),
            main_contact_id: account.main_contact_id,
            first_contact_at: account.first_contact_at,
            first_contact_on: account.first_contact_on,
            last_interaction_at: account.last_interaction_at,
            next_action: account.next_action.map(Into::into),
            silent_days: account.silent_days,
            orders: account.orders.into(),
            contracts: account.contracts.into_iter().map(Into::into).collect(),
            completeness: account.completeness.into(),
            grade_reviewed_at: account.grade_reviewed_at,
            proposed_grade: account.proposed_grade.map(Into::into),
            next_contact_due_at: account.next_contact.map(|next| next.due_at),
            overdue_days: account.next_contact.map(|next| next.overdue_days),
            tags_by_rule: account.tags_by_rule,
            template: account.template.map(Into::into),
            handover: account.handover.map(Into::into),
            quality: account.quality,
            naming_hints: account.naming_hints,
            external_id: account.external_id.map(Into::into),
            custom: account.custom.into(),
            lead_ids: account.lead_ids,
            duplicates: account.duplicates.into_iter().map(Into::into).collect(),
            merged: account.merged.into_iter().map(Into::into).collect(),
            contacts: account.contacts.into_iter().map(Into::into).collect(),
            opportunities: account.opportunities.into_iter().map(Into::into).collect(),
            engagement: account.engagement.map(Into::into),
            created_at: account.created_at,
            updated_at: account.updated_at,
        }
    }
}
