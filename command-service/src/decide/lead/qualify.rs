//! Qualifying a lead by hand.

use event_schema::Personal;
use event_schema::command::{LeadField, QualifyLead, VerifyLead};
use event_schema::commit::SettingUsed;
use event_schema::event::{Checklist, LeadQualified, LeadVerified, QualifiedBy, QualifiedLevel};
use event_schema::problem::FieldError;
use rules::conversion::unqualified;
use smallvec::SmallVec;

use super::guard::open_stage;
use crate::aggregate::lead::Stage;
use crate::decide::conversion::has_field;
use crate::decide::{Context, Decision, Draft, Needs, Seen};
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

/// The person must be seen where the rules ask for fields of theirs.
pub(super) fn needs(c: &QualifyLead, ctx: &Context<'_>, needs: &mut Needs) {
    if asked(c, ctx).is_ok_and(|rules| rules.is_some()) {
        needs.personal.push(c.lead_id.into());
    }
}

/// The fields that the rules ask for at this level (C4), if any.
fn asked<'a>(
    c: &QualifyLead,
    ctx: &Context<'a>,
) -> Result<Option<(&'a [LeadField], SettingUsed)>, Rejection> {
    let rules = ctx.book.conversion(ctx.occurred_at)?;
    let fields = match c.level {
        QualifiedLevel::Mql => &rules.body.qualification.mql,
        QualifiedLevel::Sql => &rules.body.qualification.sql,
    };
    Ok(Some((fields.as_slice(), rules.used)).filter(|(fields, _)| !fields.is_empty()))
}

/// Qualifies by hand. What was reached already is not reached again.
pub(super) fn qualify(
    c: &QualifyLead,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let stage = open_stage(c.lead_id, seen, "qualified")?;
    let checklist = c.checklist.clone().map(Into::into);
    let reached = match c.level {
        QualifiedLevel::Mql => Stage::Mql,
        QualifiedLevel::Sql => Stage::Sql,
    };
    if stage >= reached {
        return Ok(Decision::default());
    }
    let mut missing = match c.level {
        QualifiedLevel::Mql => Vec::new(),
        QualifiedLevel::Sql => all_five(checklist.unwrap_or_default()),
    };
    let mut settings = SmallVec::new();
    if let Some((fields, used)) = asked(c, ctx)? {
        let lead = seen.lead(c.lead_id)?.expect("an open lead was seen");
        let nothing = Personal::default();
        let personal = seen.personal.get(&c.lead_id.into()).unwrap_or(&nothing);
        missing.extend(unqualified(fields, |field| has_field(field, lead.facts(), personal)));
        settings.push(used);
    }
    if !missing.is_empty() {
        return Err(Rejection::Unmet { missing, next: NURTURE });
    }
    let qualified = LeadQualified { level: c.level, by: QualifiedBy::Person, checklist };
    Ok(Decision { drafts: vec![Draft::new(c.lead_id, qualified)], settings })
}

/// The questions that aren't answered with yes.
fn all_five(checklist: Checklist) -> Vec<FieldError> {
    let Checklist { need, decision_maker, budget, timeframe, contact_verified } = checklist;
    let five = [
        ("need", need),
        ("decision_maker", decision_maker),
        ("budget", budget),
        ("timeframe", timeframe),
        ("contact_verified", contact_verified),
    ];
    let no = five.into_iter().filter(|(_, answer)| *answer != Some(true));
    no.map(|(item, _)| error(&format!("checklist.{item}"), "unmet", "must be true for sql"))
        .collect()
}
