//! What the clock asks for. Nobody can send these: the platform does when a duty is due.

use crate::event::IdleDuty;
use crate::id::{LeadId, OpportunityId};

/// Moves a deal that was left alone one stage back (C135).
#[derive(Debug, Clone, PartialEq)]
pub struct DowngradeIdleOpportunity {
    /// Which deal.
    pub opportunity_id: OpportunityId,
    /// What is due.
    pub idle: IdleDuty,
}

/// Gives a lead that was left alone the points for it (C30).
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreIdleLead {
    /// Which lead.
    pub lead_id: LeadId,
    /// What is due.
    pub idle: IdleDuty,
}
