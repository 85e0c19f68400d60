//! The roles.

use event_schema::choice::Choice;
use serde::{Deserialize, Serialize};

/// What a token was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything: settings, users, all data.
    Admin,
    /// All of sales.
    SalesDirector,
    /// The own team.
    SalesManager,
    /// The own records.
    SalesRep,
    /// All tickets.
    SupportLead,
    /// Tickets and their customers.
    SupportAgent,
    /// Tickets, to read; samples and ratings.
    Quality,
    /// Articles.
    KnowledgeAdmin,
    /// Campaigns, leads, segments, scoring.
    Marketing,
    /// All data, personal fields sealed; reads, exports, backtests.
    Analyst,
    /// Reports.
    ReportViewer,
    /// What was changed and by whom.
    Auditor,
    /// Another program: the commands named in its token.
    Service,
}

impl Role {
    /// The public name.
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, role)| *role == self);
        named.map_or("", |(name, _)| name)
    }
}

impl Choice for Role {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("admin", Self::Admin),
        ("sales_director", Self::SalesDirector),
        ("sales_manager", Self::SalesManager),
        ("sales_rep", Self::SalesRep),
        ("support_lead", Self::SupportLead),
        ("support_agent", Self::SupportAgent),
        ("quality", Self::Quality),
        ("knowledge_admin", Self::KnowledgeAdmin),
        ("marketing", Self::Marketing),
        ("analyst", Self::Analyst),
        ("report_viewer", Self::ReportViewer),
        ("auditor", Self::Auditor),
        ("service", Self::Service),
    ];
}
