//! Why a command was refused, and how that is told to the client.

use event_schema::StreamId;
use event_schema::field::Faults;
use event_schema::problem::{Conflict, FieldError, Problem, Slug};
use rules::settings::NotInForce;

/// A broken rule. The same whoever asks and by which way.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The command's record doesn't exist.
    #[error("there is no {0}")]
    UnknownTarget(StreamId),
    /// The record's state doesn't allow the command.
    #[error("{stream} is {state}, so it can't be {verb}")]
    WrongState {
        stream: StreamId,
        state: &'static str,
        /// What was asked, as a participle.
        verb: &'static str,
    },
    /// The lead was converted and is locked.
    #[error("{lead} was converted and is locked; open a new lead that names it in follows_lead_id")]
    AlreadyConverted { lead: StreamId, became: Vec<Conflict> },
    /// Another record of the kind holds the id or an address.
    #[error("{what}")]
    Duplicate { slug: Slug, what: String, conflicts: Vec<Conflict> },
    /// The id of a bulk action was used for another request.
    #[error("{0} was begun by another request: use a new bulk_id")]
    BulkIdReused(StreamId),
    /// Fields that are missing or not legal.
    #[error("fields are not valid")]
    Invalid(Faults),
    /// Fields that name nothing.
    #[error("a reference names nothing")]
    UnknownReference(Vec<FieldError>),
    /// Rules that ask for more; everything that is missing, and what to do instead.
    #[error("the rules ask for more")]
    Unmet { missing: Vec<FieldError>, next: &'static str },
    /// A setting that the decision needs.
    #[error("{0}")]
    Setting(NotInForce),
    /// The stream has events of a newer Kith.
    #[error("{0} has events of a newer kith: upgrade this one to change it")]
    Newer(StreamId),
}

impl Rejection {
    /// One field that is not legal.
    pub fn invalid(field: &str, code: &str, message: impl Into<String>) -> Self {
        let mut faults = Faults::default();
        faults.invalid(field, code, message);
        Self::Invalid(faults)
    }

    /// One field that names nothing.
    pub fn unknown(field: &str, message: impl Into<String>) -> Self {
        Self::UnknownReference(vec![error(field, "unknown", message)])
    }

    /// The document that tells the client.
    pub fn problem(self) -> Problem {
        let detail = self.to_string();
        match self {
            Self::UnknownTarget(_) => Problem::new(Slug::UnknownTarget, detail),
            Self::WrongState { .. } => Problem::new(Slug::WrongState, detail),
            Self::AlreadyConverted { became, .. } => {
                Problem::new(Slug::AlreadyConverted, detail).with_conflicts(became)
            }
            Self::Duplicate { slug, conflicts, .. } => {
                Problem::new(slug, detail).with_conflicts(conflicts)
            }
            Self::BulkIdReused(_) => Problem::new(Slug::KeyReused, detail),
            Self::Invalid(faults) => faults.problem(),
            Self::UnknownReference(errors) => listed(Slug::UnknownReference, errors, ""),
            Self::Unmet { missing, next } => listed(Slug::UnmetCriteria, missing, next),
            Self::Setting(NotInForce::Missing { .. }) => {
                Problem::new(Slug::UnknownReference, detail)
            }
            Self::Setting(NotInForce::Unreadable { .. }) | Self::Newer(_) => {
                Problem::new(Slug::UpgradeNeeded, detail)
            }
        }
    }
}

impl From<NotInForce> for Rejection {
    fn from(why: NotInForce) -> Self {
        Self::Setting(why)
    }
}

/// A field and the rule it breaks.
pub fn error(field: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), code: code.into(), message: message.into() }
}

/// A record that stands in the way.
pub fn conflict(stream: impl Into<StreamId>, key: &str) -> Conflict {
    Conflict { stream: stream.into(), key: key.into() }
}

fn listed(slug: Slug, errors: Vec<FieldError>, next: &str) -> Problem {
    let list: Vec<_> = errors.iter().map(|e| format!("{} {}", e.field, e.message)).collect();
    Problem::new(slug, format!("{}{next}", list.join("; "))).with_errors(errors)
}
