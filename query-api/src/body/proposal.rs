//! Records that may be one.

use projection_service::query::Proposal;
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
