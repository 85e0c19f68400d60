//! The lists and their fields: what a condition may name.

use event_schema::command::ViewedList;
use serde::{Deserialize, Serialize};

/// A list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Leads.
    Leads,
    /// Accounts.
    Accounts,
    /// Contacts.
    Contacts,
    /// Opportunities.
    Opportunities,
    /// Interactions, which are asked for as what belongs to another record.
    Interactions,
    /// Orders, likewise.
    Orders,
    /// Contracts, likewise.
    Contracts,
    /// Records of one object that the tenant defined.
    Records,
    /// Accounts as they are made: what rules are asked of, and no list.
    NewAccounts,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// One of some words that repeat, such as a region.
    Word,
    /// Several of them, such as tags.
    Words,
    /// An id that repeats, such as an owner's.
    Id,
    /// A whole number.
    Number,
    /// A decimal, to four places.
    Decimal,
    /// An instant.
    Time,
    /// A date.
    Date,
    /// Yes or no.
    Flag,
}

/// A field's public name and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in conditions.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// Records that belong to those of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// The name in conditions.
    pub name: &'static str,
    /// Which list they are of.
    pub list: List,
}

impl From<ViewedList> for List {
    fn from(list: ViewedList) -> Self {
        match list {
            ViewedList::Leads => Self::Leads,
            ViewedList::Accounts => Self::Accounts,
            ViewedList::Contacts => Self::Contacts,
            ViewedList::Opportunities => Self::Opportunities,
        }
    }
}

impl List {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Opportunities => "opportunities",
            Self::Interactions => "interactions",
            Self::Orders => "orders",
            Self::Contracts => "contracts",
            Self::Records => "records",
            Self::NewAccounts => "new_accounts",
        }
    }

    /// Its fields, in the order of the columns that are sifted.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Leads => LEADS,
            Self::Accounts => ACCOUNTS,
            Self::Contacts => CONTACTS,
            Self::Opportunities => OPPORTUNITIES,
            Self::Interactions => INTERACTIONS,
            Self::Orders => ORDERS,
            Self::Contracts => CONTRACTS,
            Self::Records => RECORDS,
            Self::NewAccounts => NEW_ACCOUNTS,
        }
    }

    /// What belongs to its records, or what they belong to.
    pub fn relations(self) -> &'static [Relation] {
        match self {
            Self::Accounts => OF_ACCOUNTS,
            Self::Contacts | Self::Opportunities => OF_CUSTOMERS,
            Self::Leads
            | Self::Interactions
            | Self::Orders
            | Self::Contracts
            | Self::Records
            | Self::NewAccounts => &[],
        }
    }

    /// A field by its name.
    pub fn field(self, name: &str) -> Option<Field> {
        self.fields().iter().copied().find(|field| field.name == name)
    }

    /// The fields that it can be sorted by.
    pub fn sortable(self) -> impl Iterator<Item = Field> {
        self.fields().iter().copied().filter(|field| field.kind.has_order())
    }
}

impl Kind {
    /// Whether one value comes before another: lists can be sorted by it.
    pub fn has_order(self) -> bool {
        match self {
            Self::Number | Self::Decimal | Self::Time | Self::Date => true,
            Self::Word | Self::Words | Self::Id | Self::Flag => false,
        }
    }
}

const fn relation(name: &'static str, list: List) -> Relation {
    Relation { name, list }
}

const OF_ACCOUNTS: &[Relation] = &[
    relation("contacts", List::Contacts),
    relation("opportunities", List::Opportunities),
    relation("interactions", List::Interactions),
    relation("orders", List::Orders),
    relation("contracts", List::Contracts),
];

/// Of contacts and of opportunities.
const OF_CUSTOMERS: &[Relation] =
    &[relation("account", List::Accounts), relation("interactions", List::Interactions)];

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

const LEADS: &[Field] = &[
    field("state", Kind::Word),
    field("owner", Kind::Id),
    field("source", Kind::Word),
    field("region", Kind::Word),
    field("industry", Kind::Word),
    field("product", Kind::Word),
    field("company_size", Kind::Number),
    field("seniority", Kind::Word),
    field("mailbox", Kind::Word),
    field("marketing_consent", Kind::Word),
    field("phone_consent", Kind::Word),
    field("priority", Kind::Word),
    field("band", Kind::Word),
    field("score", Kind::Number),
    field("fit", Kind::Number),
    field("behaviour", Kind::Number),
    field("disqualified_reason", Kind::Word),
    field("recycled_reason", Kind::Word),
    field("contacts", Kind::Number),
    field("last_contact_at", Kind::Time),
    field("next_action_at", Kind::Time),
    field("mql_at", Kind::Time),
    field("sql_at", Kind::Time),
    field("created_at", Kind::Time),
    field("updated_at", Kind::Time),
    field("feedback_due", Kind::Flag),
    field("budget", Kind::Decimal),
    field("budget_currency", Kind::Word),
    field("persona", Kind::Word),
    field("partner", Kind::Id),
    // The next step of the plan of contacts that is under way.
    field("next_step_due_at", Kind::Time),
    // By the key fields in force, so they are told for the question.
    field("completeness", Kind::Decimal),
    field("incomplete", Kind::Flag),
];

