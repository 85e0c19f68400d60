//! The answers, and the rows of lists that belong to no single record.

use event_schema::command::ViewedList;
use event_schema::event::SettingKind;
use event_schema::id::UserId;
use event_schema::{Position, StreamId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    AccountView, Activity, BulkView, Completeness, ContactView, ContractView, Duplicates, Funnel,
    IdleDue, InteractionView, LeadSummary, LeadView, Matching, Meetings, OpenFunnel,
    OpportunityView, OrderView, OrganisationView, RecordView, RulesTrial, SeekKey, TimelineRow,
};

/// Every answer, one for each question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Funnel(Funnel),
    Activity(Activity),
    OpenFunnel(OpenFunnel),
    Leads(Page<LeadSummary>),
    Lead(Box<LeadView>),
    Accounts(Page<AccountView>),
    Account(Box<AccountView>),
    Timeline(Page<TimelineRow>),
    Organisation(Box<OrganisationView>),
    Contacts(Page<ContactView>),
    Contact(Box<ContactView>),
    Interactions(Page<InteractionView>),
    Interaction(Box<InteractionView>),
    Orders(Page<OrderView>),
    Contracts(Page<ContractView>),
    Records(Page<RecordView>),
    Record(Box<RecordView>),
    Opportunities(Page<OpportunityView>),
    Opportunity(Box<OpportunityView>),
    Conversions(Page<ConversionRow>),
    RulesTrial(RulesTrial),
    OwnershipChanges(Page<OwnershipRow>),
    Views(Page<ViewRow>),
    Settings(Page<SettingRow>),
    Audit(Page<AuditRow>),
    BulkActions(Page<BulkView>),
    BulkAction(Box<BulkView>),
    BulkRecords(Vec<Uuid>),
    Matching(Matching),
    Idle(IdleDue),
    Duplicates(Duplicates),
    /// Whether the results of meetings are entered in time.
    Meetings(Meetings),
    /// How complete the records of a kind are.
    Completeness(Completeness),
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items, newest first.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<SeekKey>,
    /// How many match, where that was asked.
    pub count: Option<u64>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::whole(Vec::new())
    }
}

impl<T> Page<T> {
    /// A page that is all there is.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None, count: None }
    }
}

/// One conversion of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConversionRow {
    /// Position of the `LeadConverted` event.
    pub position: Position,
    /// The lead.
    pub lead_id: Uuid,
    /// The account and how it was come by.
    pub account_id: Uuid,
    /// `use`, `create` or `match`.
    pub account_mode: String,
    /// The contact, if any.
    pub contact_id: Option<Uuid>,
    /// `use`, `create` or `match`.
    pub contact_mode: Option<String>,
    /// The opportunity, if any.
    pub opportunity_id: Option<Uuid>,
    /// Who owned the lead.
    pub owner_before: Option<UserId>,
    /// Who owns what came of it.
    pub owner_id: Option<UserId>,
    /// Who converted.
    pub actor: String,
    /// For whom.
    pub on_behalf_of: Option<UserId>,
    /// When in business.
    pub occurred_at: Timestamp,
    /// When recorded.
    pub recorded_at: Timestamp,
}

/// One change of owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnershipRow {
    /// Position of the event.
    pub position: Position,
    /// Of which record.
    pub stream: StreamId,
    /// From whom.
    pub before: Option<UserId>,
    /// To whom.
    pub after: Option<UserId>,
    /// Why.
    pub reason: Option<String>,
    /// The command that did it, such as `ChangeAccountOwner` or `ConvertLead`.
    pub command: String,
    /// By whom.
    pub actor: String,
    /// For whom.
    pub on_behalf_of: Option<UserId>,
    /// When in business.
    pub occurred_at: Timestamp,
    /// When recorded.
    pub recorded_at: Timestamp,
    /// Records that changed hands in the same commit.
    pub linked: Vec<StreamId>,
}

/// A saved view that is in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewRow {
    /// By which it is asked for.
    pub key: String,
    /// The list that it is of.
    pub list: ViewedList,
    /// What it is called.
    pub name: String,
    /// The condition, as JSON text.
    pub filter: String,
    /// The order, as it is asked for.
    pub sort: Option<String>,
    /// Whether all may read it.
    pub shared: bool,
    /// Which version of it this is.
    pub version: u32,
}

/// One version of a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingRow {
    /// What it is about.
    pub kind: SettingKind,
    /// Which one of its kind.
    pub key: String,
    /// Counted from 1 for each kind and key.
    pub version: u32,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// From when it holds; none from the beginning of time.
    pub effective_from: Option<Timestamp>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Whether Kith ships it.
    pub shipped: bool,
    /// The setting itself, as JSON text.
    pub body: String,
}

/// One field before and after; values as JSON text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which field.
    pub field: String,
    /// Its JSON value before, as text.
    pub before: Option<String>,
    /// Its JSON value after, as text.
    pub after: Option<String>,
}

/// One line of the audit trail: one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    /// The event's position.
    pub position: Position,
    /// When recorded.
    pub recorded_at: Timestamp,
    /// When in business.
    pub occurred_at: Timestamp,
    /// By whom.
    pub actor: String,
    /// For whom.
    pub on_behalf_of: Option<UserId>,
    /// The command.
    pub command: String,
    /// The event's type.
    pub event: String,
    /// The record.
    pub stream: StreamId,
    /// What changed.
    pub changes: Vec<FieldChange>,
    /// Why, where the event says.
    pub reason: Option<String>,
    /// Settings that the decision used: `kind/key` and version.
    pub setting_versions: Vec<(String, u32)>,
    /// What it belongs to.
    pub correlation_id: Option<String>,
}

/// How far a tenant's models are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Positions {
    /// The tenant's last position in the log.
    pub head: Position,
    /// Each model.
    pub models: Vec<ModelPosition>,
}

/// How far one model is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelPosition {
    /// Its name.
    pub name: String,
    /// The version that answers.
    pub version: u32,
    /// The tenant's position that it covers.
    pub position: Position,
    /// How many of the tenant's events it has to go.
    pub lag_events: u64,
    /// How old the oldest event is that it has not seen, in seconds; 0 if there is none.
    pub lag_seconds: f64,
    /// `live`, `catching_up`, `opening`, `rebuilding` or `quarantined`.
    pub state: String,
}
