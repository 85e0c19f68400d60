//! The lists and their fields: what a condition may name.

use event_schema::choice::Choice;
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
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Choice for List {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("leads", Self::Leads),
        ("accounts", Self::Accounts),
        ("contacts", Self::Contacts),
        ("opportunities", Self::Opportunities),
    ];
}

impl List {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Opportunities => "opportunities",
        }
    }

    /// Its fields, in the order of the columns that are sifted.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Leads => LEADS,
            Self::Accounts => ACCOUNTS,
            Self::Contacts => CONTACTS,
            Self::Opportunities => OPPORTUNITIES,
        }
    }

    /// What belongs to its records.
    pub fn relations(self) -> &'static [Relation] {
        match self {
            Self::Accounts => &[
                Relation { name: "contacts", list: Self::Contacts },
                Relation { name: "opportunities", list: Self::Opportunities },
            ],
            Self::Leads | Self::Contacts | Self::Opportunities => &[],
        }
    }
}

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
];

const ACCOUNTS: &[Field] = &[
    field("owner", Kind::Id),
    field("grade", Kind::Word),
    field("region", Kind::Word),
    field("industry", Kind::Word),
    field("size", Kind::Number),
    field("tags", Kind::Words),
    field("created_at", Kind::Time),
    field("updated_at", Kind::Time),
];

const CONTACTS: &[Field] = &[
    field("account", Kind::Id),
    field("decision_role", Kind::Word),
    field("influence", Kind::Word),
    field("created_at", Kind::Time),
    field("updated_at", Kind::Time),
];

const OPPORTUNITIES: &[Field] = &[
    field("account", Kind::Id),
    field("owner", Kind::Id),
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
    field("expected_close", Kind::Date),
    field("loss_reason", Kind::Word),
    field("opened_at", Kind::Time),
    field("updated_at", Kind::Time),
];
