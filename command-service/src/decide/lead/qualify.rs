//! Qualifying a lead by hand.

use event_schema::command::{QualifyLead, VerifyLead};
use event_schema::event::{Checklist, LeadQualified, LeadVerified, QualifiedBy, QualifiedLevel};

use super::guard::open_stage;
use crate::aggregate::lead::Stage;
use crate::decide::{Decision, Draft, Seen};
use crate::rejection::{Rejection, error};

/// What to do with a lead that the rules don't let through (C80).
pub const NURTURE: &str = "; the next step is NurtureLead";

/// Finds a new lead's data good; one that is further has been looked at.
pub(super) fn verify(c: &VerifyLead, seen: &Seen) -> Result<Decision, Rejection> {
    if open_stage(c.lead_id, seen, "verified")? > Stage::New {
        return Ok(Decision::default());
    }
    let drafts = vec![Draft::new(c.lead_id, LeadVerified {})];
    Ok(Decision { drafts, ..Decision::default() })
}

/// Qualifies by hand. What was reached already is not reached again.
pub(super) fn qualify(c: &QualifyLead, seen: &Seen) -> Result<Decision, Rejection> {
    let stage = open_stage(c.lead_id, seen, "qualified")?;
    let checklist = c.checklist.clone().map(Into::into);
    let reached = match c.level {
        QualifiedLevel::Mql => Stage::Mql,
        QualifiedLevel::Sql => Stage::Sql,
    };
    if stage >= reached {
        return Ok(Decision::default());
    }
    if c.level == QualifiedLevel::Sql {
        require_all_five(checklist.unwrap_or_default())?;
    }
    let qualified = LeadQualified { level: c.level, by: QualifiedBy::Person, checklist };
    let drafts = vec![Draft::new(c.lead_id, qualified)];
    Ok(Decision { drafts, ..Decision::default() })
}

fn require_all_five(checklist: Checklist) -> Result<(), Rejection> {
    let Checklist { need, decision_maker, budget, timeframe, contact_verified } = checklist;
    let five = [
        ("need", need),
        ("decision_maker", decision_maker),
        ("budget", budget),
        ("timeframe", timeframe),
        ("contact_verified", contact_verified),
    ];
    let no = five.into_iter().filter(|(_, answer)| *answer != Some(true));
    let missing: Vec<_> = no
        .map(|(item, _)| error(&format!("checklist.{item}"), "unmet", "must be true for sql"))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Rejection::Unmet { missing, next: NURTURE }) }
}
