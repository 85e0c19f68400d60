//! The organisation chart of an account, and what contacts are to each other (C116).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ContactView;

/// Another contact, and the influence between the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLinkView {
    pub contact_id: Uuid,
    pub relation: String,
}

/// The people of an account, and the lines between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganisationView {
    pub account_id: Uuid,
    /// Its contacts, oldest first; behind them those of other accounts to whom a line leads.
    pub people: Vec<ContactView>,
    pub reporting: Vec<ReportingLine>,
    pub influences: Vec<InfluenceLine>,
}

/// Somebody reports to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportingLine {
    pub contact_id: Uuid,
    pub reports_to: Uuid,
}

/// Somebody has influence on somebody.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InfluenceLine {
    pub contact_id: Uuid,
    pub other_id: Uuid,
    pub relation: String,
}
