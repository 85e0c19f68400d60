//! Records that may be one.

use projection_service::query::{Match, Proposal};
use uuid::Uuid;

use super::body;

body! {
    /// A record that this one may be. It is a proposal: nothing happens until somebody merges them.
    DuplicateProposal {
        /// The other record.
        id: Uuid,
        /// How likely, from 0 to 1.
        score: f64,
        /// What speaks for it: email, phone, domain, name.
        because: Vec<String>,
    }
}

impl From<Proposal> for DuplicateProposal {
    fn from(proposal: Proposal) -> Self {
        let Proposal { id, score, because } = proposal;
        Self { id, score, because }
    }
}

body! {
    /// An account or contact that a lead may belong to. It is a proposal: a conversion matches by the
    /// rules of its own.
    LeadMatch {
        /// Of which kind: account or contact.
        r#type: String,
        /// Its id.
        id: Uuid,
        /// How likely, from 0 to 1.
        likelihood: f64,
        /// What speaks for it: email, phone, domain, name.
        because: Vec<String>,
    }
}

impl From<Match> for LeadMatch {
    fn from(found: Match) -> Self {
        let Match { of, likelihood, because } = found;
        Self { r#type: of.kind.name().into(), id: of.id, likelihood, because }
    }
}
