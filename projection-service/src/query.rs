//! The query port: every question that can be asked of the read models, and the shape of each
//! answer. One process calls it directly; between processes the same types travel as bincode, so
//! they are plain: no tagged enums, no skipped fields, no JSON values.

mod answer;
mod bulk;
mod care;
mod completeness;
mod deals;
mod duplicates;
mod funnel;
mod idle;
mod organisation;
mod records;
mod timeline;
mod trade;
mod trial;

use std::time::Duration;

use event_schema::command::ViewedList;
use event_schema::event::{OpportunityKind, SettingKind};
use event_schema::id::UserId;
use event_schema::value::Key;
use event_schema::{Actor, Position, StreamType, TenantId, Timestamp};
use rules::views::{Condition, List, Order};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use answer::{
    Answer, AuditRow, ConversionRow, FieldChange, ModelPosition, OwnershipRow, Page, Positions,
    SettingRow, ViewRow,
};
pub use bulk::{BulkState, BulkView, Matching};
pub use care::{HandoverState, HandoverView, NextContact, ProposedGrade};
pub use completeness::{
    Completeness, CompletenessBy, FilledFigures, Keyed, MeetingFigures, Meetings,
};
pub use deals::{
    ApprovalState, ApprovalView, BuyingRoleView, Cycle, DateRange, DealFigures, DealsBy, DealsOf,
    Idle, MilestoneView, OpportunityView, ReasonCount, RiskView, SourceFigures, StageConversion,
    StageDwell, StageStay,
};
pub use duplicates::{Alike, AlikeRow, DuplicateRow, Duplicates, DuplicatesAsked, OtherRow};
pub use funnel::{
    Activity, ActivityFigures, ActivityGroup, ActivityTargets, Conversion, Funnel, FunnelBy,
    FunnelGroup, FunnelTarget, LeadStage, Left, OpenFunnel, OpenGroup, OpenStage, StageCount,
};
pub use idle::{IdleDue, IdleOf, OwedDuty};
pub use organisation::{ContactLinkView, InfluenceLine, OrganisationView, ReportingLine};
pub use records::{
    AccountView, Assignment, ContactPlanView, ContactStepView, ContactView, LeadContact, LeadState,
    LeadSummary, LeadView, Match, MergedAccount, OpportunityState, Person, PointView, Proposal,
    QuestionnaireView, Score, StageTime, Stages,
};

pub use timeline::{Engagement, TimelineFilter, TimelineRow};
pub use trial::{OpenTrial, RefusedConversion, RulesTrial, UnmetCount};

pub use trade::{
    ContractFilter, ContractView, Filled, InteractionFilter, InteractionView, NextStep,
    OrderFigures, OrderFilter, OrderView, RecordFilter, RecordView, RelationView,
};

/// Which state of the world an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AsOf {
    /// Now: the live models.
    Now,
    /// What had happened by this instant, whenever it was recorded.
    Occurred(Timestamp),
    /// What had been recorded by this instant.
    Recorded(Timestamp),
}

/// Whether the asker may see personal fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sight {
    /// Boxes are opened for the answer.
    Clear,
    /// Boxes stay shut; personal fields are null and `sealed` is true.
    Sealed,
}

/// Wait until the model covers a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtLeast {
    /// Which position.
    pub position: Position,
    /// How long to wait for it.
    pub wait: Duration,
}

/// A question with everything that decides its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Whose data.
    pub tenant: TenantId,
    /// The question.
    pub query: Query,
    /// Of which state of the world.
    pub as_of: AsOf,
    /// The present, for what depends on it; the query side reads no clock of its own.
    pub now: Timestamp,
    /// What the asker may see.
    pub sight: Sight,
    /// How far the model must be.
    pub at_least: Option<AtLeast>,
}

impl Ask {
    /// The instant that the answer is of: what moves with time is asked for then.
    pub fn at(&self) -> Timestamp {
        match self.as_of {
            AsOf::Now => self.now,
            AsOf::Occurred(at) | AsOf::Recorded(at) => at,
        }
    }
}

/// A half-open range of instants; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Range {
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
}

impl Range {
    /// Whether an instant is in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Which part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paging {
    /// How many items at most.
    pub limit: u16,
    /// Where the page before ended, as that answer's `next` says; its inside is the model's own,
    /// sealed against other tenants and filters by the API.
    pub after: Option<SeekKey>,
    /// Whether to count all that match.
    pub count: bool,
}

/// Place in a list: where the page before ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeekKey {
    /// The position of the event that created the record.
    pub position: Position,
    /// Its rank in the field that the list is sorted by; 0 in a list that is newest first.
    pub rank: i64,
}

impl SeekKey {
    /// A place in a list that is newest first.
    pub fn newest(position: Position) -> Self {
        Self { position, rank: 0 }
    }
}

