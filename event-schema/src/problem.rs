//! Problem documents (RFC 9457): what a client is told when something is refused.

use serde::{Deserialize, Serialize};

use crate::choice::choice;
use crate::stream::StreamId;

choice! {
    /// What kind of problem; the last part of the document's `type`.
    Slug {
        /// Not JSON, an unknown field or parameter, or a wrong JSON type.
        Malformed = "malformed",
        /// No token, or none that holds.
        Unauthenticated = "unauthenticated",
        /// The token lacks a right.
        MissingRight = "missing-right",
        /// No such command.
        UnknownCommand = "unknown-command",
        /// No such record or page.
        UnknownTarget = "unknown-target",
        /// The record's state doesn't allow it.
        WrongState = "wrong-state",
        /// The lead was converted already.
        AlreadyConverted = "already-converted",
        /// A lead with the same address exists.
        DuplicateLead = "duplicate-lead",
        /// An account of the same kind of key exists.
        DuplicateAccount = "duplicate-account",
        /// A contact of the same kind of key exists.
        DuplicateContact = "duplicate-contact",
        /// An opportunity with the same id or external id exists.
        DuplicateOpportunity = "duplicate-opportunity",
        /// An interaction with the same id or external id exists.
        DuplicateInteraction = "duplicate-interaction",
        /// An order with the same id or external id exists.
        DuplicateOrder = "duplicate-order",
        /// A contract with the same id or external id exists.
        DuplicateContract = "duplicate-contract",
        /// A record of an object with the same id or external id exists.
        DuplicateRecord = "duplicate-record",
        /// Another writer was faster.
        LostRace = "lost-race",
        /// The record is at another revision than `If-Match` says.
        RevisionMismatch = "revision-mismatch",
        /// The method isn't offered at this address.
        MethodNotAllowed = "method-not-allowed",
        /// The body is over its limit.
        TooLarge = "too-large",
        /// The body isn't of the type that is read here.
        WrongContentType = "wrong-content-type",
        /// A field is missing or its value is not legal.
        Invalid = "invalid",
        /// A reference names nothing.
        UnknownReference = "unknown-reference",
        /// The idempotency key was spent on another body.
        KeyReused = "key-reused",
        /// The rules ask for more.
        UnmetCriteria = "unmet-criteria",
        /// Too many requests wait.
        TooMany = "too-many",
        /// The log doesn't take anything now.
        LogUnavailable = "log-unavailable",
        /// The read model doesn't cover the position yet.
        NotCaughtUp = "not-caught-up",
        /// The disk is nearly full.
        DiskFull = "disk-full",
        /// The stream has events of a newer Kith.
        UpgradeNeeded = "upgrade-needed",
        /// A fault of the platform itself.
        Internal = "internal",
    }
}

impl Slug {
    /// The HTTP status it answers with.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::MissingRight => 403,
            Self::UnknownCommand | Self::UnknownTarget => 404,
            Self::MethodNotAllowed => 405,
            Self::WrongState
            | Self::AlreadyConverted
            | Self::DuplicateLead
            | Self::DuplicateAccount
            | Self::DuplicateContact
            | Self::DuplicateOpportunity
            | Self::DuplicateInteraction
            | Self::DuplicateOrder
            | Self::DuplicateContract
            | Self::DuplicateRecord
            | Self::LostRace => 409,
            Self::RevisionMismatch => 412,
            Self::TooLarge => 413,
            Self::WrongContentType => 415,
            Self::Invalid | Self::UnknownReference | Self::KeyReused | Self::UnmetCriteria => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::LogUnavailable | Self::NotCaughtUp | Self::DiskFull | Self::UpgradeNeeded => 503,
        }
    }

    /// The title: the same for every problem of this kind.
    pub fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request can't be read",
            Self::Unauthenticated => "Who is asking is not known",
            Self::MissingRight => "A right is missing",
            Self::UnknownCommand => "There is no such command",
            Self::UnknownTarget => "There is nothing here",
            Self::MethodNotAllowed => "The method is not offered here",
            Self::WrongState => "The record's state doesn't allow it",
            Self::AlreadyConverted => "The lead was converted already",
            Self::DuplicateLead => "A lead with the same address exists",
            Self::DuplicateAccount => "The same account exists",
            Self::DuplicateContact => "The same contact exists",
            Self::DuplicateOpportunity => "The same opportunity exists",
            Self::DuplicateInteraction => "The same interaction exists",
            Self::DuplicateOrder => "The same order exists",
            Self::DuplicateContract => "The same contract exists",
            Self::DuplicateRecord => "The same record exists",
            Self::LostRace => "Another writer was faster",
            Self::RevisionMismatch => "The record has changed",
            Self::TooLarge => "The body is too large",
            Self::WrongContentType => "The content type is not read here",
            Self::Invalid => "The command is not valid",
            Self::UnknownReference => "A reference names nothing",
            Self::KeyReused => "The idempotency key was used for another body",
            Self::UnmetCriteria => "The rules ask for more",
            Self::TooMany => "Too many requests are waiting",
            Self::LogUnavailable => "The log takes nothing now",
            Self::NotCaughtUp => "The read model is not there yet",
            Self::DiskFull => "The disk is nearly full",
            Self::UpgradeNeeded => "A newer Kith wrote here",
            Self::Internal => "Kith made a mistake",
        }
    }
}

/// One field and the rule it breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Path of the field, such as `opportunity.amount`.
    pub field: String,
    /// The rule in one word, such as `missing`, `too-long`, `not-a-time`.
    pub code: String,
    /// The rule in a sentence.
    pub message: String,
}

/// A record that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Its stream.
    #[serde(flatten)]
    pub stream: StreamId,
    /// Which kind of key it holds, such as `email`.
    pub key: String,
}

/// What a client is told when something is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `/problems/<slug>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of this kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here and what to do.
    pub detail: String,
    /// Every field that breaks a rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Every record that stands in the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts_with: Vec<Conflict>,
    /// For `log-unavailable`: `none` if nothing was appended, `unknown` if it may have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Seconds after which the same request may be sent again; also the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem with nothing but a sentence about this case.
    pub fn new(slug: Slug, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{}", slug.name()),
            title: slug.title().into(),
            status: slug.status(),
            detail: detail.into(),
            errors: Vec::new(),
            conflicts_with: Vec::new(),
            outcome: None,
            retry_after: None,
        }
    }

    /// With the fields that break rules.
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// With the records that stand in the way.
    pub fn with_conflicts(mut self, conflicts: Vec<Conflict>) -> Self {
        self.conflicts_with = conflicts;
        self
    }

    /// With the seconds after which to try again.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}
