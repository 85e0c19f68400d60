//! Who decides at the customer (C117).

use event_schema::command::SetBuyingRole;
use event_schema::event::{BuyingRoleRemoved, BuyingRoleSet, Changed};
use rules::settings::DECISION_ROLE;

use super::guard::{only, open_deal};
use crate::decide::codes::{list, unknown_code};
use crate::decide::{Context, Decision, Draft, Seen};
use crate::rejection::Rejection;

/// Most contacts with a part in the decision about a deal.
const ROLES_MAX: usize = 100;

/// Gives a contact a part in the decision, another one, or none any more. A partner's contact may
/// decide as well as the customer's, so it need not be of the deal's account.
pub(super) fn set(
    c: &SetBuyingRole,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let deal = open_deal(c.opportunity_id, seen, "changed")?;
    let Some(contact) = seen.contact(c.contact_id)? else {
        let message = format!("names no contact: {}", c.contact_id);
        return Err(Rejection::unknown("contact_id", message));
    };
    // The part may stand under the id of one that was merged into the contact.
    let names = std::iter::once(c.contact_id).chain(contact.merged.iter().copied());
    let parts: Vec<_> = names.filter_map(|id| Some((id, deal.roles.get(&id).copied()?))).collect();
    let Some(after) = c.role.0 else {
        let removed = parts.into_iter().map(|(contact_id, role)| {
            let role = Changed { before: Some(role), after: None };
            Draft::new(c.opportunity_id, BuyingRoleRemoved { contact_id, role })
        });
        return Ok(Decision { drafts: removed.collect(), ..Decision::default() });
    };
    let (contact_id, before) =
        parts.first().map_or((c.contact_id, None), |(id, role)| (*id, Some(*role)));
    let codes = ctx.book.codes(list(DECISION_ROLE), ctx.occurred_at)?;
    if !codes.body.accepts(after) {
        return Err(unknown_code("role", &codes));
    }
    if before == Some(after) {
        return Ok(Decision::default());
    }
    if before.is_none() && deal.roles.len() >= ROLES_MAX {
        let message = format!("is one too many: a deal has at most {ROLES_MAX}");
        return Err(Rejection::invalid("contact_id", "too-many", message));
    }
    let role = Changed { before, after: Some(after) };
    let mut decision = only(c.opportunity_id, BuyingRoleSet { contact_id, role });
    decision.settings.push(codes.used);
    Ok(decision)
}