/// Which records of a list, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Sifting {
    /// Those that meet it; every one if absent.
    pub condition: Option<Condition>,
    /// Newest first if absent, or as the view says.
    pub order: Option<Order>,
    /// Those of a saved view.
    pub view: Option<NamedView>,
}

/// A saved view that somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NamedView {
    /// By which key.
    pub key: Key,
    /// Who asks: their own view of that key comes before a shared one.
    pub subject: Actor,
}

/// Every question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Query {
    /// The funnel of leads created in a range.
    Funnel { range: Range, by: Option<FunnelBy> },
    /// What was done with the leads created in a range.
    Activity { range: Range, by: Option<FunnelBy> },
    /// Open opportunities by stage, and what is measured of all of them.
    OpenFunnel { of: DealsOf, by: Option<DealsBy> },
    /// Leads, newest first.
    Leads { filter: LeadFilter, paging: Paging },
    /// One lead.
    Lead { id: Uuid },
    /// Accounts, newest first.
    Accounts { filter: AccountFilter, paging: Paging },
    /// One account with its contacts and opportunities.
    Account { id: Uuid },
    /// Everything that happened with an account, by business time, newest first.
    Timeline { id: Uuid, filter: TimelineFilter, paging: Paging },
    /// Who reports to whom at an account, and who has influence on whom.
    Organisation { id: Uuid },
    /// Contacts, newest first.
    Contacts { filter: ContactFilter, paging: Paging },
    /// One contact.
    Contact { id: Uuid },
    /// Interactions, newest first; those with a step that is due, soonest first.
    Interactions { filter: InteractionFilter, paging: Paging },
    /// One interaction.
    Interaction { id: Uuid },
    /// Orders, newest first.
    Orders { filter: OrderFilter, paging: Paging },
    /// Contracts, newest first.
    Contracts { filter: ContractFilter, paging: Paging },
    /// Records of objects that the tenant defined, newest first.
    Records { filter: RecordFilter, paging: Paging },
    /// One record of an object.
    Record { id: Uuid },
    /// Opportunities, newest first.
    Opportunities { filter: OpportunityFilter, paging: Paging },
    /// One opportunity.
    Opportunity { id: Uuid },
    /// Conversions, newest first.
    Conversions { range: Range, owner: Option<UserId>, paging: Paging },
    /// What conversion rules, as JSON and checked, would have done to the conversions of a range.
    TryConversionRules { rules: String, range: Range, examples: u16 },
    /// Changes of owner, newest first.
    OwnershipChanges { filter: OwnershipFilter, range: Range, paging: Paging },
    /// The saved views that somebody may ask for.
    Views { list: Option<ViewedList>, subject: Actor },
    /// Settings, in force or every version.
    Settings { filter: SettingFilter },
    /// Whether the results of the meetings in a range are entered in time.
    Meetings { range: Range, by_user: bool },
    /// How complete the records of a kind are.
    Completeness { of: Keyed, by: Option<CompletenessBy> },
    /// Records that may be ones that were there before them.
    Duplicates { asked: DuplicatesAsked, paging: Paging },
    /// The audit trail, newest first.
    Audit { filter: AuditFilter, range: Range, paging: Paging },
    /// Bulk actions, newest first.
    BulkActions { paging: Paging },
    /// One bulk action.
    BulkAction { id: Uuid },
    /// A part of the records that a bulk action chose.
    BulkRecords { id: Uuid, part: u32 },
    /// Which records of a list meet a condition; none are named if they are more than `most`.
    Matching { list: List, condition: Condition, most: u32 },
    /// Which duties are due because nobody did anything; at most so many.
    Idle { of: IdleOf, most: u32 },
    /// These records of a list, as the list shows them; those that there aren't are left out.
    Named { list: List, ids: Vec<Uuid> },
}

/// A person who is looked for by an address, as somebody wrote it; every given one must be theirs.
#[derive(Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct PersonSought {
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
}

/// Addresses stand in no log line.
impl std::fmt::Debug for PersonSought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonSought(…)")
    }
}

/// Which leads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct LeadFilter {
    /// In this state.
    pub state: Option<LeadState>,
    /// Of this owner.
    pub owner: Option<UserId>,
    /// From this source.
    pub source: Option<String>,
    /// Every word is a prefix of a word in company or product.
    pub text: Option<String>,
    /// With this reference in another system: system and id.
    pub external_id: Option<(String, String)>,
    /// Of this person.
    pub person: PersonSought,
    /// By a condition, in an order.
    pub sifting: Sifting,
}