const ACCOUNTS: &[Field] = &[
    field("owner", Kind::Id),
    field("parent", Kind::Id),
    field("grade", Kind::Word),
    field("region", Kind::Word),
    field("industry", Kind::Word),
    field("life_cycle", Kind::Word),
    field("tags", Kind::Words),
    field("size", Kind::Number),
    // How many leads became it.
    field("leads", Kind::Number),
    field("last_interaction_at", Kind::Time),
    field("next_action_at", Kind::Time),
    // Its latest interaction, else its creation.
    field("quiet_since", Kind::Time),
    field("created_at", Kind::Time),
    field("updated_at", Kind::Time),
    // When its grade was last given or looked at.
    field("grade_reviewed_at", Kind::Time),
    // Where its latest hand-over stands.
    field("handover", Kind::Word),
    // Of a year.
    field("revenue", Kind::Decimal),
    field("revenue_currency", Kind::Word),
    // With it, or with a lead that became it.
    field("first_contact_at", Kind::Time),
    field("contacts", Kind::Number),
    // Its orders that were not cancelled; their sum where all have one currency.
    field("orders", Kind::Number),
    field("ordered", Kind::Decimal),
    field("order_currency", Kind::Word),
    field("first_order_at", Kind::Time),
    field("last_order_at", Kind::Time),
    // By the key fields in force, so they are told for the question.
    field("completeness", Kind::Decimal),
    field("incomplete", Kind::Flag),
    // By the rules on accounts in force and for the day, so they are told for the question.
    field("next_contact_due_at", Kind::Time),
    field("contact_overdue", Kind::Flag),
    field("regrade", Kind::Flag),
    field("grade_review_due", Kind::Flag),
];

/// What is known of an account when its record is made.
const NEW_ACCOUNTS: &[Field] = &[
    field("name", Kind::Word),
    field("industry", Kind::Word),
    field("size", Kind::Number),
    field("region", Kind::Word),
    field("grade", Kind::Word),
    field("life_cycle", Kind::Word),
    field("domain", Kind::Word),
    field("parent", Kind::Id),
    // As they were given, without those of any rule.
    field("tags", Kind::Words),
    // The source of the lead whose conversion makes it.
    field("source", Kind::Word),
];

const CONTACTS: &[Field] = &[
    field("account", Kind::Id),
    field("decision_role", Kind::Word),
    field("influence", Kind::Word),
    field("main", Kind::Flag),
    field("reports_to", Kind::Id),
    field("created_at", Kind::Time),
    field("updated_at", Kind::Time),
    // By the key fields in force, so they are told for the question.
    field("completeness", Kind::Decimal),
    field("incomplete", Kind::Flag),
];

const OPPORTUNITIES: &[Field] = &[
    field("account", Kind::Id),
    field("owner", Kind::Id),
    field("driver", Kind::Id),
    field("state", Kind::Word),
    field("pipeline", Kind::Word),
    field("stage", Kind::Word),
    field("kind", Kind::Word),
    field("product", Kind::Word),
    field("region", Kind::Word),
    field("source", Kind::Word),
    field("amount", Kind::Decimal),
    field("currency", Kind::Word),
    field("probability", Kind::Decimal),
    field("overridden", Kind::Flag),
    field("in_pipeline", Kind::Flag),
    field("expected_close", Kind::Date),
    field("pushes", Kind::Number),
    field("pushed_days", Kind::Number),
    field("risks", Kind::Words),
    field("competitors", Kind::Words),
    field("approval", Kind::Word),
    field("next_step_on", Kind::Date),
    field("loss_reason", Kind::Word),
    field("win_reason", Kind::Word),
    field("stage_since", Kind::Time),
    field("opened_at", Kind::Time),
    field("won_at", Kind::Time),
    field("lost_at", Kind::Time),
    field("last_activity_at", Kind::Time),
    field("updated_at", Kind::Time),
    field("partner", Kind::Id),
    field("commission", Kind::Decimal),
    // By the thresholds in force, so it is told from pipeline, currency and amount.
    field("large", Kind::Flag),
];

const INTERACTIONS: &[Field] = &[
    field("channel", Kind::Word),
    field("direction", Kind::Word),
    field("outcome", Kind::Word),
    field("sentiment", Kind::Word),
    field("priority", Kind::Word),
    field("at", Kind::Time),
    field("next_at", Kind::Time),
    field("duration_seconds", Kind::Number),
];

const ORDERS: &[Field] = &[
    field("product", Kind::Word),
    field("currency", Kind::Word),
    field("amount", Kind::Decimal),
    field("ordered_at", Kind::Time),
    field("cancelled", Kind::Flag),
];

/// What records of any object have.
const RECORDS: &[Field] = &[field("created_at", Kind::Time), field("updated_at", Kind::Time)];

const CONTRACTS: &[Field] = &[
    field("currency", Kind::Word),
    field("amount", Kind::Decimal),
    field("starts_on", Kind::Date),
    field("ends_on", Kind::Date),
    field("recorded_at", Kind::Time),
];
