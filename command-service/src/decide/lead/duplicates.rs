//! Whether a lead is held already.

use event_schema::event::MailboxClass;
use event_schema::problem::Slug;
use event_schema::value::{LookupHash, LookupKey, LookupKind};
use event_schema::{StreamId, StreamType};
use rules::duplicates::{LeadFacts, exact};

use crate::aggregate::lead::Facts;
use crate::aggregate::{Key, Lead};
use crate::decide::{Context, Seen};
use crate::rejection::{Rejection, conflict};

/// What the exact rule looks at of a lead.
#[derive(Clone, Copy)]
pub(super) struct Identity<'a> {
    pub keys: &'a [LookupKey],
    pub mailbox: Option<MailboxClass>,
    pub company: Option<LookupHash>,
}

/// Another lead that is the same, and the key by which it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub holder: StreamId,
    pub key: &'static str,
}

impl Hit {
    /// The refusal that names it.
    pub fn refused(self) -> Rejection {
        duplicate(self.holder, self.key)
    }
}

/// The exact rule of C19 and C20 against every other holder of one of the lead's keys.
pub(super) fn hit(
    id: StreamId,
    lead: Identity<'_>,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<Hit>, Rejection> {
    let rules = ctx.book.duplicates(ctx.occurred_at)?.body;
    let new = facts(lead.keys, lead.mailbox, lead.company);
    for key in lead.keys {
        let holders = seen.holders(Key::lookup(StreamType::Lead, *key));
        for holder in holders.iter().copied().filter(|holder| *holder != id) {
            if key.kind == LookupKind::External {
                return Ok(Some(Hit { holder, key: "external_id" }));
            }
            let Some(held) = seen.lead(holder)?.map(Lead::facts) else { continue };
            if let Some(by) = identities(held).find_map(|held| exact(&rules.lead_keys, &new, &held))
            {
                return Ok(Some(Hit { holder, key: by.name() }));
            }
        }
    }
    Ok(None)
}

/// A lead's own identity, and those of the leads that were merged into it.
fn identities(lead: &Facts) -> impl Iterator<Item = LeadFacts> + '_ {
    let others = lead.identities.iter();
    let others = others.map(|other| facts(&other.keys, None, other.company_hash));
    std::iter::once(facts(&lead.keys, lead.mailbox, lead.company_hash)).chain(others)
}

fn facts(
    keys: &[LookupKey],
    mailbox: Option<MailboxClass>,
    company: Option<LookupHash>,
) -> LeadFacts {
    let of = |kind| keys.iter().find(|key| key.kind == kind).map(|key| key.hash);
    LeadFacts { email: of(LookupKind::Email), mailbox, phone: of(LookupKind::Phone), company }
}

pub(super) fn duplicate(holder: StreamId, key: &str) -> Rejection {
    Rejection::Duplicate {
        slug: Slug::DuplicateLead,
        what: format!("{holder} has the same {key}"),
        conflicts: vec![conflict(holder, key)],
    }
}