/// Which accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct AccountFilter {
    /// Of this owner.
    pub owner: Option<UserId>,
    /// Of this grade.
    pub grade: Option<String>,
    /// In this region.
    pub region: Option<String>,
    /// In this industry.
    pub industry: Option<String>,
    /// With this tag.
    pub tag: Option<String>,
    /// Here in its life as a customer.
    pub life_cycle: Option<String>,
    /// Every word is a prefix of a word of its name.
    pub text: Option<String>,
    /// Without an interaction for at least so many days.
    pub silent_days_min: Option<u32>,
    /// To be heard of since yesterday or longer, or not.
    pub contact_overdue: Option<bool>,
    /// Whose orders propose another grade than they have, or not.
    pub regrade: Option<bool>,
    /// Whose grade is to be looked at again, or not.
    pub grade_review_due: Option<bool>,
    /// Without a contact, or with one.
    pub no_contact: Option<bool>,
    /// Right below this account.
    pub parent: Option<Uuid>,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
    /// By a condition, in an order.
    pub sifting: Sifting,
}

/// Which contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct ContactFilter {
    /// At this account.
    pub account: Option<Uuid>,
    /// With this part in decisions.
    pub decision_role: Option<String>,
    /// With this weight of word.
    pub influence: Option<String>,
    /// At an account by whose name this finds it.
    pub text: Option<String>,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
    /// Of this person.
    pub person: PersonSought,
    /// By a condition, in an order.
    pub sifting: Sifting,
}

/// Which opportunities.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct OpportunityFilter {
    /// Of this owner.
    pub owner: Option<UserId>,
    /// With this account.
    pub account: Option<Uuid>,
    /// In this stage.
    pub stage: Option<String>,
    /// In this pipeline.
    pub pipeline: Option<String>,
    /// Open, won or lost.
    pub state: Option<OpportunityState>,
    /// New business, renewal or expansion.
    pub kind: Option<OpportunityKind>,
    /// Of this product.
    pub product: Option<String>,
    /// In this region.
    pub region: Option<String>,
    /// From a lead of this source.
    pub source: Option<String>,
    /// With an expected close in this range.
    pub close: DateRange,
    /// Of at least this amount, in whatever currency.
    pub amount_min: Option<Decimal>,
    /// Of at most this amount, in whatever currency.
    pub amount_max: Option<Decimal>,
    /// Whose expected close was pushed, or never was.
    pub pushed: Option<bool>,
    /// With this risk.
    pub risk: Option<String>,
    /// Above the threshold of their pipelines, or not.
    pub large: Option<bool>,
    /// Open, and without activity for at least so many days.
    pub idle_days_min: Option<u32>,
    /// With this reference in another system.
    pub external_id: Option<(String, String)>,
    /// By a condition, in an order.
    pub sifting: Sifting,
}

/// Which changes of owner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct OwnershipFilter {
    /// Of records of this type.
    pub kind: Option<StreamType>,
    /// Of this record.
    pub id: Option<Uuid>,
}

/// Which settings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SettingFilter {
    /// Of this kind.
    pub kind: Option<SettingKind>,
    /// With this key.
    pub key: Option<String>,
    /// Every version, and not only those in force.
    pub all: bool,
    /// Who asks: of views they see their own and the shared ones.
    pub subject: Actor,
}

/// Which lines of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct AuditFilter {
    /// About records of this type.
    pub kind: Option<StreamType>,
    /// About this record.
    pub id: Option<Uuid>,
    /// By this actor.
    pub actor: Option<String>,
    /// With this event type.
    pub event: Option<String>,
    /// Of what belongs together under this correlation id.
    pub correlation: Option<String>,
}

/// An answer and the state of the world it reflects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// The tenant's position that it reflects.
    pub position: Position,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AskError {
    /// There is no such record, or there was none then.
    #[error("there is no such record")]
    NotFound,
    /// The model didn't reach the position in time.
    #[error("the read model is at position {position} and has not reached the one asked for")]
    NotCaughtUp {
        /// Where it is.
        position: Position,
    },
    /// The position asked for is past the tenant's last event.
    #[error("the tenant's log ends at position {head}")]
    PastHead {
        /// Where the log ends.
        head: Position,
    },
    /// The model is quarantined or being rebuilt for the first time.
    #[error("the read model {model} can't answer: {why}")]
    Unavailable {
        /// Which model.
        model: String,
        /// Why.
        why: String,
    },
    /// A field of the question is not legal.
    #[error("{field} {message}")]
    Invalid {
        /// Which field.
        field: String,
        /// The rule it breaks.
        message: String,
    },
    /// A field of the question names nothing.
    #[error("{field} {message}")]
    Unknown {
        /// Which field.
        field: String,
        /// What it should name.
        message: String,
    },
    /// The log couldn't be read.
    #[error("the log can't be read: {0}")]
    Log(String),
}
