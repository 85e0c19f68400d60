//! Whether a lead is in a state for a command.

use event_schema::id::LeadId;

use crate::aggregate::Lead;
use crate::aggregate::lead::Stage;
use crate::decide::Seen;
use crate::rejection::{Rejection, conflict};

/// The lead, unless it doesn't exist or is locked.
pub fn changeable(id: LeadId, seen: &Seen) -> Result<&Lead, Rejection> {
    match seen.lead(id)? {
        None => Err(Rejection::UnknownTarget(id.into())),
        Some(Lead::Converted { account, opportunity, .. }) => {
            let mut became = vec![conflict(account.id, "converted_into")];
            became.extend(opportunity.map(|o| conflict(o.id, "converted_into")));
            Err(Rejection::AlreadyConverted { lead: id.into(), became })
        }
        Some(lead) => Ok(lead),
    }
}

/// The stage of an open lead.
pub fn open_stage(id: LeadId, seen: &Seen, verb: &'static str) -> Result<Stage, Rejection> {
    let lead = changeable(id, seen)?;
    match lead {
        Lead::Open { stage, .. } => Ok(*stage),
        Lead::Disqualified { .. } | Lead::Recycled { .. } | Lead::Converted { .. } => {
            Err(Rejection::WrongState { stream: id.into(), state: lead.state_name(), verb })
        }
    }
}
